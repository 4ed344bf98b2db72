namespace Gatehouse.Supervision;

/// <summary>A slot of the scoreboard at one moment. Times are milliseconds of the monotonic clock, the same one for all processes.</summary>
internal readonly record struct SlotReading
{
    public WorkerState State { get; init; }

    /// <summary>0 while nobody is in the seat.</summary>
    public int Pid { get; init; }

    /// <summary>Number of the worker within its generation, from 0.</summary>
    public int Index { get; init; }

    public int Generation { get; init; }

    public long StartedAt { get; init; }

    /// <summary>When it was ready; 0 before.</summary>
    public long ReadyAt { get; init; }

    /// <summary>When the worker last gave a sign of life.</summary>
    public long Beat { get; init; }

    /// <summary>Resident memory in bytes, as last looked at; 0 before that.</summary>
    public long Resident { get; init; }

    /// <summary>How many workers this seat has had before.</summary>
    public int Restarts { get; init; }

    /// <summary>Why the seat's last worker ended, or why this one is on its way out, and when; null when neither.</summary>
    public (long At, string Text)? Reason { get; init; }

    /// <summary>What runs on the worker's loop itself, and holds it; null when nothing does.</summary>
    public RequestReading? OnLoop { get; init; }

    /// <summary>Of what runs beside the loop, as of the last beat, what began first; null when nothing did.</summary>
    public RequestReading? Oldest { get; init; }

    /// <summary>What the worker has counted; see <see cref="SlotLayout.Counters"/>.</summary>
    public long[] Counters { get; init; }

    /// <summary>The request that the worker is at: the one that holds its loop, or the oldest.</summary>
    public RequestReading? Current => OnLoop ?? Oldest;
}
