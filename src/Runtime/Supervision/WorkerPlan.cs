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

    /// <summary>Age of a heartbeat, or of a request that holds its loop or a thread, at which a worker counts as stuck; zero: never.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time that a worker gets to start; zero: any.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Resident memory in bytes from which on a worker is replaced; zero: none.</summary>
    public long MaxMemory { get; init; }

    /// <summary>Age from which on a worker is replaced; zero: none.</summary>
    public TimeSpan MaxAge { get; init; }

    /// <summary>
    /// Descriptors that the worker of a seat accepts on, and gets under the same numbers; by the number of the seat. Opened if need be: an
    /// <see cref="IOException"/> says that they cannot.
    /// </summary>
    public Func<int, IReadOnlyList<int>> Listeners { get; init; } = static _ => [];

    /// <summary>
    /// How long a worker whose own listener goes away accepts after nothing new gets there: for handshakes that are under way.
    /// </summary>
    public TimeSpan SeatLinger { get; init; }

    /// <summary>The settings that the master has resolved, so that workers need not. Opaque here.</summary>
    public byte[] Snapshot { get; init; } = [];
}
