using Gatehouse.Detach;
using Gatehouse.Linux;
using Gatehouse.Serving;

namespace Gatehouse.Hosting;

/// <summary>A server that is one process: listeners, a loop for each worker, systemd's notifications.</summary>
internal static class LoopServer
{
    public static async Task ServeAsync<TApp, TDispatch>(
        Verb verb, ServerSettings? settings, Func<EffectiveSettings, TDispatch> dispatch, CancellationToken stop)
        where TApp : class, IGatewayApplication<TApp>
        where TDispatch : struct, IDispatch
    {
        EffectiveSettings effective = EffectiveSettings.Resolve(settings ?? new ServerSettings(), TApp.Describe(), verb);
        ServerProcess.EnterEnvironment(effective);
        using var process = new ServerProcess(effective);
        using PidFile? pidFile = process.AcquirePidFile();
        using IDisposable life = process.Hooks.Begin();
        var manager = ServiceManager.FromEnvironment();
        using var listeners = ListenSockets.Open(effective, manager);
        Privileges.Drop(effective);
        await ServeAsync<TApp, TDispatch>(process, listeners, manager, dispatch(effective), static () => { }, stop);
    }

    /// <summary>The same on what is already open. <paramref name="onReady"/> is called before systemd is told.</summary>
    public static async Task ServeAsync<TApp, TDispatch>(
        ServerProcess process,
        ListenSockets listeners,
        ServiceManager manager,
        TDispatch dispatch,
        Action onReady,
        CancellationToken stop)
        where TApp : class, IGatewayApplication<TApp>
        where TDispatch : struct, IDispatch
    {
        EffectiveSettings settings = process.Settings;
        HostingLog.Starting(process.Logger, settings.ServiceName, GatehouseVersion.Text);
        process.Tls.WarnOfOpenKeys(process.Logger);
        IReadOnlyList<Listener> listening = process.Tls.Pair(listeners.Descriptors);
        foreach ((int index, Listener listener) in listening.Index()) listener.OnLeft = () => listeners.Close(index);
        ServingThread[] workers = [.. Enumerable.Range(0, settings.Workers).Select(index => new ServingThread<TApp, TDispatch>(
            index, settings.ServiceName, listening, process.Options, process.LoggerFactory, dispatch))];
        using var pulse = new LoopPulse(new ServiceNotifier(manager), workers);
        await process.ServeAsync(
            workers,
            () =>
            {
                listeners.LogAddresses(process.Logger, settings.Verb.Word());
                onReady();
                pulse.Ready();
                process.Hooks.Ready();
            },
            pulse.Stopping,
            stop);
        pulse.Stopping();
        HostingLog.ShuttingDown(process.Logger, settings.ServiceName);
    }
}
