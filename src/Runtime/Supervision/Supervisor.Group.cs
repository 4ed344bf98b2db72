using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>
/// A signal for the whole process group, as the keys of a terminal send it, reaches the workers and the master at the same time: the
/// master may reap a worker before it hears of the signal itself.
/// </summary>
internal sealed partial class Supervisor
{
    /// <summary>How long a worker that ended by itself, in order or by such a signal, is taken for a part of a stop that is about to be heard of.</summary>
    private const long GroupSignalGrace = 100;

    private static bool MayBeGroupSignal(SupervisedWorker worker, ExitStatus status) =>
        worker is { StopLevel: StopLevel.None, IsAborted: false, EndReason: null }
        && (status == ExitStatus.Exited(0)
            || status.Signal is Signals.Interrupt or Signals.Quit or Signals.Terminate or Signals.HangUp);

    /// <summary>Replaces the worker a little later, if there is a later.</summary>
    private void OnSeatLeft(Seat seat, long? servedFor, ExitStatus status, string reason) =>
        loop.After(TimeSpan.FromMilliseconds(GroupSignalGrace), () =>
        {
            bool isWanted = (seat.Generation == current || seat.Generation == incoming) && seat.Generation.Seats.Contains(seat);
            if (stopping == StopLevel.None && isWanted && seat.Worker is null) OnSeatLost(seat, servedFor, status, reason);
        });
}
