namespace Gatehouse.Supervision;

/// <summary>What the master says of itself in the scoreboard, at one moment. Times are milliseconds of the monotonic clock.</summary>
internal sealed record MasterReading
{
    public required int Pid { get; init; }

    public required long StartedAt { get; init; }

    public required MasterState State { get; init; }

    /// <summary>The generation that serves.</summary>
    public required int Generation { get; init; }

    /// <summary>Number of workers that there should be.</summary>
    public required int Wanted { get; init; }

    /// <summary>Reloads that were carried through since the start.</summary>
    public required long Reloads { get; init; }

    /// <summary>Reloads that were abandoned since the start.</summary>
    public required long FailedReloads { get; init; }

    /// <summary>Workers that ended without being told to, since the start.</summary>
    public required long Restarts { get; init; }

    /// <summary>Process id of the master that is to follow this one; 0 when there is none.</summary>
    public required int Successor { get; init; }

    /// <summary>This master may go: it has heard that every worker of the next one serves.</summary>
    public required bool IsSuccessorReady { get; init; }

    /// <summary>Process id of the master that this one is to follow, while that one lives; else 0.</summary>
    public required int Predecessor { get; init; }

    /// <summary>What became of the last reload or restart, and when; null when there was none.</summary>
    public required (long At, string Text)? LastEvent { get; init; }

    /// <summary>What workers that are gone have counted; see <see cref="SlotLayout.Counters"/>.</summary>
    public required long[] Retired { get; init; }
}
