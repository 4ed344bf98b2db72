using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>A worker's own slot of the scoreboard, to write to.</summary>
internal sealed unsafe class WorkerSlot : IDisposable
{
    private readonly SharedMemory page;

    /// <summary>Maps one slot of the scoreboard behind a descriptor, and closes that: other workers' slots are out of reach.</summary>
    public WorkerSlot(int scoreboard, int slot) =>
        page = SharedMemory.AdoptPart(scoreboard, (nint)slot * SlotLayout.Size, SlotLayout.Size);

    public WorkerState State
    {
        get => (WorkerState)Volatile.Read(ref Words[SlotLayout.State]);
        set => Volatile.Write(ref Words[SlotLayout.State], (long)value);
    }

    private long* Words => (long*)page.Address;

    /// <summary>Gives a sign of life.</summary>
    /// <param name="now">Milliseconds of the monotonic clock.</param>
    /// <param name="counters">What the worker has done and is doing.</param>
    public void Beat(long now, WorkerCounters counters)
    {
        long* words = Words;
        Volatile.Write(ref words[SlotLayout.Requests], counters.Requests);
        Volatile.Write(ref words[SlotLayout.InFlight], counters.InFlight);
        Volatile.Write(ref words[SlotLayout.Beat], now);
    }

    public void Dispose() => page.Dispose();
}
