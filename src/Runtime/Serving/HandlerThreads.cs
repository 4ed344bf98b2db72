using System.Collections.Concurrent;

namespace Gatehouse.Serving;

/// <summary>
/// A fixed number of threads for handlers that block. Not the runtime's ThreadPool: that one grows by one thread in half a
/// second when all are blocked, and shares its queue with everything else in the process.
/// </summary>
internal sealed class HandlerThreads : IDisposable
{
    private readonly BlockingCollection<(Func<ValueTask> Work, TaskCompletionSource Done)> queue = [];

    public HandlerThreads(int count)
    {
        for (int i = 0; i < count; i++)
        {
            new Thread(Run) { IsBackground = true, Name = $"handler {i}" }.Start();
        }
    }

    /// <summary>Queues a handler; the task completes when it is done.</summary>
    public ValueTask RunAsync(Func<ValueTask> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Add((work, done));
        return new ValueTask(done.Task);
    }

    /// <summary>Lets the threads end when the queue is empty.</summary>
    public void Dispose() => queue.CompleteAdding();

    private void Run()
    {
        foreach ((Func<ValueTask> work, TaskCompletionSource done) in queue.GetConsumingEnumerable())
        {
            try
            {
                // A blocking handler is done when it returns; what it still waits for is its answer's own streaming.
                ValueTask running = work();
                if (running.IsCompleted) running.GetAwaiter().GetResult();
                else running.AsTask().GetAwaiter().GetResult();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }
    }
}
