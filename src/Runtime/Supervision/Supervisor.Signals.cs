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
        Signals.TerminalInput, Signals.TerminalOutput, Signals.User1, Signals.User2,
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
                Call(hooks.OnReopenLogs);
                foreach (SupervisedWorker worker in workers.Where(worker => worker.IsReady)) worker.Process.Signal(Signals.User1);
                break;
            case Signals.User2:
                SupervisionLog.NoUpgrade(logger);
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
            SupervisionLog.ShuttingDown(logger, workers.Count);
            Call(hooks.OnStopping);
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
        switch (level)
        {
            case StopLevel.Graceful:
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
        adjustment += change;
        Resize(current, change);
        if (incoming is not null) Resize(incoming, change);
        SupervisionLog.Resized(logger, count);
        if (incoming is { IsReady: true }) Commit(incoming);
    }

    private void Resize(Generation generation, int change)
    {
        if (change > 0) Fill(generation.AddSeat());
        else if (generation.Seats.Count > 1) Vacate(generation.RemoveLastSeat());
    }

    /// <summary>Gives up a seat: who is in it drains, and nobody follows.</summary>
    private void Vacate(Seat seat)
    {
        loop.ClearDeadline(seat);
        SupervisedWorker? worker = seat.Worker;
        seat.Worker = null;
        if (worker is not null) Tell(worker, StopLevel.Graceful);
    }
}
