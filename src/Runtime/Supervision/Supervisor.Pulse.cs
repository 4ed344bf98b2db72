using Gatehouse.Loop;

namespace Gatehouse.Supervision;

/// <summary>What the master does at a steady pace, whatever its workers do: it says how the service fares.</summary>
internal sealed partial class Supervisor
{
    private LoopTimer? pulse;

    /// <summary>How the service fares now. To be asked on the master's thread, as from a hook.</summary>
    public SupervisorStatus Status
    {
        get
        {
            int starting = 0, ready = 0, draining = 0;
            long running = 0;
            bool isAlive = stopping != StopLevel.None || withdrawn;
            foreach (SupervisedWorker worker in workers)
            {
                running += hooks.CountRunning?.Invoke(scoreboard.Read(worker.Slot).Counters) ?? 0;
                if (worker.StopLevel != StopLevel.None || worker.IsAborted) draining++;
                else if (worker.IsReady) ready++;
                else starting++;
                isAlive |= IsAlive(worker);
            }

            return new SupervisorStatus
            {
                Generation = current.Number,
                Starting = starting,
                Ready = ready,
                Draining = draining,
                Running = running,
                IsReloading = incoming is not null,
                IsStopping = stopping != StopLevel.None,
                IsWithdrawn = withdrawn,
                IsAlive = isAlive,
            };
        }
    }

    private void StartPulse()
    {
        pulse = new LoopTimer(Pulse);
        Pulse();
    }

    private void Pulse()
    {
        loop.SetDeadline(pulse!, loop.Now + (long)hooks.PulseInterval.TotalMilliseconds);
        ReapOrphans();
        if (hooks.OnPulse is { } onPulse) Call(() => onPulse(Status));
    }

    /// <summary>It serves and has beaten in time; or it is in the time that it has to start.</summary>
    private bool IsAlive(SupervisedWorker worker)
    {
        if (worker.IsAborted || worker.StopLevel != StopLevel.None) return false;
        long timeout = (long)worker.Seat.Generation.Plan.Timeout.TotalMilliseconds;
        return !worker.IsReady || timeout == 0 || loop.Now - Math.Max(worker.LastBeat.SeenAt, beatFloor) <= timeout;
    }
}
