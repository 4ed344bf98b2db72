namespace Gatehouse.Supervision;

/// <summary>A slot of the scoreboard at one moment. Times are milliseconds of a monotonic clock: the same one, give or take a tick, for all of one runtime.</summary>
internal readonly record struct SlotReading
{
    public WorkerState State { get; init; }

    public int Pid { get; init; }

    /// <summary>Number of the worker within its generation, from 0.</summary>
    public int Index { get; init; }

    public int Generation { get; init; }

    public long StartedAt { get; init; }

    /// <summary>When the worker last gave a sign of life.</summary>
    public long Beat { get; init; }

    /// <summary>Requests that it has answered.</summary>
    public long Requests { get; init; }

    public int InFlight { get; init; }
}
