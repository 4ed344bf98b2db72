using Gatehouse.Supervision;

namespace Gatehouse.ProcessFixture;

/// <summary>A master that says which hook is called.</summary>
internal static class FixtureMaster
{
    public static int Run(string planFile)
    {
        var hooks = new SupervisorHooks
        {
            Reload = () => FixturePlan.Read(planFile),
            OnReady = () => LineLogger.Write("hook ready"),
            OnReloading = () => LineLogger.Write("hook reloading"),
            OnReloaded = (old, plan) => LineLogger.Write($"hook reloaded {Behaviour(old)} {Behaviour(plan)}"),
            OnReloadAbandoned = plan => LineLogger.Write($"hook abandoned {(plan is null ? "nothing" : Behaviour(plan))}"),
            OnStopping = () => LineLogger.Write("hook stopping"),
            OnReopenLogs = () => LineLogger.Write("hook reopen"),
        };
        SupervisorOutcome outcome = new Supervisor(FixturePlan.Read(planFile), hooks, LineLogger.Instance).Run();
        return outcome.ExitCode;
    }

    private static string Behaviour(WorkerPlan plan) => System.Text.Encoding.UTF8.GetString(plan.Snapshot).Split(' ')[0];
}
