namespace Gatehouse.Supervision;

/// <summary>What a composition does at the turning points of the master's life. All are called on the master's thread; what they let escape is logged.</summary>
internal sealed class SupervisorHooks
{
    /// <summary>Makes the plan of the next generation from the settings as they are now. An exception abandons the reload.</summary>
    public required Func<WorkerPlan> Reload { get; init; }

    /// <summary>The first worker is ready: the service is up. Once.</summary>
    public Action? OnReady { get; init; }

    /// <summary>A worker is about to be spawned; its pid is 0. An exception refuses the spawn, and its message says why.</summary>
    public Action<WorkerInfo>? OnWorkerStarting { get; init; }

    /// <summary>A worker serves. For the first one, before <see cref="OnReady"/>.</summary>
    public Action<WorkerInfo>? OnWorkerReady { get; init; }

    /// <summary>A worker was reaped.</summary>
    public Action<WorkerEnd>? OnWorkerExit { get; init; }

    /// <summary>Another number of workers is wanted. After a reload, before <see cref="OnReloaded"/>.</summary>
    public Action<WorkerCountChange>? OnWorkerCountChanged { get; init; }

    /// <summary>A reload begins. One of the next two follows, unless the master stops before.</summary>
    public Action? OnReloading { get; init; }

    /// <summary>
    /// The new generation serves and the old one has been told to drain: (old plan, new plan). No worker of the old plan will be spawned
    /// again, so that listeners which only the old plan has can be closed here.
    /// </summary>
    public Action<WorkerPlan, WorkerPlan>? OnReloaded { get; init; }

    /// <summary>The old generation goes on. With the plan that failed, or null when there was none; listeners which only it has can be closed.</summary>
    public Action<WorkerPlan?>? OnReloadAbandoned { get; init; }

    /// <summary>There are so many seats now: listeners of later ones get no new connections from here on.</summary>
    public Action<int>? OnSeats { get; init; }

    /// <summary>USR2: what the next master is to inherit. Null where that makes no sense.</summary>
    public Func<UpgradeOffer>? Upgrade { get; init; }

    /// <summary>The next master serves too: (its process id, its word for what it has taken); gives the descriptors that it accepts from.</summary>
    public Func<int, string, IReadOnlyList<int>>? OnSuccessorReady { get; init; }

    /// <summary>The next master has ended, ready or not: everything is as it was before.</summary>
    public Action? OnSuccessorGone { get; init; }

    /// <summary>
    /// In the next master: every worker is ready, and the older one is about to be told. Gives the word for what was taken of what it offered. An
    /// <see cref="IOException"/> ends this master.
    /// </summary>
    public Func<string>? OnUpgraded { get; init; }

    /// <summary>In the next master: the older one is gone.</summary>
    public Action? OnPromoted { get; init; }

    /// <summary>The master begins to stop. Once.</summary>
    public Action? OnStopping { get; init; }

    /// <summary>USR1: log files are to be opened anew. Workers are told after.</summary>
    public Action? OnReopenLogs { get; init; }

    /// <summary>All workers are gone, and so is the loop, next: what else lives on it goes now.</summary>
    public Action? OnEnding { get; init; }

    /// <summary>About once a second.</summary>
    public Action? OnTick { get; init; }

    /// <summary>The requests that a worker is at, from its counters in the scoreboard, which mean nothing here.</summary>
    public Func<long[], long>? CountRunning { get; init; }

    /// <summary>How often <see cref="OnPulse"/> is called.</summary>
    public TimeSpan PulseInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Called at a steady pace, from the start of the loop to its end, with how the service fares.</summary>
    public Action<SupervisorStatus>? OnPulse { get; init; }
}
