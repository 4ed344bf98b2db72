using Gatehouse.Hosting;
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
    /// SIGHUP (rolling reload), SIGTTIN and SIGTTOU (a worker more or less), SIGUSR1 (log files opened anew).
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
        process.DropPrivileges();
        var worker = new ServingThread<TApp, TDispatch>(
            link.Index,
            settings.ServiceName,
            process.Tls.Pair(link.Listeners),
            process.Options with { MaxRunning = mostRunning },
            process.LoggerFactory,
            dispatch);
        var callbacks = new WorkerCallbacks
        {
            Stop = level => worker.Stop(level == StopLevel.Graceful ? settings.GracefulTimeout : TimeSpan.Zero),
            Counters = () => new WorkerCounters(worker.Activity.Requests, worker.Activity.Running),
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
