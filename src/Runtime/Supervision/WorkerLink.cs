using Gatehouse.Linux;
using Gatehouse.Loop;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Supervision;

/// <summary>A worker's side of the supervision: who it is, what it was given, and what it says to its master.</summary>
internal sealed class WorkerLink : IDisposable
{
    // After the graceful time, for a worker whose loop is stuck and whose master cannot kill it any more.
    private static readonly TimeSpan OrphanMargin = TimeSpan.FromSeconds(2);

    private readonly WorkerSummons summons;
    private EventLoop loop = null!;
    private WorkerCallbacks callbacks = null!;
    private ILogger logger = null!;
    private LoopTimer? beat;
    private SignalSource? signals;
    private StopLevel stopping;
    private bool isExhausted;
    private int orphaned;

    private WorkerLink(WorkerSummons summons)
    {
        this.summons = summons;
        foreach (int fd in summons.Descriptors) Descriptors.CloseOnExec(fd);
        Snapshot = MemoryFile.Read(summons.Settings);
        Libc.Close(summons.Settings);
        Slot = new WorkerSlot(summons.Scoreboard, summons.Slot);
    }

    /// <summary>The plan's verb.</summary>
    public string Verb => summons.Verb;

    /// <summary>Number of the worker within its generation, from 0; a replacement has the number of the worker it replaces.</summary>
    public int Index => summons.Index;

    public int Generation => summons.Generation;

    /// <summary>The settings, as the master resolved them.</summary>
    public byte[] Snapshot { get; }

    /// <summary>Descriptors to accept on. Another worker's too: they are closed, never shut down.</summary>
    public IReadOnlyList<int> Listeners => summons.Listeners;

    public TimeSpan GracefulTimeout => summons.GracefulTimeout;

    public WorkerSlot Slot { get; }

    /// <summary>
    /// Takes over what the master left for this process; null when it is not a worker. To be asked first of all: the variable
    /// is removed, and the descriptors are kept from programs that the worker starts.
    /// </summary>
    /// <exception cref="InvalidOperationException">The master is gone already.</exception>
    /// <exception cref="FormatException">The variable was not set by a master.</exception>
    public static WorkerLink? Adopt()
    {
        string? text = Environment.GetEnvironmentVariable(WorkerSummons.Variable);
        if (string.IsNullOrEmpty(text)) return null;
        Environment.SetEnvironmentVariable(WorkerSummons.Variable, null);
        WorkerSummons summons = WorkerSummons.Parse(text);

        // Also true of a variable that some program passed on: this process must not take its place for a master either.
        if (summons.Master != Libc.GetParentPid())
            throw new InvalidOperationException($"This is a worker of process {summons.Master}, which is gone.");
        if (summons.Layout != SlotLayout.Version)
        {
            string reason = $"the program on disk and its supervisor (process {summons.Master}) are of versions that do not go together: "
                + "replace the supervisor too, by USR2 or a restart";
            WorkerMessage.SendFailed(summons.Channel, reason);
            throw new InvalidOperationException(reason);
        }

        return new WorkerLink(summons);
    }

    /// <summary>
    /// Listens to the master and beats from now on. On the thread that will run the loop, after privileges were given up: that
    /// clears what prctl(2) sets here.
    /// </summary>
    public void Attach(EventLoop loop, WorkerCallbacks callbacks, ILogger logger)
    {
        this.loop = loop;
        this.callbacks = callbacks;
        this.logger = logger;

        // The signals that mean something to the master alone must not end a worker when someone sends them to the whole group.
        signals = new SignalSource(
            [
                Signals.Terminate, Signals.Interrupt, Signals.Quit, Signals.User1, Signals.HangUp,
                Signals.User2, Signals.TerminalInput, Signals.TerminalOutput,
            ],
            OnSignal);
        loop.Watch(summons.Channel, PollEvents.In, new PollCallback(OnChannel));
        beat = new LoopTimer(Beat);
        Beat();

        // The channel tells a loop that its master is gone; the signal tells a worker whose loop is stuck.
        SystemCallException.Check(Libc.ProcessControl(Libc.PR_SET_PDEATHSIG, Signals.HangUp, 0, 0, 0), "prctl");
        if (Libc.GetParentPid() != summons.Master) OnMasterGone();
    }

