using Gatehouse.Loop;

namespace Gatehouse.Serving;

/// <summary>
/// How fast a client moves bytes, measured over the time only that the server waited for it: a handler that takes its time
/// does not make its client slow.
/// </summary>
internal struct DataRate
{
    private long waited;
    private long since;

    /// <summary>Milliseconds waited in ended waits.</summary>
    public readonly long Waited => waited;

    public void BeginWait(long now) => since = now;

    public void EndWait(long now) => waited += now - since;

    /// <summary>When the rate of the wait under way falls below the least, if no more bytes move.</summary>
    /// <param name="bytes">Moved so far.</param>
    /// <param name="least">Bytes a second; 0 for any.</param>
    /// <param name="grace">Milliseconds of waiting before the rate counts.</param>
    /// <returns>The loop's milliseconds, or <see cref="Deadline.Never"/>.</returns>
    public readonly long FailsAt(long bytes, int least, long grace) =>
        least == 0 ? Deadline.Never : since + Math.Max(0, Math.Max(grace, bytes * 1000 / least) - waited);
}
