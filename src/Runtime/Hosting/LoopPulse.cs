using Gatehouse.Linux;
using Gatehouse.Serving;

namespace Gatehouse.Hosting;

/// <summary>
/// What a server of one process does at a steady pace: it tells the service manager how it fares, and buries what it is given as
/// process 1 of a container. There is no master to replace a loop that is stuck: the watchdog is fed only while every loop answers.
/// </summary>
internal sealed class LoopPulse : IDisposable
{
    private readonly ServiceNotifier notifier;
    private readonly IReadOnlyList<ServingThread> workers;
    private readonly bool adoptsOrphans = Orphans.AreOurs;
    private readonly Timer? timer;
    private int answers;
    private int asked;
    private volatile bool isReady;
    private int isStopping;

    public LoopPulse(ServiceNotifier notifier, IReadOnlyList<ServingThread> workers)
    {
        this.notifier = notifier;
        this.workers = workers;
        if (notifier.IsListening || adoptsOrphans) timer = new Timer(_ => Beat(), null, TimeSpan.Zero, notifier.Interval);
    }

    private bool IsStopping => Volatile.Read(ref isStopping) != 0;

    private string Status => IsStopping
        ? $"draining, {Count(workers.Sum(w => w.Counters.Running), "request")} running"
        : $"{Count(workers.Count, "loop")} {(isReady ? "serving" : "starting")}";

    public void Ready()
    {
        isReady = true;
        notifier.Ready(Status);
    }

    /// <summary>The first call tells the manager.</summary>
    public void Stopping()
    {
        if (Interlocked.Exchange(ref isStopping, 1) == 0) notifier.Stopping(Status);
    }

    public void Dispose() => timer?.Dispose();

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private void Beat()
    {
        while (adoptsOrphans && Orphans.ReapNext(out _) != 0)
        {
        }

        bool hasAnswered = Volatile.Read(ref answers) >= asked;
        notifier.Beat(hasAnswered || IsStopping, Status);
        if (!hasAnswered || IsStopping) return;
        Volatile.Write(ref answers, 0);
        asked = workers.Count;
        foreach (ServingThread worker in workers) worker.Loop.Post(() => Interlocked.Increment(ref answers));
    }
}
