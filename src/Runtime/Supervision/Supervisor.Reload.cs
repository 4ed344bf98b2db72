namespace Gatehouse.Supervision;

/// <summary>
/// The rolling reload: the new generation starts beside the old one and has to be ready, every worker of it, before the old
/// one is told to drain. If it does not get there, nothing has happened.
/// </summary>
internal sealed partial class Supervisor
{
    private bool reloadWanted;

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
        SupervisionLog.HangUp(logger);
        Call(hooks.OnReloading);
        try
        {
            incoming = NewGeneration(hooks.Reload());
        }
        catch (Exception e)
        {
            SupervisionLog.ReloadAbandoned(logger, current.Number, e.Message);
            Call(() => hooks.OnReloadAbandoned?.Invoke(null));
            return;
        }

        Populate(incoming);
    }

    private void Commit(Generation generation)
    {
        Generation old = current;
        current = generation;
        incoming = null;
        foreach (Seat seat in old.Seats) Vacate(seat);
        old.Dispose();
        SupervisionLog.Reloaded(logger, generation.Number, generation.Seats.Count);
        Call(() => hooks.OnReloaded?.Invoke(old.Plan, generation.Plan));
        if (reloadWanted) Reload();
    }

    private void Abandon(Generation generation, string reason)
    {
        incoming = null;
        SupervisionLog.ReloadAbandoned(logger, current.Number, reason);
        foreach (Seat seat in generation.Seats)
        {
            SupervisedWorker? worker = seat.Worker;
            seat.Worker = null;

            // One that was ready has taken requests by now: it may finish them.
            if (worker is not null) Tell(worker, worker.IsReady ? StopLevel.Graceful : StopLevel.Kill);
        }

        generation.Dispose();
        Call(() => hooks.OnReloadAbandoned?.Invoke(generation.Plan));
        if (reloadWanted) Reload();
    }
}
