namespace Gatehouse.Supervision;

/// <summary>Which listeners stay when workers leave, and what the workers are told of the others.</summary>
internal sealed partial class Supervisor
{
    /// <summary>The listeners of a worker that nobody will accept from after it.</summary>
    private int[] Leaving(SupervisedWorker worker)
    {
        // Without workers the listeners wait for others: those of the next master, or this one's own again.
        if (withdrawn) return [];
        HashSet<int> kept = [];
        if (stopping == StopLevel.None)
        {
            foreach (Seat seat in current.Seats) kept.UnionWith(seat.Listeners);
            if (incoming is not null)
                foreach (Seat seat in incoming.Seats) kept.UnionWith(seat.Listeners);
        }
        else if (HasPredecessor)
        {
            return [];
        }

        if (next is { IsReady: true }) kept.UnionWith(next.Listeners);
        return [.. worker.Listeners.Where(listener => !kept.Contains(listener))];
    }

    /// <summary>Before it is told to stop: what is queued on listeners that go away is the worker's to take.</summary>
    private void TellLeaving(SupervisedWorker worker)
    {
        if (worker.Channel >= 0 && Leaving(worker) is { Length: > 0 } leaving) WorkerMessage.SendLeaving(worker.Channel, leaving);
    }

    /// <summary>Tells a worker whose seat is gone to drain: at once, or once its own listener has emptied.</summary>
    private void Dismiss(SupervisedWorker worker)
    {
        TimeSpan delay = worker.Seat.Generation.Plan.SeatLinger;
        if (delay == TimeSpan.Zero || !worker.IsReady || Leaving(worker).Length == 0)
        {
            Tell(worker, StopLevel.Graceful);
            return;
        }

        loop.After(delay, () =>
        {
            if (workers.Contains(worker)) Tell(worker, StopLevel.Graceful);
        });
    }

    /// <summary>The number of seats may have changed.</summary>
    private void ReportSeats()
    {
        if (!withdrawn) Call(() => hooks.OnSeats?.Invoke(Math.Max(current.Seats.Count, incoming?.Seats.Count ?? 0)));
    }
}
