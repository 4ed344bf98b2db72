namespace Gatehouse.Supervision;

/// <summary>What a composition does at the turning points of the master's life. All are called on the master's thread; what they let escape is logged.</summary>
internal sealed class SupervisorHooks
{
    /// <summary>Makes the plan of the next generation from the settings as they are now. An exception abandons the reload.</summary>
    public required Func<WorkerPlan> Reload { get; init; }

    /// <summary>The first worker is ready: the service is up. Once.</summary>
    public Action? OnReady { get; init; }

    /// <summary>A reload begins. One of the next two follows, unless the master stops before.</summary>
    public Action? OnReloading { get; init; }

    /// <summary>
    /// The new generation serves and the old one has been told to drain: (old plan, new plan). No worker of the old plan will be spawned
    /// again, so that listeners which only the old plan has can be closed here.
    /// </summary>
    public Action<WorkerPlan, WorkerPlan>? OnReloaded { get; init; }

    /// <summary>The old generation goes on. With the plan that failed, or null when there was none; listeners which only it has can be closed.</summary>
    public Action<WorkerPlan?>? OnReloadAbandoned { get; init; }

    /// <summary>The master begins to stop. Once.</summary>
    public Action? OnStopping { get; init; }

    /// <summary>USR1: log files are to be opened anew. Workers are told after.</summary>
    public Action? OnReopenLogs { get; init; }

    /// <summary>About once a second.</summary>
    public Action? OnTick { get; init; }
}
