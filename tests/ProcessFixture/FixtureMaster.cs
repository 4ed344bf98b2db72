using Gatehouse.Serving;
using Gatehouse.Supervision;

namespace Gatehouse.ProcessFixture;

/// <summary>A master that says which hook is called.</summary>
internal static class FixtureMaster
{
    public static int Run(string planFile)
    {
        SupervisorStatus last = default;
        var hooks = new SupervisorHooks
        {
            Reload = () => FixturePlan.Read(planFile),
            OnReady = () => LineLogger.Write("hook ready"),
            OnReloading = () => LineLogger.Write("hook reloading"),
            OnReloaded = (old, plan) => LineLogger.Write($"hook reloaded {Behaviour(old)} {Behaviour(plan)}"),
            OnReloadAbandoned = plan => LineLogger.Write($"hook abandoned {(plan is null ? "nothing" : Behaviour(plan))}"),
            OnStopping = () => LineLogger.Write("hook stopping"),
            OnWorkerExit = exit => LineLogger.Write($"hook exit {exit.Worker.Pid} requests={ServingCounters.Read(exit.Counters).Requests} expected={exit.IsExpected} {exit.Reason}"),
            OnReopenLogs = () => LineLogger.Write("hook reopen"),
            PulseInterval = TimeSpan.FromMilliseconds(20),
            OnPulse = status =>
            {
                if (status != last) LineLogger.Write($"hook pulse {(status.IsAlive ? "alive" : "lifeless")}: {status}");
                last = status;
            },
        };
        SupervisorOutcome outcome = new Supervisor(FixturePlan.Read(planFile), hooks, LineLogger.Instance).Run();
        return outcome.ExitCode;
    }

    private static string Behaviour(WorkerPlan plan) => System.Text.Encoding.UTF8.GetString(plan.Snapshot).Split(' ')[0];
}
