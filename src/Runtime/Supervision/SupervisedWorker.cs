using Gatehouse.Linux;
using Gatehouse.Loop;

namespace Gatehouse.Supervision;

/// <summary>
/// A worker as its master sees it. The loop watches its pidfd and its channel; its deadline is when it must be ready, or,
/// once it is told to stop, when it must be gone.
/// </summary>
internal sealed class SupervisedWorker(Seat seat, ChildProcess process, int channel, int slot, long now, Supervisor supervisor) : Pollable
{
    public Seat Seat { get; } = seat;

    public ChildProcess Process { get; } = process;

    public int Pid => Process.Pid;

    /// <summary>The master's end of the channel; -1 after the worker's end closed.</summary>
    public int Channel { get; set; } = channel;

    /// <summary>Its page in the scoreboard.</summary>
    public int Slot { get; } = slot;

    public long SpawnedAt { get; } = now;

    /// <summary>When it said that it was ready, or null.</summary>
    public long? ReadyAt { get; set; }

    public bool IsReady => ReadyAt is not null;

    /// <summary>The last beat that was seen to differ from the one before, on the worker's clock, and when, on the master's.</summary>
    public (long Beat, long SeenAt) LastBeat { get; set; }

    public StopLevel StopLevel { get; set; }

    /// <summary>It is stuck: how many times it has been sent SIGABRT.</summary>
    public int Aborts { get; set; }

    public bool IsAborted => Aborts > 0;

    /// <summary>Why it ends, if more is known than its exit status.</summary>
    public string? EndReason { get; set; }

    internal override void OnReady(PollEvents events) => supervisor.Attend(this);

    internal override void OnDue() => supervisor.OnOverdue(this);
}
