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
        var manager = ServiceManager.FromEnvironment();
        using var listeners = ListenSockets.Open(effective, manager);
        process.DropPrivileges();
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
        ServingThread[] workers = [.. Enumerable.Range(0, settings.Workers).Select(index => new ServingThread<TApp, TDispatch>(
            index, settings.ServiceName, listening, process.Options, process.LoggerFactory, dispatch))];
        await process.ServeAsync(
            workers,
            () =>
            {
                listeners.LogAddresses(process.Logger, settings.Verb.Word());
                onReady();
                manager.Notify("READY=1");
            },
            stop);
        manager.Notify("STOPPING=1");
        HostingLog.ShuttingDown(process.Logger, settings.ServiceName);
    }
}
