using Gatehouse.Linux;
using Gatehouse.Loop;

namespace Gatehouse.Supervision;

/// <summary>Finds workers that no longer give a sign of life.</summary>
internal sealed partial class Supervisor
{
    private const long TickInterval = 1000;
    private const long ShortestTick = 50;

    // From the first SIGABRT to the second, and from there to SIGKILL. The handler of CoreCLR writes a dump, if that is enabled, restores the
    // default action, and returns: it expects abort(3) to raise the signal again. Native code ends at the first.
    private const long SecondAbort = 100;
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

        // That it changes is what counts: a worker of a newer program may be built for a runtime with another clock.
        long beat = scoreboard.Read(worker.Slot).Beat;
        if (beat != worker.LastBeat.Beat) worker.LastBeat = (beat, loop.Now);
        long age = loop.Now - Math.Max(worker.LastBeat.SeenAt, beatFloor);
        if (age <= timeout) return;
        SupervisionLog.WorkerTimeout(logger, worker.Pid, Seconds(age));
        worker.EndReason = $"it gave no sign of life for {Seconds(age)} s";
        Abort(worker);
    }

    private void Abort(SupervisedWorker worker)
    {
        worker.Aborts++;
        worker.Process.Signal(Signals.Abort);
        loop.SetDeadline(worker, loop.Now + (worker.Aborts == 1 ? SecondAbort : AbortGrace));
    }
}
