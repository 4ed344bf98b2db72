namespace Gatehouse;

/// <summary>A worker process, as the pre-fork master's hooks get to know it.</summary>
public sealed class WorkerInfo
{
    /// <summary>Number of the worker within its generation, from 0. A replacement takes over the number of the worker it replaces.</summary>
    public required int Index { get; init; }

    /// <summary>Generation it belongs to: 1 at the start, more with every reload.</summary>
    public required int Generation { get; init; }

    /// <summary>Number of its process; 0 before it is spawned.</summary>
    public required int Pid { get; init; }
}
