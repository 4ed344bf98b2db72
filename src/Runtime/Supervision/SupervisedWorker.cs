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

    /// <summary>What it accepts on.</summary>
    public IReadOnlyList<int> Listeners { get; } = seat.Listeners;

    /// <summary>Its page in the scoreboard.</summary>
    public int Slot { get; } = slot;

    public long SpawnedAt { get; } = now;

    /// <summary>When it said that it was ready, or null.</summary>
    public long? ReadyAt { get; set; }

    public bool IsReady => ReadyAt is not null;

    /// <summary>The last beat that was seen to differ from the one before, on the worker's clock, and when, on the master's.</summary>
    public (long Beat, long SeenAt) LastBeat { get; set; }

    /// <summary>USR1 came while it was starting, when it would have died of it: it may have opened the log files before they were moved.</summary>
    public bool MissedReopen { get; set; }

    /// <summary>When the request began that holds its loop, on the worker's clock, and when that was first seen, on the master's; 0 for none.</summary>
    public (long StartedAt, long SeenAt) LastOnLoop { get; set; }

    /// <summary>The same of the oldest request beside the loop.</summary>
    public (long StartedAt, long SeenAt) LastOldest { get; set; }

    public StopLevel StopLevel { get; set; }

    /// <summary>Why it alone, or its generation, was told to go; null when all were.</summary>
    public string? StopReason { get; set; }

    /// <summary>Why it is to be replaced as soon as a successor is ready; null while it is not.</summary>
    public string? RecycleReason { get; set; }

    public RestartKind RecycleKind { get; set; }

    /// <summary>It is stuck: how many times it has been sent SIGABRT.</summary>
    public int Aborts { get; set; }

    public bool IsAborted => Aborts > 0;

    /// <summary>Why it ends, if more is known than its exit status.</summary>
    public string? EndReason { get; set; }

    internal override void OnReady(PollEvents events) => supervisor.Attend(this);

    internal override void OnDue() => supervisor.OnOverdue(this);
}
