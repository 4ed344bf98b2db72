using Gatehouse.Detach;
using Gatehouse.Hosting;
using Gatehouse.Linux;
using Gatehouse.Supervision;

namespace Gatehouse.Runtimes;

/// <summary>The supervisor's side of <see cref="PreForkServer"/>: listeners, systemd, and the plan that a reload renews.</summary>
internal sealed class PreForkMaster(ServerSettings settings, ApplicationDescription app)
{
    private readonly ServiceManager manager = ServiceManager.FromEnvironment();

    public Task SuperviseAsync(CancellationToken stop)
    {
        // The master's loop has a thread of its own: the caller's may have a synchronization context that must not wait.
        return Task.Factory.StartNew(() => Supervise(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Supervise(CancellationToken stop)
    {
        EffectiveSettings effective = EffectiveSettings.Resolve(settings, app, Verb.PreFork);
        ServerProcess.EnterEnvironment(effective);
        using var process = new ServerProcess(effective);
        using PidFile? pidFile = process.AcquirePidFile();
        using var listeners = ListenSockets.Open(effective, manager);
        HostingLog.Starting(process.Logger, effective.ServiceName, GatehouseVersion.Text);
        process.Tls.WarnOfOpenKeys(process.Logger);
        listeners.LogAddresses(process.Logger, effective.Verb.Word());
        var hooks = new SupervisorHooks
        {
            Reload = () => Reload(process, effective, listeners),
            OnReady = () => manager.Notify("READY=1"),
            OnReloading = () => manager.Notify($"RELOADING=1\nMONOTONIC_USEC={ServiceManager.MonotonicUsec()}"),
            OnReloaded = (_, _) => manager.Notify("READY=1"),
            OnReloadAbandoned = _ => manager.Notify("READY=1"),
            OnStopping = () => manager.Notify("STOPPING=1"),
            OnReopenLogs = process.ReopenLogs,
        };
        SupervisorOutcome outcome = new Supervisor(Plan(settings, effective, listeners), hooks, process.Logger).Run(stop);
        if (!outcome.Started)
            throw new StartupException($"no worker could start: {outcome.Reason ?? outcome.WorkerStatus.ToString()}") { ExitCode = outcome.ExitCode };
    }

    /// <summary>
    /// Reads the settings again. Addresses are the exception: a changed one needs a new master. What is spoken on them, and the
    /// files of their certificates, may change.
    /// </summary>
    /// <exception cref="StartupException">A setting makes no sense, or a certificate cannot be used: nothing is reloaded.</exception>
    private WorkerPlan Reload(ServerProcess process, EffectiveSettings before, ListenSockets listeners)
    {
        ServerSettings said = settings.Reread?.Invoke() ?? settings;
        EffectiveSettings again = EffectiveSettings.Resolve(said, app, Verb.PreFork);
        if (!again.Bind.Select(b => b.Socket).SequenceEqual(before.Bind.Select(b => b.Socket)))
        {
            HostingLog.BindUnchanged(process.Logger, again.OriginOf("bind"));

            // Workers pair addresses with the sockets that they inherit.
            said = said with { Bind = before.IsBindSaid ? before.Source.Bind : [] };
            again = EffectiveSettings.Resolve(said, app, Verb.PreFork);
        }

        _ = new TlsListeners(again, Environment.CurrentDirectory);
        return Plan(said, again, listeners);
    }

    /// <summary>Workers get what was said, not what it resolved to: the code they run may have other defaults by then.</summary>
    private static WorkerPlan Plan(ServerSettings said, EffectiveSettings settings, ListenSockets listeners) => new()
    {
        Verb = Verb.PreFork.Word(),
        Workers = settings.Workers,
        GracefulTimeout = settings.GracefulTimeout,
        Timeout = settings.Timeout,
        Listeners = listeners.Descriptors,
        Snapshot = SettingsSnapshot.Write(said),
    };
}
