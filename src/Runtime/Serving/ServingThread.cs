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

    protected ServingThread(int index, ServingCounters counters)
    {
        Index = index;
        Counters = counters;
    }

    public EventLoop Loop { get; } = new();

    /// <summary>Completes when the application has started and connections are accepted; fails when the start hook does.</summary>
    public Task Ready => ready.Task;

    /// <summary>Completes when the loop has ended; fails with what ended it.</summary>
    public Task Ended => ended.Task;

    /// <summary>What the worker has done so far. Another thread reads what was written some time before.</summary>
    public ServingCounters Counters { get; }

    /// <summary>Of the requests that do not run on the loop itself, the one that began first; null when there is none. On the loop's thread.</summary>
    public abstract (Request Request, long StartedAt)? OldestRequest { get; }

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
    /// Accepts no more, lets running requests finish within the limit, runs the stop hook, and ends. From any thread; a second
    /// call can make the limit shorter, and changes nothing else.
    /// </summary>
    /// <param name="limit">Zero cuts the connections at once.</param>
    /// <param name="takesQueue">
    /// Nobody accepts after the workers that are stopped: what waits to be accepted is served too. False where others go on.
    /// </param>
    public void Stop(TimeSpan limit, bool takesQueue = true) => Loop.Post(() =>
    {
        if (stopping.IsCancellationRequested)
        {
            Hasten(limit);
            return;
        }

        try
        {
            stopping.Cancel();
        }
        finally
        {
            // Whatever the application has hung on the token.
            Drain(limit, takesQueue);
        }
    });

    /// <summary>See <see cref="ServingLoop.FinishListeners"/>. On the loop.</summary>
    public abstract void FinishListeners(IReadOnlyList<int> listeners);

    /// <summary>Starts the application and listens. Runs on the loop.</summary>
    protected abstract ValueTask StartApplicationAsync();

    /// <summary>Drains, stops the application, then calls <see cref="End"/>. Runs on the loop.</summary>
    protected abstract void Drain(TimeSpan limit, bool takesQueue);

    /// <summary>The drain has no longer than this. Runs on the loop.</summary>
    protected abstract void Hasten(TimeSpan limit);

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
    TDispatch dispatch,
    ServingCounters? counters = null) : ServingThread(index, counters ?? new ServingCounters())
    where TApp : class, IGatewayApplication<TApp>
    where TDispatch : struct, IDispatch
{
    private readonly IReadOnlyList<Listener> listeners = Join(listeners);
    private ServingLoop<TApp, TDispatch>? serving;

    public override (Request Request, long StartedAt)? OldestRequest =>
        serving?.OldestUnfinished is { } exchange ? (exchange.Request, exchange.StartedAt) : null;

    public override void FinishListeners(IReadOnlyList<int> listeners) => serving?.FinishListeners(listeners);

    protected override async ValueTask StartApplicationAsync()
    {
        var context = new WorkerContext(name, Index, loggerFactory, Stopping);
        TApp application = await TApp.StartAsync(context);
        await Loop.SwitchTo();
        if (Stopping.IsCancellationRequested) return;
        serving = new ServingLoop<TApp, TDispatch>(Loop, options, Counters, application, dispatch);
        foreach (Listener listener in listeners) serving.Listen(listener);
    }

    protected override void Drain(TimeSpan limit, bool takesQueue)
    {
        if (serving is not null)
        {
            serving.Drain(limit, takesQueue, StopApplication);
            return;
        }

        foreach (Listener listener in listeners) listener.Leave();
        End();
    }

    protected override void Hasten(TimeSpan limit) => serving?.Hasten(limit);

    private static IReadOnlyList<Listener> Join(IReadOnlyList<Listener> listeners)
    {
        foreach (Listener listener in listeners) listener.Join();
        return listeners;
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
