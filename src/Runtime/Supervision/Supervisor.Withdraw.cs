using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>
/// WINCH: all workers leave gracefully, the master and its sockets stay. During an upgrade the older master is emptied so, and HUP
/// brings its workers back if the newer one is no good.
/// </summary>
internal sealed partial class Supervisor
{
    private bool withdrawn;

    private void Withdraw()
    {
        if (stopping != StopLevel.None || !everReady) return;

        // A terminal sends WINCH when its window changes its size, which must not stop the service; Gunicorn asks whether it was daemonized.
        if (ControllingTerminal.Exists)
        {
            SupervisionLog.WindowResized(logger);
            return;
        }

        withdrawn = true;
        reloadWanted = false;
        if (incoming is not null) Abandon(incoming, "the workers are to leave (WINCH)");
        SupervisionLog.Withdrawing(logger, current.Seats.Count);
        AnnounceCount(current.Seats.Count, 0);
        foreach (Seat seat in current.Seats) Vacate(seat, "WINCH");
        current.Seats.Clear();
        scoreboard.SetMaster(MasterLayout.Wanted, 0);
    }
}
