using Gatehouse.Loop;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Serving;

/// <summary>
/// One worker: an event loop on a thread of its own (or the caller's), an instance of the application, and the listeners
/// that it takes connections from. Start hook, ready, drain, stop hook: in this order, whatever the runtime.
/// </summary>
internal abstract class ServingThread
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stopping = new();

    protected ServingThread(int index) => Index = index;

    public EventLoop Loop { get; } = new();

    /// <summary>Completes when the application has started and connections are accepted; fails when the start hook does.</summary>
    public Task Ready => ready.Task;

    /// <summary>Completes when the loop has ended; fails with what ended it.</summary>
    public Task Ended => ended.Task;

    /// <summary>What the worker has done so far: requests answered, requests running.</summary>
    public abstract (long Requests, int Running) Activity { get; }

    protected int Index { get; }

    protected CancellationToken Stopping => stopping.Token;

    /// <summary>Runs on a new thread.</summary>
    public void Start() => new Thread(Run) { Name = $"worker {Index}" }.Start();

    /// <summary>Runs on this thread until the worker has stopped.</summary>
    public void Run()
    {
        Exception? failure = null;
        Loop.Post(static state => ((ServingThread)state!).BeginStart(), this);
        try
        {
            Loop.Run();
        }
        catch (Exception e)
        {
            failure = e;
            ready.TrySetException(e);
        }

        Loop.Dispose();
        ready.TrySetCanceled();
        if (failure is null) ended.TrySetResult();
        else ended.TrySetException(failure);
    }

    /// <summary>
    /// Accepts no more, lets running requests finish within the limit, runs the stop hook, and ends. From any thread; the
    /// second call changes nothing.
    /// </summary>
    public void Stop(TimeSpan limit) => Loop.Post(() =>
    {
        if (stopping.IsCancellationRequested) return;
        stopping.Cancel();
        Drain(limit);
    });

    /// <summary>Starts the application and listens. Runs on the loop.</summary>
    protected abstract ValueTask StartApplicationAsync();

    /// <summary>Drains, stops the application, then calls <see cref="End"/>. Runs on the loop.</summary>
    protected abstract void Drain(TimeSpan limit);

    protected void End() => Loop.Stop();

    private async void BeginStart()
    {
        try
        {
            await StartApplicationAsync();
            ready.TrySetResult();
        }
        catch (Exception e)
        {
            ready.TrySetException(e);
            Loop.Stop();
        }
    }
}

/// <summary>A worker for an application.</summary>
/// <typeparam name="TApp">The application.</typeparam>
/// <typeparam name="TDispatch">Where its handlers run.</typeparam>
internal sealed class ServingThread<TApp, TDispatch>(
    int index,
    string name,
    IReadOnlyList<Listener> listeners,
    ServingOptions options,
    ILoggerFactory loggerFactory,
    TDispatch dispatch) : ServingThread(index)
    where TApp : class, IGatewayApplication<TApp>
    where TDispatch : struct, IDispatch
{
    private ServingLoop<TApp, TDispatch>? serving;

    public override (long Requests, int Running) Activity => serving is { } s ? (s.Requests, s.Running) : default;

    protected override async ValueTask StartApplicationAsync()
    {
        var context = new WorkerContext(name, Index, loggerFactory, Stopping);
        TApp application = await TApp.StartAsync(context);
        await Loop.SwitchTo();
        serving = new ServingLoop<TApp, TDispatch>(Loop, options, application, dispatch);
        foreach (Listener listener in listeners) serving.Listen(listener);
    }

    protected override void Drain(TimeSpan limit)
    {
        if (serving is null) End();
        else serving.Drain(limit, StopApplication);
    }

    private async void StopApplication()
    {
        try
        {
            await TApp.StopAsync(serving!.Application);
        }
        catch (Exception e)
        {
            ServingLog.StopHookFailed(options.Logger, e);
        }

        End();
    }
}
