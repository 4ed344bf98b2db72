namespace Gatehouse;

/// <summary>
/// Pieces of a body whose source has begun: what it throws before its first piece was thrown while it could still be answered.
/// </summary>
internal sealed class PrimedChunks : IAsyncEnumerable<ReadOnlyMemory<byte>>, IAsyncEnumerator<ReadOnlyMemory<byte>>
{
    private readonly IAsyncEnumerator<ReadOnlyMemory<byte>> source;
    private readonly bool hasFirst;
    private bool began;

    private PrimedChunks(IAsyncEnumerator<ReadOnlyMemory<byte>> source, bool hasFirst)
    {
        this.source = source;
        this.hasFirst = hasFirst;
    }

    public ReadOnlyMemory<byte> Current => source.Current;

    /// <summary>Asks for the first piece, and keeps it.</summary>
    public static async ValueTask<PrimedChunks> BeginAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        IAsyncEnumerator<ReadOnlyMemory<byte>> source = chunks.GetAsyncEnumerator();
        try
        {
            return new PrimedChunks(source, await source.MoveNextAsync());
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    public IAsyncEnumerator<ReadOnlyMemory<byte>> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

    public ValueTask<bool> MoveNextAsync()
    {
        if (began) return source.MoveNextAsync();
        began = true;
        return new ValueTask<bool>(hasFirst);
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
