using Gatehouse.Linux;
using Gatehouse.Loop;

namespace Gatehouse.Supervision;

/// <summary>Finds workers that no longer give a sign of life.</summary>
internal sealed partial class Supervisor
{
    private const long TickInterval = 1000;
    private const long ShortestTick = 50;

    // From SIGABRT, which can leave a core dump, to SIGKILL.
    private const long AbortGrace = 1000;

    private LoopTimer ticker = null!;
    private long nextTick;

    // Beats before this time say nothing: the master itself stood still.
    private long beatFloor;

    /// <summary>How often a worker must beat to be believed in time; also how often the master looks.</summary>
    private static TimeSpan BeatInterval(TimeSpan timeout) =>
        timeout == TimeSpan.Zero
            ? TimeSpan.FromMilliseconds(TickInterval)
            : TimeSpan.FromMilliseconds(Math.Clamp(timeout.TotalMilliseconds / 4, ShortestTick, TickInterval));

    private void StartTicking()
    {
        ticker = new LoopTimer(Tick);
        nextTick = loop.Now;
        ScheduleTick();
    }

    private void ScheduleTick()
    {
        nextTick = loop.Now + (long)BeatInterval(current.Plan.Timeout).TotalMilliseconds;
        loop.SetDeadline(ticker, nextTick);
    }

    private void Tick()
    {
        // The machine, or the container, was frozen: the workers were too, and get a full period to beat again.
        if (loop.Now - nextTick > TickInterval) beatFloor = loop.Now;
        foreach (SupervisedWorker worker in workers) CheckBeat(worker);
        ScheduleTick();
        Call(hooks.OnTick);
    }

    private void CheckBeat(SupervisedWorker worker)
    {
        long timeout = (long)worker.Seat.Generation.Plan.Timeout.TotalMilliseconds;
        if (timeout == 0 || !worker.IsReady || worker.StopLevel != StopLevel.None || worker.IsAborted) return;
        long age = loop.Now - Math.Max(scoreboard.Read(worker.Slot).Beat, beatFloor);
        if (age <= timeout) return;
        SupervisionLog.WorkerTimeout(logger, worker.Pid, Seconds(age));
        worker.IsAborted = true;
        worker.EndReason = $"it gave no sign of life for {Seconds(age)} s";
        worker.Process.Signal(Signals.Abort);
        loop.SetDeadline(worker, loop.Now + AbortGrace);
    }
}
