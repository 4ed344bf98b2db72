using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>A worker's own slot of the scoreboard, to write to. All but <see cref="State"/> is for the loop's thread.</summary>
internal sealed unsafe class WorkerSlot : IDisposable
{
    private readonly SharedMemory page;
    private readonly SharedRecord onLoop;
    private readonly SharedRecord oldest;

    /// <summary>Maps one slot of the scoreboard behind a descriptor, and closes that: other workers' slots are out of reach.</summary>
    public WorkerSlot(int scoreboard, int slot)
    {
        page = SharedMemory.AdoptPart(scoreboard, (nint)slot * SlotLayout.Size, SlotLayout.Size);
        onLoop = new SharedRecord(Words + SlotLayout.OnLoop, SlotLayout.RequestBytes);
        oldest = new SharedRecord(Words + SlotLayout.Oldest, SlotLayout.RequestBytes);
    }

    public WorkerState State
    {
        get => (WorkerState)Volatile.Read(ref Words[SlotLayout.State]);
        set => Volatile.Write(ref Words[SlotLayout.State], (long)value);
    }

    /// <summary>Where the worker counts: <see cref="SlotLayout.CounterWords"/> words of 64 bits.</summary>
    public nint Counters => (nint)(Words + SlotLayout.Counters);

    private long* Words => (long*)page.Address;

    /// <summary>Gives a sign of life.</summary>
    /// <param name="now">Milliseconds of the monotonic clock.</param>
    public void Beat(long now) => Volatile.Write(ref Words[SlotLayout.Beat], now);

    /// <summary>A handler is about to run on the loop: should it never return, the master can say which one it was.</summary>
    public void BeginOnLoop(Request request) => onLoop.Write(Environment.TickCount64, request.MethodBytes, request.PathBytes);

    /// <summary>The handler has given the loop back.</summary>
    public void EndOnLoop() => onLoop.Clear();

    /// <summary>Says which request beside the loop began first; null when there is none.</summary>
    public void SetOldest(Request? request, long startedAt)
    {
        if (request is null) oldest.Clear();
        else oldest.Write(Math.Max(startedAt, 1), request.MethodBytes, request.PathBytes);
    }

    public void Dispose() => page.Dispose();
}
