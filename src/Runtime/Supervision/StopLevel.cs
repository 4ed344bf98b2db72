namespace Gatehouse.Supervision;

/// <summary>How urgently a worker, or the whole service, is asked to stop.</summary>
internal enum StopLevel
{
    None,

    /// <summary>SIGTERM: requests that run may finish.</summary>
    Graceful,

    /// <summary>SIGQUIT: no longer than it takes to leave in order.</summary>
    Quick,

    /// <summary>SIGKILL.</summary>
    Kill,
}
