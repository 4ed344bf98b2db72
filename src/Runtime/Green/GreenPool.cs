namespace Gatehouse.Green;

/// <summary>A group of green threads with a limit (Gevent's <c>Pool</c>). For use on one loop.</summary>
/// <param name="size">Most threads that run at the same time, 1 or more.</param>
public sealed class GreenPool(int size)
{
    private readonly HashSet<GreenThread> threads = [];
    private readonly Queue<TaskCompletionSource> waiting = new();

    /// <summary>Most threads that run at the same time.</summary>
    public int Size { get; } = size >= 1 ? size : throw new ArgumentOutOfRangeException(nameof(size), size, "A pool has room for 1 or more.");

    /// <summary>Threads that run now.</summary>
    public int Count => threads.Count;

    /// <summary>Starts a green thread, after waiting for a free place.</summary>
    /// <param name="body">What it does.</param>
    public async ValueTask<GreenThread> SpawnAsync(Func<ValueTask> body)
    {
        while (threads.Count >= Size)
        {
            var place = new TaskCompletionSource();
            waiting.Enqueue(place);
            await place.Task;
        }

        GreenThread thread = GreenThread.Spawn(body);
        if (thread.Completion.IsCompleted) return thread;
        threads.Add(thread);
        LeaveWhenDone(thread);
        return thread;
    }

    /// <summary>Kills every thread of the pool.</summary>
    public void Kill()
    {
        foreach (GreenThread thread in threads.ToArray()) thread.Kill();
    }

    /// <summary>Waits until every thread has ended, however it ended.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    public async Task JoinAsync(CancellationToken cancellationToken = default)
    {
        while (threads.Count > 0)
        {
            await Task.WhenAll(threads.Select(t => t.Completion)).WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            cancellationToken.ThrowIfCancellationRequested();

            // A thread's end and its leaving the pool are two continuations: the second may still be on its way.
            await Task.Yield();
        }
    }

    private async void LeaveWhenDone(GreenThread thread)
    {
        await thread.Completion
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        threads.Remove(thread);
        if (waiting.TryDequeue(out TaskCompletionSource? place)) place.SetResult();
    }
}
