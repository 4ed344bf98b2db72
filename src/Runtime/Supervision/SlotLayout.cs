namespace Gatehouse.Supervision;

/// <summary>
/// Where a slot of the scoreboard has what, in 64-bit words. One side writes each word, in one aligned store, so that no reading is torn.
/// The page has room beyond.
/// </summary>
internal static class SlotLayout
{
    // Written by the master.
    public const int Pid = 0;
    public const int Index = 1;
    public const int Generation = 2;
    public const int StartedAt = 3;

    // Written by the master before the worker is spawned and after it ended, by the worker in between; each word below too.
    public const int State = 8;
    public const int Beat = 9;
    public const int Requests = 10;
    public const int InFlight = 11;

    public const int Words = 12;

    /// <summary>A page of 4 KiB, or the kernel's if that is larger: a worker maps its own alone.</summary>
    public static readonly int Size = Math.Max(4096, Environment.SystemPageSize);
}
