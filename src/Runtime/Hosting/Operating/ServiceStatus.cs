namespace Gatehouse.Hosting.Operating;

/// <summary>What a supervised service is doing, as <c>status</c> shows it. Times are seconds, sizes bytes.</summary>
internal sealed record ServiceStatus
{
    public required string Name { get; init; }

    /// <summary>Process id of the master.</summary>
    public required int Pid { get; init; }

    /// <summary><c>starting</c>, <c>serving</c>, <c>reloading</c> or <c>stopping</c>.</summary>
    public required string State { get; init; }

    /// <summary>The generation that serves; counts up from 1 with every reload that is tried.</summary>
    public required int Generation { get; init; }

    public required double Uptime { get; init; }

    public required int WorkersWanted { get; init; }

    public required int WorkersReady { get; init; }

    /// <summary>Resident memory of the master.</summary>
    public required long Resident { get; init; }

    /// <summary>Counts of all workers, those that are gone included.</summary>
    public required TrafficStatus Traffic { get; init; }

    /// <summary>Answers by class of status, from 1xx to 5xx.</summary>
    public required IReadOnlyList<long> Answers { get; init; }

    public required long Reloads { get; init; }

    public required long FailedReloads { get; init; }

    public required long Restarts { get; init; }

    /// <summary>Process id of the master that is to follow; 0 for none.</summary>
    public required int Successor { get; init; }

    /// <summary>Process id of the master that this one is to follow; 0 for none.</summary>
    public required int Predecessor { get; init; }

    public required EventStatus? LastEvent { get; init; }

    public required IReadOnlyList<WorkerStatus> Workers { get; init; }

    /// <summary>Whether a request that comes now will be answered.</summary>
    public bool IsReady => WorkersReady > 0 && State != "stopping";

    /// <summary>Why <see cref="IsReady"/> is false.</summary>
    public string WhyNotReady =>
        State == "stopping" ? "the service is stopping"
        : Workers.FirstOrDefault(worker => worker.LastReason is not null)?.LastReason is { } reason ? $"no worker is ready; the last one: {reason.Text}"
        : LastEvent is { } last ? $"no worker is ready; last event: {last.Text}"
        : "no worker is ready";
}

/// <summary>A worker, or a seat that waits for one.</summary>
internal sealed record WorkerStatus
{
    /// <summary>Number of the worker within its generation, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>0 while nobody is there.</summary>
    public required int Pid { get; init; }

    public required int Generation { get; init; }

    /// <summary><c>starting</c>, <c>ready</c>, <c>draining</c>, or <c>waiting</c> for the next one.</summary>
    public required string State { get; init; }

    public required double Age { get; init; }

    /// <summary>Since its last sign of life.</summary>
    public required double Silence { get; init; }

    public required long Resident { get; init; }

    /// <summary>How many workers were replaced here before.</summary>
    public required int Restarts { get; init; }

    /// <summary>Why the last one was, or why this one is on its way out.</summary>
    public required EventStatus? LastReason { get; init; }

    /// <summary>The request that it is at.</summary>
    public required RequestStatus? Request { get; init; }

    public required TrafficStatus Traffic { get; init; }
}

/// <summary>What was answered, and what is under way.</summary>
internal sealed record TrafficStatus
{
    public required long InFlight { get; init; }

    public required long Connections { get; init; }

    public required long Requests { get; init; }

    /// <summary>Over the last second or two; null as long as that is not known.</summary>
    public required double? RequestsPerSecond { get; init; }

    public required long Aborted { get; init; }

    public required long TimedOut { get; init; }

    public required long Accepted { get; init; }

    public required long BytesReceived { get; init; }

    public required long BytesSent { get; init; }
}

/// <summary>Something that happened, and how long ago.</summary>
internal sealed record EventStatus(string Text, double Age);

/// <summary>A request that is under way, and for how long.</summary>
internal sealed record RequestStatus(string Method, string Path, double Age);
