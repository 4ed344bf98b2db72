namespace Gatehouse.ProcessFixture;

/// <summary>Hooks that write a line each, fail as long as a file has their name in it, and do not return as long as it has "hold:" and their name.</summary>
internal static class FixtureHooks
{
    /// <summary>A test that dies takes its file away never.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(1);

    private static string faults = "";

    /// <summary>Null until <see cref="Install"/>.</summary>
    public static MasterHooks? All { get; private set; }

    public static void Install(string faultFile)
    {
        faults = faultFile;
        All = new MasterHooks
        {
            OnStarting = context => Say(nameof(MasterHooks.OnStarting), Text(context)),
            OnReady = context => Say(nameof(MasterHooks.OnReady), Text(context)),
            OnWorkerStarting = worker => Say(nameof(MasterHooks.OnWorkerStarting), Text(worker)),
            OnWorkerReady = worker => Say(nameof(MasterHooks.OnWorkerReady), Text(worker)),
            OnReloading = context => Say(nameof(MasterHooks.OnReloading), Text(context)),
            OnReloaded = context => Say(nameof(MasterHooks.OnReloaded), Text(context)),
            OnWorkerExit = exit => Say(
                nameof(MasterHooks.OnWorkerExit),
                $"{Text(exit.Worker)} code={exit.ExitCode} signal={exit.Signal} expected={exit.IsExpected} lived={exit.Lifetime > TimeSpan.Zero} requests={exit.Requests}: {exit.Reason}"),
            OnWorkerCountChanged = change => Say(nameof(MasterHooks.OnWorkerCountChanged), $"{change.Old} to {change.New}"),
            OnExiting = context => Say(nameof(MasterHooks.OnExiting), Text(context)),
        };
    }

    private static string Text(MasterContext context) =>
        $"{context.Name} pid={context.Pid} generation={context.Generation} workers={context.Workers}";

    private static string Text(WorkerInfo worker) => $"index={worker.Index} generation={worker.Generation} pid={worker.Pid}";

    private static void Say(string name, string text)
    {
        // What is set once the line is out is for the next call.
        bool isHeld = HasFault("hold:" + name);
        bool isFaulty = HasFault(name);
        LineLogger.Write($"hook {name} {text}");
        if (isHeld) SpinWait.SpinUntil(() => !HasFault("hold:" + name), LongestHold);
        if (isFaulty) throw new InvalidOperationException($"no from {name}");
    }

    private static bool HasFault(string fault) => File.Exists(faults) && File.ReadAllText(faults).Split(' ').Contains(fault);
}
