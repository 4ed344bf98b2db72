using Gatehouse.Linux;
using Gatehouse.Loop;

namespace Gatehouse.Supervision;

/// <summary>The master that this one started to take its place (SIGUSR2).</summary>
internal sealed class NextMaster(ChildProcess process, int channel, long now, Action attend) : Pollable
{
    public ChildProcess Process { get; } = process;

    /// <summary>This master's end of the channel; -1 after the other end closed.</summary>
    public int Channel { get; set; } = channel;

    public long SpawnedAt { get; } = now;

    /// <summary>Every one of its workers serves.</summary>
    public bool IsReady { get; set; }

    /// <summary>The descriptors that it serves too, once it is ready.</summary>
    public IReadOnlyList<int> Listeners { get; set; } = [];

    /// <summary>Why it did not start, in its own words.</summary>
    public string? EndReason { get; set; }

    internal override void OnReady(PollEvents events) => attend();

    internal override void OnDue()
    {
    }
}
