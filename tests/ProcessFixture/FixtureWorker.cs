using System.Text;
using Gatehouse.Loop;
using Gatehouse.Serving;
using Gatehouse.Supervision;

namespace Gatehouse.ProcessFixture;

/// <summary>A worker that behaves as the first word of its plan says.</summary>
internal static class FixtureWorker
{
    public static int Run(WorkerLink link)
    {
        string[] plan = Encoding.UTF8.GetString(link.Snapshot).Split(' ');
        string behaviour = plan[0];
        string? flag = plan.Length > 5 ? plan[5] : null;
        if (behaviour == "fail")
        {
            link.ReportFailure("the application says no");
            return 7;
        }

        // Breaks as long as the flag is up.
        if (behaviour is "flaky" or "worn-flaky" && File.Exists(flag)) return 9;

        using var loop = new EventLoop();
        int exitCode = 0;
        var counters = new ServingCounters(link.Slot.Counters) { Running = 3 };
        link.Attach(
            loop,
            new WorkerCallbacks
            {
                Stop = level =>
                {
                    // Goes on as if a request took for ever.
                    if (behaviour == "hold" && level == StopLevel.Graceful) return;
                    exitCode = level == StopLevel.Quick ? 5 : 0;
                    if (behaviour == "slow-stop" && level == StopLevel.Graceful)
                        loop.After(TimeSpan.FromMilliseconds(200), () => End(loop));
                    else
                        loop.Stop();
                },
                Exhausted = () =>
                {
                    // Each beat counts as a request; one that wears out asks to be replaced, as long as the flag is up.
                    counters.Answered(200, 0);
                    return behaviour.StartsWith("worn") && counters.Requests > 2 && File.Exists(flag) ? "it is worn" : null;
                },
                ReopenLogs = () =>
                {
                    LineLogger.Write($"worker {link.Index} reopens");
                    if (behaviour == "stuck") Thread.Sleep(Timeout.Infinite);
                },
            },
            LineLogger.Instance);
        if (behaviour is "slow-start" or "worn-slow") loop.After(TimeSpan.FromMilliseconds(500), link.ReportReady);
        else if (behaviour != "never") link.ReportReady();
        loop.Run();
        link.Dispose();
        return exitCode;
    }

    private static void End(EventLoop loop)
    {
        LineLogger.Write("drained");
        loop.Stop();
    }
}
