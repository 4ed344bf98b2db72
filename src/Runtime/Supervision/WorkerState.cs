namespace Gatehouse.Supervision;

/// <summary>Where a worker is in its life.</summary>
internal enum WorkerState : long
{
    /// <summary>The slot is free.</summary>
    None,

    /// <summary>Spawned; not serving yet.</summary>
    Starting,

    /// <summary>Serving.</summary>
    Ready,

    /// <summary>Told to stop; finishing what it has.</summary>
    Draining,

    /// <summary>Nobody: the worker is gone, and its seat waits for the next one.</summary>
    Waiting,
}
