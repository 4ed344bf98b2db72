using Gatehouse.Detach;
using Gatehouse.Hosting;
using Gatehouse.Linux;
using Gatehouse.Serving;

namespace Gatehouse.Runtimes;

/// <summary>
/// A service process that detaches from its terminal, holds a pid file, and gives root up before the application is created
/// (twistd's model). Synchronous handlers run on a pool of threads, asynchronous ones on the loop.
/// </summary>
public sealed class DaemonServer
{
    private readonly Func<CancellationToken, Task> serve;

    private DaemonServer(Func<CancellationToken, Task> serve) => this.serve = serve;

    /// <summary>A server for an application. Nothing happens until <see cref="ServeAsync"/>.</summary>
    /// <typeparam name="TApp">The application.</typeparam>
    /// <param name="settings">Settings; what is not said takes the application's default, or the built-in one.</param>
    public static DaemonServer Create<TApp>(ServerSettings? settings = null)
        where TApp : class, IGatewayApplication<TApp> =>
        new(stop => ServeAsync<TApp>(settings, stop));

    /// <summary>
    /// Detaches: starts this program again in a session of its own and returns when the service answers. In the program that
    /// was started so, and with <see cref="ServerSettings.NoDaemon"/>, serves until the token is cancelled or the process gets
    /// SIGTERM, SIGINT or SIGQUIT. A program that embeds a daemon must therefore come here again when it is started again.
    /// </summary>
    /// <param name="stop">Stops gracefully: running requests may finish within the graceful timeout.</param>
    /// <exception cref="StartupException">The service did not start; the message is its own.</exception>
    public Task ServeAsync(CancellationToken stop = default) => serve(stop);

    private static async Task ServeAsync<TApp>(ServerSettings? settings, CancellationToken stop)
        where TApp : class, IGatewayApplication<TApp>
    {
        EffectiveSettings effective = EffectiveSettings.Resolve(settings ?? new ServerSettings(), TApp.Describe(), Verb.Daemon);
        if (!effective.NoDaemon && Detachment.Current is null)
        {
            Launch(effective);
            return;
        }

        try
        {
            await ServeDetachedAsync<TApp>(effective, stop);
        }
        catch (Exception e)
        {
            Detachment.Current?.ReportFailure(e.Message);
            throw;
        }
    }

    private static void Launch(EffectiveSettings settings)
    {
        using var log = ServerLog.OpenOnStandardError(settings);

        // What the runtime itself writes when it crashes goes where the service's log goes.
        string? output = settings.ErrorLog == "-" ? null : Path.Combine(settings.RunDir ?? "", settings.ErrorLog);
        DetachOutcome outcome = Detachment.Start(log.Factory.CreateLogger("gatehouse"), output: output);
        if (!outcome.Started) throw new StartupException(outcome.Error!);
    }

    private static async Task ServeDetachedAsync<TApp>(EffectiveSettings settings, CancellationToken stop)
        where TApp : class, IGatewayApplication<TApp>
    {
        ServerProcess.EnterEnvironment(settings);
        using var process = new ServerProcess(settings);
        using PidFile? pidFile = process.AcquirePidFile();
        using IDisposable life = process.Hooks.Begin();
        var manager = ServiceManager.FromEnvironment();
        using var listeners = ListenSockets.Open(settings, manager);
        Privileges.Drop(settings);
        using var threads = new HandlerThreads(settings.Threads);
        await LoopServer.ServeAsync<TApp, ThreadDispatch>(
            process, listeners, manager, new ThreadDispatch(threads), () => Detachment.Current?.ReportReady(), stop);
    }
}