    /// <summary>The application is up and the worker accepts connections.</summary>
    public void ReportReady()
    {
        Beat();

        // The state first: the master tells another worker to stop as soon as it hears of this one.
        if (stopping == StopLevel.None) Slot.State = WorkerState.Ready;
        WorkerMessage.SendReady(summons.Channel);
    }

    /// <summary>The worker cannot start, and why, for the master's log. The process is to end by itself with a code other than 0.</summary>
    public void ReportFailure(string reason) => WorkerMessage.SendFailed(summons.Channel, reason);

    public void Dispose()
    {
        signals?.Dispose();
        if (beat is not null) loop.ClearDeadline(beat);
        Slot.Dispose();
        Libc.Close(summons.Channel);
    }

    private void Beat()
    {
        Slot.Beat(Environment.TickCount64);
        (Request Request, long StartedAt)? oldest = callbacks.OldestRequest?.Invoke();
        Slot.SetOldest(oldest?.Request, oldest?.StartedAt ?? 0);
        if (!isExhausted && stopping == StopLevel.None && callbacks.Exhausted?.Invoke() is { } reason)
        {
            isExhausted = true;
            WorkerMessage.SendExhausted(summons.Channel, reason);
        }

        loop.SetDeadline(beat!, loop.Now + (long)summons.BeatInterval.TotalMilliseconds);
    }

    private void OnSignal(int signal)
    {
        switch (signal)
        {
            case Signals.Terminate:
                loop.Post(() => Stop(StopLevel.Graceful));
                break;
            case Signals.Interrupt or Signals.Quit:
                loop.Post(() => Stop(StopLevel.Quick));
                break;
            case Signals.User1:
                loop.Post(() => callbacks.ReopenLogs?.Invoke());
                break;
            case Signals.HangUp when Libc.GetParentPid() != summons.Master:
                OnMasterGone();
                break;
        }
    }

    private void OnChannel(PollEvents events)
    {
        if (Listen()) return;
        loop.Unwatch(summons.Channel);

        // Nobody else will take what is queued, as far as it can be known here.
        callbacks.Leave?.Invoke(summons.Listeners);
        OnMasterGone();
    }

    /// <summary>Takes what the master has said; false when it is gone.</summary>
    private bool Listen()
    {
        Span<byte> message = stackalloc byte[MessageSocket.MaxMessage];
        int length;
        while ((length = MessageSocket.Receive(summons.Channel, message)) > 0)
        {
            if (message[0] == WorkerMessage.Leaving) callbacks.Leave?.Invoke(WorkerMessage.ReadLeaving(message[..length]));
        }

        return length < 0;
    }

    /// <summary>From the loop or from a thread of the runtime, whichever hears first.</summary>
    private void OnMasterGone()
    {
        if (Interlocked.Exchange(ref orphaned, 1) != 0) return;
        SupervisionLog.MasterGone(logger, summons.Master);
        loop.Post(() => Stop(StopLevel.Graceful));
        var last = new Thread(() =>
        {
            Thread.Sleep(summons.GracefulTimeout + OrphanMargin);
            Libc.ExitNow(1);
        })
        {
            IsBackground = true,
            Name = "orphaned worker",
        };
        last.Start();
    }

    private void Stop(StopLevel level)
    {
        if (level <= stopping) return;
        stopping = level;

        // The signal may have overtaken what was said before it. Whether the master is gone, the loop tells.
        _ = Listen();
        Slot.State = WorkerState.Draining;
        callbacks.Stop(level);
    }
}
