using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>What the hooks are told of workers.</summary>
internal sealed partial class Supervisor
{
    /// <summary>The generation that serves, from 1; 0 before the first one.</summary>
    public int ServingGeneration => current?.Number ?? 0;

    /// <summary>Number of workers wanted.</summary>
    public int WantedWorkers => current?.Seats.Count ?? firstPlan.Workers;

    /// <exception cref="SpawnRefusedException">The hook says no.</exception>
    private void AnnounceSpawn(Seat seat)
    {
        try
        {
            hooks.OnWorkerStarting?.Invoke(Describe(seat, pid: 0));
        }
        catch (Exception e)
        {
            throw new SpawnRefusedException(e.Message, e);
        }
    }

    private void AnnounceReady(SupervisedWorker worker) => Call(() => hooks.OnWorkerReady?.Invoke(Describe(worker.Seat, worker.Pid)));

    private void AnnounceCount(int before, int now)
    {
        if (before != now) Call(() => hooks.OnWorkerCountChanged?.Invoke(new WorkerCountChange { Old = before, New = now }));
    }

    /// <summary>Before the worker's slot is given back: what it has counted is in there.</summary>
    private WorkerEnd DescribeEnd(SupervisedWorker worker, ExitStatus status)
    {
        bool isExpected = worker is { StopLevel: not StopLevel.None, IsAborted: false, EndReason: null };
        return new WorkerEnd(
            Describe(worker.Seat, worker.Pid),
            status,
            worker.EndReason ?? (isExpected ? worker.StopReason ?? "the service stops" : status.ToString()),
            TimeSpan.FromMilliseconds(loop.Now - worker.SpawnedAt),
            isExpected,
            scoreboard.Read(worker.Slot).Counters);
    }

    private static WorkerInfo Describe(Seat seat, int pid) => new() { Index = seat.Index, Generation = seat.Generation.Number, Pid = pid };
}
