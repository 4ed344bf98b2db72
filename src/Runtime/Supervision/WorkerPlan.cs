namespace Gatehouse.Supervision;

/// <summary>What one generation of workers is to be. A reload brings a new one.</summary>
internal sealed record WorkerPlan
{
    /// <summary>The way of running that the worker is called to: the first word of <see cref="WorkerSummons.Variable"/>.</summary>
    public required string Verb { get; init; }

    /// <summary>Number of workers, before TTIN and TTOU; 1 to <see cref="Scoreboard.MaxWorkers"/>.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Time that a worker gets to finish its requests.</summary>
    public TimeSpan GracefulTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Age of a heartbeat at which a worker counts as stuck; zero: never.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time that a worker gets to start; zero: any.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Descriptors that workers accept on, and get under the same numbers.</summary>
    public IReadOnlyList<int> Listeners { get; init; } = [];

    /// <summary>The settings that the master has resolved, so that workers need not. Opaque here.</summary>
    public byte[] Snapshot { get; init; } = [];
}
