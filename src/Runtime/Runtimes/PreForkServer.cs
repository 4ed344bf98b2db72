using Gatehouse.Hosting;
using Gatehouse.Linux;
using Gatehouse.Serving;
using Gatehouse.Supervision;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Runtimes;

/// <summary>
/// A supervisor and worker processes that share its listening sockets (Gunicorn's model). Workers are this program, started
/// anew; a program that embeds the server must therefore come to <see cref="ServeAsync"/> again when it is started again.
/// </summary>
public sealed class PreForkServer
{
    // In milliseconds: how long a connection may wait that a worker was woken for, but did not live to take.
    private const long ListenerLook = 1000;

    private readonly Func<CancellationToken, Task> serve;

    private PreForkServer(Func<CancellationToken, Task> serve) => this.serve = serve;

    /// <summary>A server for an application. Nothing is bound until <see cref="ServeAsync"/>.</summary>
    /// <typeparam name="TApp">The application.</typeparam>
    /// <param name="settings">Settings; what is not said takes the application's default, or the built-in one.</param>
    public static PreForkServer Create<TApp>(ServerSettings? settings = null)
        where TApp : class, IGatewayApplication<TApp> =>
        new(stop => WorkerLink.Adopt() is { } link
            ? WorkAsync<TApp>(link, settings?.LoggerFactory, stop)
            : new PreForkMaster(settings ?? new ServerSettings(), TApp.Describe()).SuperviseAsync(stop));

    /// <summary>
    /// Supervises, or works, until told to stop. The supervisor hears SIGTERM (graceful stop), SIGINT and SIGQUIT (quick stop),
    /// SIGHUP (rolling reload), SIGTTIN and SIGTTOU (a worker more or less), SIGUSR1 (log files opened anew), SIGUSR2 (a second
    /// supervisor, from the program on disk, beside this one).
    /// </summary>
    /// <param name="stop">Stops gracefully, as SIGTERM does.</param>
    /// <exception cref="StartupException">An address cannot be bound, a setting is wrong, or no worker could start.</exception>
    public Task ServeAsync(CancellationToken stop = default) => serve(stop);

    private static Task WorkAsync<TApp>(WorkerLink link, ILoggerFactory? loggerFactory, CancellationToken stop)
        where TApp : class, IGatewayApplication<TApp>
    {
        ServerSettings said = SettingsSnapshot.Read(link.Snapshot) with { LoggerFactory = loggerFactory };
        EffectiveSettings settings = EffectiveSettings.Resolve(said, TApp.Describe(), Verb.PreFork);
        return settings.WorkerClass switch
        {
            WorkerClass.Sync => WorkAsync<TApp, InlineDispatch>(link, settings, mostRunning: 1, default, stop),
            WorkerClass.Epoll => WorkAsync<TApp, InlineDispatch>(link, settings, settings.WorkerConnections, default, stop),
            WorkerClass.Green => WorkAsync<TApp, GreenDispatch>(link, settings, settings.WorkerConnections, default, stop),
            _ => WorkOnThreadsAsync<TApp>(link, settings, stop),
        };
    }

    private static async Task WorkOnThreadsAsync<TApp>(WorkerLink link, EffectiveSettings settings, CancellationToken stop)
        where TApp : class, IGatewayApplication<TApp>
    {
        using var threads = new HandlerThreads(settings.Threads);
        await WorkAsync<TApp, ThreadDispatch>(link, settings, settings.WorkerConnections, new ThreadDispatch(threads), stop);
    }

    private static async Task WorkAsync<TApp, TDispatch>(
        WorkerLink link, EffectiveSettings settings, int mostRunning, TDispatch dispatch, CancellationToken stop)
        where TApp : class, IGatewayApplication<TApp>
        where TDispatch : struct, IDispatch
    {
        ServerProcess.EnterEnvironment(settings);
        using var process = new ServerProcess(settings);
        Privileges.Drop(settings);
        IReadOnlyList<Listener> listeners = process.Tls.Pair(link.Listeners);
        foreach (Listener listener in listeners) listener.OnLeft = () => Libc.Close(listener.Descriptor);
        var worker = new ServingThread<TApp, ObservedDispatch<TDispatch>>(
            link.Index,
            settings.ServiceName,
            listeners,
            process.Options with { MaxRunning = mostRunning, ListenerLook = ListenerLook },
            process.LoggerFactory,
            new ObservedDispatch<TDispatch>(dispatch, link.Slot),
            new ServingCounters(link.Slot.Counters));
        long mostRequests = settings.MaxRequests == 0 ? long.MaxValue : (long)settings.MaxRequests + Random.Shared.NextInt64(settings.MaxRequestsJitter + 1L);
        var callbacks = new WorkerCallbacks
        {
            Stop = level => worker.Stop(level == StopLevel.Graceful ? settings.GracefulTimeout : TimeSpan.Zero, takesQueue: false),
            OldestRequest = () => worker.OldestRequest,
            Exhausted = () => worker.Counters.Requests >= mostRequests ? $"it has answered {mostRequests} requests, its max-requests" : null,
            Leave = worker.FinishListeners,
            ReopenLogs = process.ReopenLogs,
        };
        worker.Loop.Post(() => link.Attach(worker.Loop, callbacks, process.Logger));
        worker.Start();
        try
        {
            await worker.Ready;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            link.ReportFailure($"the application did not start: {e.Message}");
            throw new StartupException($"the application did not start: {e.Message}");
        }

        worker.Loop.Post(link.ReportReady);
        await using (stop.UnsafeRegister(_ => worker.Stop(settings.GracefulTimeout), null))
        {
            await worker.Ended;
        }
    }
}
