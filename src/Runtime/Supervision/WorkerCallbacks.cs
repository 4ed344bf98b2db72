namespace Gatehouse.Supervision;

/// <summary>What a worker does when its master says so. All are called on the thread of the loop that the link is attached to.</summary>
internal sealed class WorkerCallbacks
{
    /// <summary>
    /// The worker is to end its process: <see cref="StopLevel.Graceful"/> lets requests finish, <see cref="StopLevel.Quick"/> does not. Called once a
    /// level at most, never with a lower one after a higher. A master that is gone counts as graceful.
    /// </summary>
    public required Action<StopLevel> Stop { get; init; }

    /// <summary>Asked with each beat.</summary>
    public required Func<WorkerCounters> Counters { get; init; }

    /// <summary>Log files are to be opened anew.</summary>
    public Action? ReopenLogs { get; init; }
}
