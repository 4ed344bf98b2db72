namespace Gatehouse.Serving;

/// <summary>
/// What a client takes of what the kernel holds for it. The kernel says that a socket can be written when a third of its
/// buffer is free (tcp(7)), which at a few kilobytes a second can take minutes: whether the client takes bytes meanwhile
/// is seen from how many are left (SIOCOUTQ).
/// </summary>
internal sealed class SendProgress(ServingOptions options)
{
    private DataRate rate;
    private bool isWaiting;
    private int leftBefore;
    private long takenAt;

    /// <summary>Bytes taken in all waits.</summary>
    public long Taken { get; private set; }

    /// <summary>Milliseconds of all ended waits.</summary>
    public long Waited => rate.Waited;

    /// <summary>The kernel takes no more.</summary>
    /// <param name="now">The loop's milliseconds.</param>
    /// <param name="left">Bytes that the client has not taken yet.</param>
    /// <returns>When to look again.</returns>
    public long Begin(long now, int left)
    {
        if (!isWaiting)
        {
            isWaiting = true;
            rate.BeginWait(now);
            leftBefore = left;
            takenAt = now;
        }

        return LookAgainAt;
    }

    /// <summary>The kernel takes bytes again.</summary>
    public void End(long now, int left)
    {
        if (!isWaiting) return;
        isWaiting = false;
        rate.EndWait(now);
        Taken += leftBefore - left;
    }

    /// <summary>Whether the client takes too little for the connection to be kept.</summary>
    /// <param name="now">The loop's milliseconds.</param>
    /// <param name="left">Bytes that the client has not taken yet.</param>
    /// <param name="next">When to look again.</param>
    public bool IsTooSlow(long now, int left, out long next)
    {
        if (left < leftBefore)
        {
            Taken += leftBefore - left;
            leftBefore = left;
            takenAt = now;
        }

        next = LookAgainAt;
        return now >= next;
    }

    private long LookAgainAt =>
        Math.Min(takenAt + options.WriteTimeout, rate.FailsAt(Taken, options.MinSendRate, options.RateGrace));
}
