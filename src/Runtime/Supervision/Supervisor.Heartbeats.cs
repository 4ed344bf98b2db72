using Gatehouse.Linux;
using Gatehouse.Loop;

namespace Gatehouse.Supervision;

/// <summary>Finds workers that are stuck: no sign of life, or a request that outlives its deadline.</summary>
internal sealed partial class Supervisor
{
    private const long TickInterval = 1000;
    private const long ShortestTick = 50;

    // From the first SIGABRT to the second, and from there to SIGKILL. The handler of CoreCLR writes a dump, if that is enabled, restores the
    // default action, and returns: it expects abort(3) to raise the signal again. Native code ends at the first.
    private const long SecondAbort = 100;
    private const long AbortGrace = 1000;

    // A worker gives a request up by itself when its time is over; what still runs so long after that holds a thread.
    private const long GiveUpGrace = 1000;

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
        foreach (SupervisedWorker worker in workers.ToArray())
        {
            CheckDeadlines(worker);
            CheckWear(worker);
        }

        ScheduleTick();
        Call(hooks.OnTick);
    }

    private void CheckDeadlines(SupervisedWorker worker)
    {
        long timeout = (long)worker.Seat.Generation.Plan.Timeout.TotalMilliseconds;
        if (timeout == 0 || !worker.IsReady || worker.StopLevel != StopLevel.None || worker.IsAborted) return;

        // That it changes is what counts: a worker of a newer program may be built for a runtime with another clock.
        worker.LastBeat = Seen(worker.LastBeat, scoreboard.BeatOf(worker.Slot));
        RequestReading? onLoop = scoreboard.OnLoop(worker.Slot);
        RequestReading? oldest = scoreboard.Oldest(worker.Slot);
        worker.LastOnLoop = Seen(worker.LastOnLoop, onLoop?.StartedAt ?? 0);
        worker.LastOldest = Seen(worker.LastOldest, oldest?.StartedAt ?? 0);
        long silence = Age(worker.LastBeat.SeenAt);
        if (onLoop is { } held && Age(worker.LastOnLoop.SeenAt) > timeout)
        {
            OnStuck(worker, $"{held} has held the worker for {Seconds(Age(worker.LastOnLoop.SeenAt))} s");
        }
        else if (silence > timeout)
        {
            string suspect = (onLoop ?? oldest) is { } request ? $", while at {request}" : "";
            OnStuck(worker, $"no sign of life for {Seconds(silence)} s{suspect}");
        }
        else if (oldest is { } old && worker.RecycleReason is null && Age(worker.LastOldest.SeenAt) > timeout + GiveUpGrace)
        {
            // The loop is well and serves the others: they may finish, and lose nothing.
            string reason = $"{old} has run for {Seconds(Age(worker.LastOldest.SeenAt))} s";
            SupervisionLog.RequestTimeout(logger, worker.Pid, reason);
            Recycle(worker, RestartKind.Timeout, reason);
        }

        (long Value, long SeenAt) Seen((long Value, long SeenAt) before, long value) => value == before.Value ? before : (value, loop.Now);

        long Age(long since) => loop.Now - Math.Max(since, beatFloor);
    }

    /// <summary>The worker's loop does not come back. Its successor is not made to wait for its end.</summary>
    private void OnStuck(SupervisedWorker worker, string reason)
    {
        SupervisionLog.WorkerTimeout(logger, worker.Pid, reason);
        worker.EndReason = reason;
        scoreboard.SetReason(worker.Slot, loop.Now, reason);
        Abort(worker);
        if (worker.Seat.Worker == worker && worker.Seat.Generation == current) Succeed(worker, RestartKind.Timeout, reason);
    }

    private void Abort(SupervisedWorker worker)
    {
        worker.Aborts++;
        worker.Process.Signal(Signals.Abort);
        loop.SetDeadline(worker, loop.Now + (worker.Aborts == 1 ? SecondAbort : AbortGrace));
    }
}
