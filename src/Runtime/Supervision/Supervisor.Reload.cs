namespace Gatehouse.Supervision;

/// <summary>
/// The rolling reload: the new generation starts beside the old one and has to be ready, every worker of it, before the old
/// one is told to drain. Its first worker goes ahead of the others, so that a deployment that cannot start costs one process. If the
/// generation does not get there, nothing has happened.
/// </summary>
internal sealed partial class Supervisor
{
    private bool reloadWanted;
    private long reloads;
    private long failedReloads;

    private void Reload()
    {
        if (stopping != StopLevel.None) return;
        if (!everReady || incoming is not null)
        {
            reloadWanted = true;
            SupervisionLog.ReloadPostponed(logger);
            return;
        }

        reloadWanted = false;
        BeginReloadWait();
        SupervisionLog.HangUp(logger);
        Call(hooks.OnReloading);
        try
        {
            incoming = NewGeneration(hooks.Reload());
        }
        catch (Exception e)
        {
            OnAbandoned(null, e.Message);
            return;
        }

        scoreboard.SetMaster(MasterLayout.State, (long)MasterState.Reloading);
        Fill(incoming.Seats[0]);
    }

    /// <summary>A worker of the new generation is ready.</summary>
    private void OnIncomingReady(Generation generation)
    {
        if (generation.IsReady) Commit(generation);
        else Populate(generation);
    }

    private void Commit(Generation generation)
    {
        withdrawn = false;
        Generation old = current;
        current = generation;
        incoming = null;
        ReportSeats();
        foreach (Seat seat in old.Seats) Vacate(seat, "reload");
        old.Dispose();
        scoreboard.SetMaster(MasterLayout.Generation, generation.Number);
        scoreboard.SetMaster(MasterLayout.Wanted, generation.Seats.Count);
        scoreboard.SetMaster(MasterLayout.State, (long)MasterState.Serving);
        scoreboard.SetEvent(loop.Now, $"reloaded: generation {generation.Number} serves");
        scoreboard.SetMaster(MasterLayout.Reloads, ++reloads);
        SupervisionLog.Reloaded(logger, generation.Number, generation.Seats.Count);
        AnnounceCount(old.Seats.Count, generation.Seats.Count);
        Call(() => hooks.OnReloaded?.Invoke(old.Plan, generation.Plan));
        EndReloadWait(null);
        if (reloadWanted) Reload();
        else RecycleNext();
    }

    private void Abandon(Generation generation, string reason)
    {
        incoming = null;
        foreach (Seat seat in generation.Seats)
        {
            SupervisedWorker? worker = seat.Worker;
            seat.Worker = null;
            ReleaseWaiting(seat);

            // One that was ready, though it may not have been heard yet, has taken requests by now: it may finish them.
            if (worker is null) continue;
            worker.StopReason = "the reload was abandoned";
            Tell(worker, StopLevel.Graceful);
        }

        generation.Dispose();
        OnAbandoned(generation.Plan, reason);
    }

    private void OnAbandoned(WorkerPlan? plan, string reason)
    {
        SupervisionLog.ReloadAbandoned(logger, current.Number, reason);
        scoreboard.SetMaster(MasterLayout.State, (long)MasterState.Serving);
        scoreboard.SetEvent(loop.Now, $"reload abandoned: {reason}");
        scoreboard.SetMaster(MasterLayout.FailedReloads, ++failedReloads);
        Call(() => hooks.OnReloadAbandoned?.Invoke(plan));
        ReportSeats();
        EndReloadWait(reason);
        if (reloadWanted) Reload();
        else RecycleNext();
    }
}
