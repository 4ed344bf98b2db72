using System.Diagnostics;
using Gatehouse.Linux;

namespace Gatehouse.Hosting.Operating;

/// <summary>A server that runs, as an operator's command sees it: what it can be asked, whichever way it is asked.</summary>
/// <param name="process">The master; null where its process cannot be seen.</param>
internal abstract class RunningServer(RunningProcess? process) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    protected RunningProcess? Process { get; } = process;

    public abstract ServiceStatus Status();

    /// <summary>Two readings a second apart where that is what rates need.</summary>
    public abstract ServiceStatus StatusWithRates();

    /// <summary>Remembers the counts of now for the rates of the next status.</summary>
    public virtual void TakeSample()
    {
    }

    /// <returns>What happened.</returns>
    public abstract string Reload(TimeSpan? limit);

    public abstract void Stop(bool quick);

    public abstract void Scale(int workers, TimeSpan? limit);

    /// <summary>Starts the new master and has the old one leave.</summary>
    /// <returns>Process id of the new one.</returns>
    public abstract int Upgrade(TimeSpan? limit);

    public abstract void ReopenLogs();

    /// <summary>Waits until the process is gone. False when it is still there at the limit.</summary>
    public virtual bool WaitForExit(TimeSpan? limit) => Process is null || Process.WaitForExit(limit ?? TimeSpan.MaxValue);

    /// <summary>Waits until so many workers are wanted and ready, and no others.</summary>
    public void WaitForWorkers(int count, TimeSpan? limit)
    {
        ServiceStatus? last = null;
        if (WaitUntil(() => (last = Status()) is var now && now.WorkersReady == count && now.WorkersWanted == count, limit)) return;
        string reason = last!.Workers.FirstOrDefault(w => w.State is "waiting" or "starting")?.LastReason is { } why ? $": {StatusTable.Printable(why.Text)}" : "";
        throw new OperatingException($"{last.WorkersReady} of {count} workers are ready{reason}");
    }

    public void Dispose() => Process?.Dispose();

    /// <summary>Looks again and again. False when it is not so at the limit.</summary>
    /// <exception cref="OperatingException">The server is gone.</exception>
    protected bool WaitUntil(Func<bool> condition, TimeSpan? limit)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) >= limit) return false;
            if (Process is null) Thread.Sleep(Pause);
            else if (Process.WaitForExit(Pause)) throw new OperatingException($"process {Process.Pid} has ended meanwhile; see its log");
        }

        return true;
    }
}
