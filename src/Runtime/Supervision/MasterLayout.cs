namespace Gatehouse.Supervision;

/// <summary>Where the first page of the scoreboard, the master's own, has what, in 64-bit words. The master alone writes it.</summary>
internal static class MasterLayout
{
    /// <summary>Is <see cref="SlotLayout.Version"/>; the first word of all, so that a reader of another version can tell.</summary>
    public const int Version = 0;
    public const int Pid = 1;
    public const int StartedAt = 2;
    public const int State = 3;
    public const int Generation = 4;
    public const int Wanted = 5;
    public const int Reloads = 6;
    public const int FailedReloads = 7;
    public const int Successor = 8;
    public const int Predecessor = 9;
    public const int Restarts = 10;

    /// <summary>Odd while the counts of a worker that is gone move into <see cref="Retired"/>: they are in both places then, or in neither.</summary>
    public const int Retirements = 11;

    /// <summary>No slot after this one was ever in use: to look at a page costs the page.</summary>
    public const int HighestSlot = 12;

    /// <summary>1 once every worker of <see cref="Successor"/> serves, and this master has heard so.</summary>
    public const int SuccessorReady = 13;

    /// <summary>Record: what became of the last reload, or why there is trouble.</summary>
    public const int LastEvent = 16;
    public const int LastEventBytes = 512;

    /// <summary>What the workers that are gone have counted: the same words as in a worker's page.</summary>
    public const int Retired = SlotLayout.Counters;
}
