using Gatehouse.Loop;

namespace Gatehouse.Runtime.Tests.Loop;

/// <summary>A loop that runs on a thread of its own for the length of a test.</summary>
internal sealed class LoopThread : IDisposable
{
    private readonly Thread thread;

    public LoopThread()
    {
        thread = new Thread(Loop.Run) { IsBackground = true };
        thread.Start();
    }

    public EventLoop Loop { get; } = new();

    /// <summary>Runs asynchronous work on the loop and waits for its end.</summary>
    public async Task RunAsync(Func<Task> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Post(async () =>
        {
            try
            {
                await work();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        await done.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public void Dispose()
    {
        Loop.Stop();
        thread.Join();
        Loop.Dispose();
    }
}
