using Gatehouse.Serving;
using Gatehouse.Supervision;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Hosting;

/// <summary>
/// Calls the application's hooks, and decides what becomes of an exception: from where one means something it comes on, with the
/// name of the hook; elsewhere the log has it.
/// </summary>
internal sealed class ApplicationHooks
{
    private const int OneGeneration = 1;

    private readonly EffectiveSettings settings;
    private readonly MasterHooks hooks;
    private readonly ILoggerFactory loggerFactory;
    private readonly ILogger logger;

    public ApplicationHooks(EffectiveSettings settings, ILoggerFactory loggerFactory, ILogger logger)
    {
        this.settings = settings;
        this.loggerFactory = loggerFactory;
        this.logger = logger;
        hooks = settings.Hooks ?? new MasterHooks();
        Census = () => (OneGeneration, settings.Workers);
    }

    /// <summary>Which generation serves, and how many workers are wanted. Asked anew for every hook but the first.</summary>
    public Func<(int Generation, int Workers)> Census { get; set; }

    /// <summary>Before anything is bound. What is returned is to be disposed last of all, when the workers are gone.</summary>
    /// <exception cref="StartupException">The application does not want to start; then nothing is to be ended either.</exception>
    public IDisposable Begin()
    {
        try
        {
            hooks.OnStarting?.Invoke(Context(0, settings.Workers));
        }
        catch (Exception e)
        {
            HostingLog.HookFailed(logger, nameof(MasterHooks.OnStarting), e);
            throw new StartupException(Failure(nameof(MasterHooks.OnStarting), e));
        }

        return new Life(this);
    }

    public void Ready() => Call(nameof(MasterHooks.OnReady), hooks.OnReady);

    /// <exception cref="HookException">The worker must not be spawned.</exception>
    public void WorkerStarting(WorkerInfo worker) => Ask(nameof(MasterHooks.OnWorkerStarting), () => hooks.OnWorkerStarting?.Invoke(worker));

    public void WorkerReady(WorkerInfo worker) => Call(nameof(MasterHooks.OnWorkerReady), hooks.OnWorkerReady, worker);

    /// <exception cref="HookException">There must be no reload.</exception>
    public void Reloading() => Ask(nameof(MasterHooks.OnReloading), () => hooks.OnReloading?.Invoke(Context()));

    public void Reloaded() => Call(nameof(MasterHooks.OnReloaded), hooks.OnReloaded);

    public void WorkerExit(WorkerEnd end) => Call(nameof(MasterHooks.OnWorkerExit), hooks.OnWorkerExit, Describe(end));

    public void WorkerCountChanged(WorkerCountChange change) => Call(nameof(MasterHooks.OnWorkerCountChanged), hooks.OnWorkerCountChanged, change);

    private static string Failure(string name, Exception e) => $"the hook {name} failed: {e.Message}";

    private static WorkerExit Describe(WorkerEnd end) => new()
    {
        Worker = end.Worker,
        ExitCode = end.Status is { IsKnown: true, Signal: 0 } ? end.Status.Code : null,
        Signal = end.Status.Signal != 0 ? end.Status.Signal : null,
        Reason = end.Reason,
        Requests = ServingCounters.Read(end.Counters).Requests,
        Lifetime = end.Lifetime,
        IsExpected = end.IsExpected,
    };

    private MasterContext Context()
    {
        (int generation, int workers) = Census();
        return Context(generation, workers);
    }

    private MasterContext Context(int generation, int workers) => new()
    {
        Name = settings.ServiceName,
        Pid = Environment.ProcessId,
        Generation = generation,
        Workers = workers,
        LoggerFactory = loggerFactory,
    };

    private void Ask(string name, Action hook)
    {
        try
        {
            hook();
        }
        catch (Exception e)
        {
            HostingLog.HookFailed(logger, name, e);
            throw new HookException(Failure(name, e), e);
        }
    }

    private void Call(string name, Action<MasterContext>? hook)
    {
        if (hook is not null) Call(name, hook, Context());
    }

    private void Call<T>(string name, Action<T>? hook, T argument)
    {
        try
        {
            hook?.Invoke(argument);
        }
        catch (Exception e)
        {
            HostingLog.HookFailed(logger, name, e);
        }
    }

    private sealed class Life(ApplicationHooks owner) : IDisposable
    {
        public void Dispose() => owner.Call(nameof(MasterHooks.OnExiting), owner.hooks.OnExiting);
    }
}
