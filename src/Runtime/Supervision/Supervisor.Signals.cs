using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>What signals make the master do; the same as Gunicorn's.</summary>
internal sealed partial class Supervisor
{
    // A worker that gives up its last requests at its deadline is let to end by itself.
    private const long KillMargin = 500;
    private const long QuickGrace = 2000;

    private static readonly int[] HeardSignals =
    [
        Signals.Terminate, Signals.Interrupt, Signals.Quit, Signals.HangUp,
        Signals.TerminalInput, Signals.TerminalOutput, Signals.User1, Signals.User2, Signals.WindowChange,
    ];

    private StopLevel stopping;

    // What TTIN and TTOU have added to the plan's number of workers. It outlives reloads.
    private int adjustment;

    private void OnSignal(int signal)
    {
        SupervisionLog.HandlingSignal(logger, Signals.ShortName(signal));
        switch (signal)
        {
            case Signals.Terminate:
                Stop(stopping == StopLevel.None ? StopLevel.Graceful : stopping + 1);
                break;
            case Signals.Interrupt or Signals.Quit:
                Stop(stopping < StopLevel.Quick ? StopLevel.Quick : StopLevel.Kill);
                break;
            case Signals.HangUp:
                Reload();
                break;
            case Signals.TerminalInput:
                Resize(1);
                break;
            case Signals.TerminalOutput:
                Resize(-1);
                break;
            case Signals.User1:
                ReopenLogs();
                break;
            case Signals.User2:
                Upgrade();
                break;
            case Signals.WindowChange:
                Withdraw();
                break;
        }
    }

    private void Stop(StopLevel level)
    {
        level = level > StopLevel.Kill ? StopLevel.Kill : level;
        if (level <= stopping) return;
        bool first = stopping == StopLevel.None;
        stopping = level;
        if (first)
        {
            scoreboard.SetMaster(MasterLayout.State, (long)MasterState.Stopping);
            SupervisionLog.ShuttingDown(logger, workers.Count);
            StopNext();
            Call(hooks.OnStopping);
            AbandonWaits();
        }

        foreach (SupervisedWorker worker in workers) Tell(worker, level);
        if (workers.Count == 0) loop.Stop();
    }

    /// <summary>Asks a worker to stop, by a time that only ever comes closer.</summary>
    private void Tell(SupervisedWorker worker, StopLevel level)
    {
        if (level <= worker.StopLevel) return;
        bool hadDeadline = worker.StopLevel != StopLevel.None || worker.IsAborted;
        worker.StopLevel = level;

        // From now on, whenever the worker hears of it: nobody may count it among the ready ones.
        if (worker.IsReady) scoreboard.SetDraining(worker.Slot);
        switch (level)
        {
            case StopLevel.Graceful:
                TellLeaving(worker);
                worker.Process.Signal(Signals.Terminate);
                EndBy((long)worker.Seat.Generation.Plan.GracefulTimeout.TotalMilliseconds + KillMargin);
                break;
            case StopLevel.Quick:
                worker.Process.Signal(Signals.Quit);
                EndBy(QuickGrace);
                break;
            case StopLevel.Kill:
                worker.Process.Signal(Signals.Kill);
                loop.ClearDeadline(worker);
                break;
        }

        void EndBy(long time)
        {
            long due = loop.Now + time;
            loop.SetDeadline(worker, hadDeadline ? Math.Min(worker.Due, due) : due);
        }
    }

    private void Resize(int change)
    {
        if (stopping != StopLevel.None) return;
        int count = current.Seats.Count + change;
        if (count is < 1 or > Scoreboard.MaxWorkers) return;

        // While the workers are away the plan's number waits for HUP to bring it back.
        if (!withdrawn) adjustment += change;
        AnnounceCount(count - change, count);
        Resize(current, change);
        if (incoming is not null) Resize(incoming, change);
        scoreboard.SetMaster(MasterLayout.Wanted, count);
        ReportSeats();
        SupervisionLog.Resized(logger, count);
        if (incoming is { IsReady: true }) Commit(incoming);
    }

    private void Resize(Generation generation, int change)
    {
        if (change > 0)
        {
            Seat seat = generation.AddSeat();

            // The others of a new generation follow when its first worker is ready.
            if (generation == current || generation.Seats[0].Worker is { IsReady: true }) Fill(seat);
        }
        else if (generation.Seats.Count > 1)
        {
            Vacate(generation.RemoveLastSeat(), "fewer workers are wanted");
        }
    }

    /// <summary>Gives up a seat: who is in it drains, and nobody follows.</summary>
    private void Vacate(Seat seat, string reason)
    {
        loop.ClearDeadline(seat);
        ReleaseWaiting(seat);
        SupervisedWorker? worker = seat.Worker;
        SupervisedWorker? successor = seat.Successor;
        seat.Worker = seat.Successor = null;
        foreach (SupervisedWorker? leaving in (ReadOnlySpan<SupervisedWorker?>)[worker, successor])
        {
            if (leaving is null) continue;
            scoreboard.SetReason(leaving.Slot, loop.Now, reason);
            leaving.StopReason = reason;
            Dismiss(leaving);
        }
    }
}
