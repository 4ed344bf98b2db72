using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>
/// Where a worker's page of the scoreboard has what, in 64-bit words. One side writes each word, in one aligned store, so that no
/// reading of a word is torn; records of several words tell by themselves (<see cref="SharedRecord"/>).
/// </summary>
internal static class SlotLayout
{
    /// <summary>Counts up when a word moves: a worker that knows another layout does not start.</summary>
    public const int Version = 2;

    // Written by the master.
    public const int Pid = 0;
    public const int Index = 1;
    public const int Generation = 2;
    public const int StartedAt = 3;
    public const int ReadyAt = 4;
    public const int Resident = 5;
    public const int Restarts = 6;

    // Written by the master before the worker is spawned and after it ended, by the worker in between.
    public const int State = 8;

    // Written by the worker.
    public const int Beat = 9;

    /// <summary>Record: the request that runs on the loop itself at this moment.</summary>
    public const int OnLoop = 16;

    /// <summary>Record: of the requests that run elsewhere or wait for something, the one that began first.</summary>
    public const int Oldest = 128;

    /// <summary>Record, written by the master: why the seat's last worker ended, or why this one is on its way out.</summary>
    public const int Reason = 240;

    /// <summary>Where what the worker counts begins. It is opaque here, but for this: counts of the moment, then totals.</summary>
    public const int Counters = 288;
    public const int Gauges = 8;
    public const int CounterWords = 192;

    public const int Words = Counters + CounterWords;

    /// <summary>Bytes of a request's method and path that are kept.</summary>
    public const int RequestBytes = 512;

    public const int ReasonBytes = 256;

    /// <summary>A page of 4 KiB, or the kernel's if that is larger: a worker maps its own alone.</summary>
    public static readonly int Size = Math.Max(4096, Environment.SystemPageSize);
}
