using Gatehouse.Linux;
using Gatehouse.Supervision;

namespace Gatehouse.Hosting.Operating;

/// <summary>A server that is told by signals, and watched through its scoreboard, which needs nothing from it: it may be stuck.</summary>
internal sealed class SignalledServer : RunningServer
{
    // A signal is acted on within a turn of the master's loop.
    private static readonly TimeSpan SignalTime = TimeSpan.FromSeconds(5);

    private readonly Scoreboard? board;
    private readonly string name;
    private StatusReader? reader;

    /// <param name="process">The master.</param>
    /// <param name="name">Name of the application.</param>
    public SignalledServer(RunningProcess process, string name)
        : base(process)
    {
        this.name = name;
        try
        {
            board = Scoreboard.Find(process.Pid);
        }
        catch (NotSupportedException e)
        {
            throw new OperatingException(e.Message);
        }
    }

    /// <summary>Whether its workers can be seen: it is a supervisor, and of the same user.</summary>
    public bool HasScoreboard => board is not null;

    public override ServiceStatus Status() => Reader.Read();

    public int Pid => Process!.Pid;

    /// <summary>The runtime that it was started with, if that is one without a supervisor.</summary>
    public Verb? OtherVerb
    {
        get
        {
            try
            {
                // The program, perhaps what runs it, then the verb; each ends with a NUL (proc_pid_cmdline(5)).
                foreach (string word in File.ReadAllText($"/proc/{Pid}/cmdline").Split('\0'))
                {
                    if (Verbs.Find(word) is { } verb) return verb == Verb.PreFork ? null : verb;
                }
            }
            catch (IOException)
            {
                // Gone.
            }

            return null;
        }
    }

    public override void TakeSample() => Reader.TakeSample();

    public override ServiceStatus StatusWithRates()
    {
        Reader.TakeSample();
        Process!.WaitForExit(TimeSpan.FromMilliseconds(1010));
        return Reader.Read();
    }

    public override string Reload(TimeSpan? limit)
    {
        ServiceStatus before = Status();
        Send(Signals.HangUp);

        // One that was on may have read the settings before they were changed: its end is followed by the one that was asked for now.
        long needed = before.State == "reloading" ? 2 : 1;
        ServiceStatus now = before;
        if (!WaitUntil(() => (now = Status()) is var read && Moves(before, read) >= needed && read.State != "reloading", limit))
            throw new OperatingException($"the reload is not done yet: {now.WorkersReady} workers are ready, generation {now.Generation} serves");
        string outcome = now.LastEvent?.Text ?? $"generation {now.Generation} serves";
        return now.Reloads > before.Reloads && !outcome.StartsWith("reload abandoned", StringComparison.Ordinal)
            ? outcome
            : throw new OperatingException(StatusTable.Printable(outcome));

        static long Moves(ServiceStatus from, ServiceStatus to) => to.Reloads + to.FailedReloads - from.Reloads - from.FailedReloads;
    }

    public override void Stop(bool quick) => Send(quick ? Signals.Quit : Signals.Terminate);

    public override void Scale(int workers, TimeSpan? limit)
    {
        // One at a time: a signal that is pending already is not queued again (signal(7)).
        for (int wanted = Status().WorkersWanted; wanted != workers;)
        {
            int next = wanted + Math.Sign(workers - wanted);
            Send(next > wanted ? Signals.TerminalInput : Signals.TerminalOutput);
            if (!WaitUntil(() => Status().WorkersWanted == next, SignalTime))
                throw new OperatingException($"process {Process!.Pid} stays at {Status().WorkersWanted} workers");
            wanted = next;
        }
    }

    public override int Upgrade(TimeSpan? limit)
    {
        var watch = new UpgradeWatch(Board);

        // A signal that is not needed would be heard later, and might begin what nobody asked for any more.
        if (!watch.Look()) Send(Signals.User2);
        if (!WaitUntil(watch.Look, limit)) throw new OperatingException($"process {watch.Successor} is not ready yet; both go on");
        if (watch.Failure is { } failure) throw new OperatingException(failure);
        Send(Signals.Terminate);
        return watch.Successor;
    }

    /// <summary>Waits until the server has heard that the one it follows is gone, and has its places.</summary>
    public void WaitForPromotion(TimeSpan limit)
    {
        // Of another user: it cannot be seen, and whoever may not see it has asked over the control socket.
        if (board is not null && !WaitUntil(() => board.ReadMaster().Predecessor == 0, limit))
            throw new OperatingException($"process {Pid} serves, but has not taken over");
    }

    public override void ReopenLogs() => Send(Signals.User1);

    private StatusReader Reader => reader ??= new StatusReader(Board, name);

    private Scoreboard Board => board ?? throw new OperatingException(
        $"process {Process!.Pid} runs, but its workers cannot be seen: it is no prefork server, has only just begun, or belongs to another user");

    private void Send(int signal)
    {
        try
        {
            if (!Process!.Signal(signal)) throw new OperatingException($"process {Process.Pid} has just ended");
        }
        catch (UnauthorizedAccessException e)
        {
            throw new OperatingException(e.Message);
        }
    }
}
