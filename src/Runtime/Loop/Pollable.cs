using Gatehouse.Linux;

namespace Gatehouse.Loop;

/// <summary>The owner of a descriptor that a loop watches. It has one deadline of its own, so that a connection needs no timer object.</summary>
internal abstract class Pollable : Deadline
{
    /// <summary>The descriptor is ready. May be called without need: a report can be of a descriptor number's former owner.</summary>
    internal abstract void OnReady(PollEvents events);

    internal override void OnDue()
    {
    }
}

/// <summary>A watched descriptor that calls a delegate: for what happens seldom.</summary>
internal sealed class PollCallback(Action<PollEvents> callback) : Pollable
{
    internal override void OnReady(PollEvents events) => callback(events);
}
