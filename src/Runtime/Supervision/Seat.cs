using Gatehouse.Loop;

namespace Gatehouse.Supervision;

/// <summary>One worker's place in a generation: who dies in it is replaced, after a while if it keeps happening.</summary>
internal sealed class Seat(Generation generation, int index, Action<Seat> onDue) : Deadline
{
    public Generation Generation { get; } = generation;

    public int Index { get; } = index;

    public CrashBackOff BackOff { get; } = new();

    /// <summary>Who sits here; null while the seat waits for its next worker, and after it was given up.</summary>
    public SupervisedWorker? Worker { get; set; }

    internal override void OnDue() => onDue(this);
}
