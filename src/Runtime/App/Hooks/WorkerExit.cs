namespace Gatehouse;

/// <summary>How a worker process ended.</summary>
public sealed class WorkerExit
{
    /// <summary>The worker. Its process is gone and its number may be another's by now.</summary>
    public required WorkerInfo Worker { get; init; }

    /// <summary>What its process returned; null if a signal ended it, or nobody knows.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended its process, as signal(7) numbers them; null if none did, or nobody knows.</summary>
    public int? Signal { get; init; }

    /// <summary>
    /// Why, in a few words: what the master knows, what the worker said of itself, or its exit status, such as <c>killed by SIGSEGV</c>.
    /// </summary>
    public required string Reason { get; init; }

    /// <summary>Requests that it answered, refusals included. Exact after a crash too: each worker counts in memory that it shares with the master.</summary>
    public required long Requests { get; init; }

    /// <summary>Time from its spawn to its end.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>
    /// True if the master told it to go, because of a stop, a reload, a smaller number of workers or its wear; false if it went by itself, was killed
    /// by somebody else, or was put down because it was stuck or did not get ready.
    /// </summary>
    public required bool IsExpected { get; init; }
}
