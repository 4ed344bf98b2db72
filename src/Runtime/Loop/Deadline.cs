namespace Gatehouse.Loop;

/// <summary>
/// Something that a loop wakes at a time. Moving a deadline later costs one store: the loop looks at the new time when
/// the old one comes. Used on the loop's thread only.
/// </summary>
internal abstract class Deadline
{
    public const long Never = long.MaxValue;

    /// <summary>When to wake, in the loop's milliseconds; <see cref="Never"/> for not at all.</summary>
    internal long Due { get; set; } = Never;

    /// <summary>Where the heap has it filed; at or before <see cref="Due"/>.</summary>
    internal long Filed { get; set; }

    /// <summary>Place in the heap, or -1.</summary>
    internal int HeapIndex { get; set; } = -1;

    /// <summary>The time has come. The deadline is unset; it may be set again.</summary>
    internal abstract void OnDue();
}

/// <summary>A deadline that calls a delegate: for what happens seldom.</summary>
internal sealed class LoopTimer(Action callback) : Deadline
{
    internal override void OnDue() => callback();
}
