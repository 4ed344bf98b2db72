using Gatehouse.Loop;

namespace Gatehouse.Supervision;

/// <summary>One worker's place in a generation: who dies in it is replaced, after a while if it keeps happening.</summary>
internal sealed class Seat(Generation generation, int index, Action<Seat> onDue) : Deadline
{
    public Generation Generation { get; } = generation;

    public int Index { get; } = index;

    /// <summary>What the last worker here was given to accept on.</summary>
    public IReadOnlyList<int> Listeners { get; set; } = [];

    public CrashBackOff BackOff { get; } = new();

    /// <summary>Who sits here; null while the seat waits for its next worker, and after it was given up.</summary>
    public SupervisedWorker? Worker { get; set; }

    /// <summary>Who takes over when it is ready; null when nobody is on the way.</summary>
    public SupervisedWorker? Successor { get; set; }

    /// <summary>The page of the worker that died here, which says why until the next one has a page; -1 when there is none.</summary>
    public int WaitingSlot { get; set; } = -1;

    /// <summary>How many workers have been replaced here.</summary>
    public int Restarts { get; set; }

    /// <summary>Why the last one was; null before the first time.</summary>
    public string? LastReason { get; set; }

    internal override void OnDue() => onDue(this);
}
