using Gatehouse.Linux;
using Gatehouse.Loop;

namespace Gatehouse.Supervision;

/// <summary>
/// What an operator may ask of a master other than by a signal, which gives no answer. All of it is for the loop's thread.
/// </summary>
internal sealed partial class Supervisor
{
    private const string Stopping = "the service is stopping";

    private readonly long[] restartsByKind = new long[Enum.GetValues<RestartKind>().Length];

    // Who waits for the reload that is on, and who for the one after it.
    private readonly List<Action<string?>> reloadWaiters = [];
    private readonly List<Action<string?>> nextReloadWaiters = [];

    /// <summary>The master's loop, for what else a composition lets it do; nothing there may block. Before <see cref="Run"/>, or on its thread.</summary>
    public EventLoop Loop => loop;

    public Scoreboard Scoreboard => scoreboard;

    public bool IsStopping => stopping != StopLevel.None;

    /// <summary>How many workers were replaced, by <see cref="RestartKind"/>.</summary>
    public ReadOnlySpan<long> RestartsByKind => restartsByKind;

    /// <summary>Reloads, as HUP does. A reload that is on may have read the settings before they were changed: another one follows it then.</summary>
    /// <param name="whenDone">Called once, with null when the new generation serves, or else with the reason why the old one goes on.</param>
    public void Reload(Action<string?> whenDone)
    {
        if (IsStopping)
        {
            whenDone(Stopping);
            return;
        }

        nextReloadWaiters.Add(whenDone);
        Reload();
    }

    /// <summary>Changes the number of workers, as TTIN and TTOU do.</summary>
    /// <returns>False when it makes no sense: the number is none, or the service is stopping.</returns>
    public bool TryScale(int workers)
    {
        if (IsStopping || workers is < 1 or > Scoreboard.MaxWorkers) return false;
        while (current.Seats.Count != workers) Resize(Math.Sign(workers - current.Seats.Count));
        return true;
    }

    /// <summary>Stops, as TERM does, or QUIT.</summary>
    public void RequestStop(bool quick) => Stop(quick ? StopLevel.Quick : StopLevel.Graceful);

    /// <summary>Opens the log files anew, in every process, as USR1 does.</summary>
    public void ReopenLogs()
    {
        Call(hooks.OnReopenLogs);
        foreach (SupervisedWorker worker in workers)
        {
            if (worker.IsReady) worker.Process.Signal(Signals.User1);
            else worker.MissedReopen = true;
        }
    }

    private static RestartKind KindOf(SupervisedWorker worker, ExitStatus status) =>
        worker.IsAborted ? RestartKind.Timeout
        : !worker.IsReady ? RestartKind.Start
        : status.Signal == Signals.Kill ? RestartKind.Killed
        : RestartKind.Crash;

    private void BeginReloadWait()
    {
        reloadWaiters.AddRange(nextReloadWaiters);
        nextReloadWaiters.Clear();
    }

    private void EndReloadWait(string? failure)
    {
        Action<string?>[] waiters = [.. reloadWaiters];
        reloadWaiters.Clear();
        foreach (Action<string?> waiter in waiters) Call(() => waiter(failure));
    }

    private void AbandonWaits()
    {
        BeginReloadWait();
        EndReloadWait(Stopping);
    }
}
