using Gatehouse.Detach;
using Gatehouse.Hosting;
using Gatehouse.Hosting.Operating;
using Gatehouse.Linux;
using Gatehouse.Serving;
using Gatehouse.Supervision;

namespace Gatehouse.Runtimes;

/// <summary>The supervisor's side of <see cref="PreForkServer"/>: listeners, systemd, hooks, and the plan that a reload renews.</summary>
internal sealed class PreForkMaster(ServerSettings settings, ApplicationDescription app)
{
    private const string SecondPidFile = ".2";

    private readonly ServiceManager manager = ServiceManager.FromEnvironment();
    private Supervisor supervisor = null!;
    private Predecessor? predecessor;
    private PidFile? pidFile;
    private int successor;

    private string Status => supervisor.Status.ToString();

    public Task SuperviseAsync(CancellationToken stop)
    {
        // The master's loop has a thread of its own: the caller's may have a synchronization context that must not wait.
        return Task.Factory.StartNew(() => Supervise(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Supervise(CancellationToken stop)
    {
        try
        {
            predecessor = Predecessor.Current;
            EffectiveSettings effective = EffectiveSettings.Resolve(settings, app, Verb.PreFork);
            Privileges.Check(effective);
            ServerProcess.EnterEnvironment(effective);
            using var process = new ServerProcess(effective);
            if (predecessor is null) pidFile = process.AcquirePidFile();
            try
            {
                Supervise(process, stop);
            }
            finally
            {
                ReleasePidFile();
            }
        }
        catch (Exception e)
        {
            predecessor?.ReportFailure(e.Message);
            if (e is FormatException) throw new StartupException(e.Message);
            throw;
        }
    }

    private void Supervise(ServerProcess process, CancellationToken stop)
    {
        EffectiveSettings effective = process.Settings;
        ApplicationHooks appHooks = process.Hooks;
        using IDisposable life = appHooks.Begin();
        var opened = ListenSockets.Open(effective, manager, InheritedAddress.Read(predecessor?.Listeners ?? ""));
        using var listeners = new PreForkListeners(opened, process.Logger, effective.Verb.Word());
        HostingLog.Starting(process.Logger, effective.ServiceName, GatehouseVersion.Text);
        process.Tls.WarnOfOpenKeys(process.Logger);
        opened.LogAddresses(process.Logger, effective.Verb.Word());
        var notifier = new ServiceNotifier(manager) { IsMuted = predecessor is { IsGone: false } };
        OperatingListeners? operating = null;
        var hooks = new SupervisorHooks
        {
            OnWorkerStarting = appHooks.WorkerStarting,
            OnWorkerReady = appHooks.WorkerReady,
            OnWorkerExit = appHooks.WorkerExit,
            OnWorkerCountChanged = appHooks.WorkerCountChanged,
            OnReady = () =>
            {
                notifier.Ready(Status);
                appHooks.Ready();
            },
            OnReloading = () => notifier.Reloading("reloading"),
            Reload = () =>
            {
                appHooks.Reloading();
                return Reload(process, listeners);
            },
            OnReloaded = (_, _) =>
            {
                listeners.Commit();
                notifier.Ready(Status);
                appHooks.Reloaded();
            },
            OnReloadAbandoned = _ =>
            {
                listeners.Abandon();
                notifier.Ready(Status);
            },
            OnSeats = listeners.OnSeats,
            Upgrade = listeners.Offer,
            OnSuccessorReady = (pid, taken) =>
            {
                successor = pid;
                return listeners.Lend(taken);
            },
            OnSuccessorGone = () =>
            {
                successor = 0;
                listeners.TakeBack();
            },
            OnUpgraded = () => Settle(process, listeners),
            OnPromoted = () =>
            {
                if (process.Settings.PidFile is { } path) pidFile?.Rename(path);
                listeners.TakeOver();
                notifier.TakeOver(Status);
                operating!.OpenLate();
            },
            OnStopping = () =>
            {
                if (successor == 0) notifier.Stopping(Status);
                else notifier.HandOver(successor, Status);

                // The last process to close a listener has to have taken what is queued in it, or it is reset: that is a worker.
                listeners.Close();
            },
            OnReopenLogs = process.ReopenLogs,
            CountRunning = counters => ServingCounters.Read(counters).Running,
            PulseInterval = notifier.Interval,
            OnTick = () => operating?.Tick(),
            OnEnding = () => operating?.Dispose(),
            OnPulse = status => notifier.Beat(status.IsAlive, status.ToString()),
        };
        supervisor = new Supervisor(Plan(settings, effective, listeners), hooks, process.Logger) { Predecessor = predecessor };
        appHooks.Census = () => (supervisor.ServingGeneration, supervisor.WantedWorkers);
        operating = new OperatingListeners(effective, supervisor, process.Logger);
        if (predecessor is not { IsGone: false }) operating.Open();
        SupervisorOutcome outcome = supervisor.Run(stop);
        if (!outcome.Started)
        {
            string reason = $"no worker could start: {outcome.Reason ?? outcome.WorkerStatus.ToString()}";
            notifier.Failed(reason);
            throw new StartupException(reason) { ExitCode = outcome.ExitCode };
        }
    }

    /// <summary>Reads the settings again.</summary>
    /// <exception cref="StartupException">
    /// A setting makes no sense, a certificate cannot be used, or an address not be listened on: nothing is reloaded.
    /// </exception>
    private WorkerPlan Reload(ServerProcess process, PreForkListeners listeners)
    {
        ServerSettings said = settings.Reread?.Invoke() ?? settings;
        EffectiveSettings again = EffectiveSettings.Resolve(said, app, Verb.PreFork);
        Privileges.Check(again);
        _ = new TlsListeners(again, Environment.CurrentDirectory);
        listeners.Renew(again);
        if (FixedSettings.Changes(process.Settings, again) is { } changes) HostingLog.NeedsRestart(process.Logger, changes);
        return Plan(said, again, listeners);
    }

    /// <summary>All workers are ready beside an older master's. From here on the pid file's second name says so.</summary>
    private string Settle(ServerProcess process, PreForkListeners listeners)
    {
        try
        {
            pidFile = process.AcquirePidFile(predecessor!.IsGone ? "" : SecondPidFile);
        }
        catch (StartupException e)
        {
            throw new IOException(e.Message, e);
        }

        listeners.Settle();
        return listeners.Taken;
    }

    /// <summary>The file goes, unless a successor is about to put its own in the place.</summary>
    private void ReleasePidFile()
    {
        if (pidFile is null) return;
        if (successor != 0 && PidFile.Read(pidFile.Path + SecondPidFile) == successor) pidFile.Leave();
        else pidFile.Dispose();
    }

    /// <summary>Workers get what was said, not what it resolved to: the code they run may have other defaults by then.</summary>
    private static WorkerPlan Plan(ServerSettings said, EffectiveSettings settings, PreForkListeners listeners) => listeners.AddTo(new()
    {
        Verb = Verb.PreFork.Word(),
        Workers = settings.Workers,
        GracefulTimeout = settings.GracefulTimeout,
        Timeout = settings.Timeout,
        ReadyTimeout = settings.StartTimeout,
        MaxMemory = settings.MaxMemory,
        MaxAge = settings.MaxAge,
        Snapshot = SettingsSnapshot.Write(said),
    });
}
