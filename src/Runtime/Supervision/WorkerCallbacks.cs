namespace Gatehouse.Supervision;

/// <summary>What a worker does when its master says so. All are called on the thread of the loop that the link is attached to.</summary>
internal sealed class WorkerCallbacks
{
    /// <summary>
    /// The worker is to end its process: <see cref="StopLevel.Graceful"/> lets requests finish, <see cref="StopLevel.Quick"/> does not. Called once a
    /// level at most, never with a lower one after a higher. A master that is gone counts as graceful.
    /// </summary>
    public required Action<StopLevel> Stop { get; init; }

    /// <summary>Of the requests that do not run on the loop itself, the one that began first. Asked with each beat.</summary>
    public Func<(Request Request, long StartedAt)?>? OldestRequest { get; init; }

    /// <summary>Why the worker should be replaced, or null. Asked with each beat, until there is an answer.</summary>
    public Func<string?>? Exhausted { get; init; }

    /// <summary>These listeners go away: what is queued there is to be taken, and then they are to be closed. Before <see cref="Stop"/>.</summary>
    public Action<IReadOnlyList<int>>? Leave { get; init; }

    /// <summary>Log files are to be opened anew.</summary>
    public Action? ReopenLogs { get; init; }
}
