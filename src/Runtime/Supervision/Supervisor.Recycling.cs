using Gatehouse.Linux;
using Gatehouse.Loop;

namespace Gatehouse.Supervision;

/// <summary>
/// Replaces workers that have served their time, one after another: the successor is ready before the old one drains, and the next
/// one waits until the old one is gone, so that neither capacity nor memory moves by more than one worker.
/// </summary>
internal sealed partial class Supervisor
{
    private readonly Queue<SupervisedWorker> worn = new();

    // Who is being replaced: from the successor's spawn until its own end.
    private SupervisedWorker? recycled;

    private void CheckWear(SupervisedWorker worker)
    {
        if (!worker.IsReady || worker.StopLevel != StopLevel.None) return;
        WorkerPlan plan = worker.Seat.Generation.Plan;
        long resident = ResidentMemory.OfProcess(worker.Pid);
        scoreboard.SetResident(worker.Slot, resident);
        if (plan.MaxMemory > 0 && resident >= plan.MaxMemory)
            Recycle(worker, RestartKind.MaxMemory, $"it has {resident >> 20} MiB resident, and max-memory is {plan.MaxMemory >> 20} MiB");
        else if (plan.MaxAge > TimeSpan.Zero && loop.Now - worker.ReadyAt >= (long)plan.MaxAge.TotalMilliseconds)
            Recycle(worker, RestartKind.MaxAge, $"it has served for {Seconds(loop.Now - worker.ReadyAt!.Value)} s, and max-age is {plan.MaxAge.TotalSeconds} s");
    }

    /// <summary>Has a worker replaced when its turn comes. Once.</summary>
    private void Recycle(SupervisedWorker worker, RestartKind kind, string reason)
    {
        if (stopping != StopLevel.None || worker.RecycleReason is not null || worker.Seat.Worker != worker) return;
        worker.RecycleReason = reason;
        worker.RecycleKind = kind;
        worn.Enqueue(worker);
        RecycleNext();
    }

    private void RecycleNext()
    {
        // A new generation replaces everybody, if it comes to that.
        while (recycled is null && incoming is null && stopping == StopLevel.None && worn.TryPeek(out SupervisedWorker? worker))
        {
            if (worker.Seat.Worker != worker || worker.StopLevel != StopLevel.None || worker.IsAborted)
            {
                worn.Dequeue();
                continue;
            }

            // It has failed before, and is waiting.
            if (worker.Seat.Due != Deadline.Never) return;
            worn.Dequeue();
            recycled = worker;
            scoreboard.SetReason(worker.Slot, loop.Now, worker.RecycleReason!);
            SupervisionLog.Recycling(logger, worker.Pid, worker.RecycleReason!);
            FillSuccessor(worker.Seat);
        }
    }

    private void FillSuccessor(Seat seat)
    {
        try
        {
            seat.Successor = Spawn(seat);
        }
        catch (IOException e)
        {
            OnSuccessorLost(seat, e.Message);
        }
    }

    /// <summary>The successor is ready: the old worker drains.</summary>
    private void TakeOver(Seat seat)
    {
        SupervisedWorker old = seat.Worker!;
        seat.Worker = seat.Successor;
        seat.Successor = null;
        Count(seat, old.RecycleKind, old.RecycleReason!);
        ShowHistory(seat.Worker!);
        old.StopReason = old.RecycleReason;
        Tell(old, StopLevel.Graceful);
    }

    /// <summary>The successor did not get there: the old worker goes on, and it is tried again later.</summary>
    private void OnSuccessorLost(Seat seat, string reason)
    {
        seat.Successor = null;
        recycled = null;
        if (seat.Worker is not { } old) return;
        long delay = seat.BackOff.AfterDeath(null);
        SupervisionLog.SuccessorFailed(logger, old.Pid, reason, Seconds(delay));
        worn.Enqueue(old);
        loop.SetDeadline(seat, loop.Now + delay);
    }

    /// <summary>A seat's worker is lost: who is on the way to follow it takes its place, else somebody new.</summary>
    private void Succeed(SupervisedWorker worker, RestartKind kind, string reason)
    {
        Seat seat = worker.Seat;
        Count(seat, kind, reason);
        seat.Worker = seat.Successor;
        seat.Successor = null;
        if (seat.Worker is null) Fill(seat);
        else ShowHistory(seat.Worker);
    }

    private void Count(Seat seat, RestartKind kind, string reason)
    {
        restartsByKind[(int)kind]++;
        seat.Restarts++;
        seat.LastReason = reason;
        scoreboard.SetMaster(MasterLayout.Restarts, ++restarts);
    }

    /// <summary>Whoever looks at a worker sees what became of the one before.</summary>
    private void ShowHistory(SupervisedWorker worker)
    {
        scoreboard.SetRestarts(worker.Slot, worker.Seat.Restarts);
        if (worker.Seat.LastReason is { } reason) scoreboard.SetReason(worker.Slot, loop.Now, reason);
    }
}
