using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>
/// What workers are doing, in memory that they share with the master: it reads without asking them, and no disk is waited
/// for (Gunicorn's heartbeat is a file's time stamp, which a slow disk holds up: its issues 1305, 1863, 2888).
/// </summary>
internal sealed unsafe class Scoreboard : IDisposable
{
    /// <summary>Most workers of one generation.</summary>
    public const int MaxWorkers = 1024;

    // While a reload is on there are two generations, and the one before may still be draining. An untouched page takes no memory.
    private const int Slots = 4 * MaxWorkers;

    private readonly SharedMemory memory;
    private readonly bool[] taken = new bool[Slots];

    private Scoreboard(SharedMemory memory) => this.memory = memory;

    public int Descriptor => memory.Descriptor;

    public static Scoreboard Create() => new(SharedMemory.Create("gatehouse-scoreboard", (nint)Slots * SlotLayout.Size));

    /// <summary>The scoreboard behind a descriptor, to be read; the descriptor belongs to the scoreboard from now on.</summary>
    public static Scoreboard Adopt(int fd) => new(SharedMemory.Adopt(fd));

    /// <summary>Takes a slot for a worker about to be spawned.</summary>
    public int Take(int index, int generation, long now)
    {
        int slot = Array.IndexOf(taken, false);
        if (slot < 0) throw new IOException("The scoreboard has no room for another worker.");
        taken[slot] = true;
        long* words = Words(slot);
        new Span<long>(words, SlotLayout.Words).Clear();
        words[SlotLayout.Index] = index;
        words[SlotLayout.Generation] = generation;
        words[SlotLayout.StartedAt] = now;
        words[SlotLayout.Beat] = now;
        Volatile.Write(ref words[SlotLayout.State], (long)WorkerState.Starting);
        return slot;
    }

    public void SetPid(int slot, int pid) => Volatile.Write(ref Words(slot)[SlotLayout.Pid], pid);

    public void Release(int slot)
    {
        Volatile.Write(ref Words(slot)[SlotLayout.State], (long)WorkerState.None);
        taken[slot] = false;
    }

    public SlotReading Read(int slot)
    {
        long* words = Words(slot);
        return new SlotReading
        {
            State = (WorkerState)Volatile.Read(ref words[SlotLayout.State]),
            Pid = (int)Volatile.Read(ref words[SlotLayout.Pid]),
            Index = (int)Volatile.Read(ref words[SlotLayout.Index]),
            Generation = (int)Volatile.Read(ref words[SlotLayout.Generation]),
            StartedAt = Volatile.Read(ref words[SlotLayout.StartedAt]),
            Beat = Volatile.Read(ref words[SlotLayout.Beat]),
            Requests = Volatile.Read(ref words[SlotLayout.Requests]),
            InFlight = (int)Volatile.Read(ref words[SlotLayout.InFlight]),
        };
    }

    /// <summary>The slots in use, lowest first. Slots are taken from the bottom, so a long free stretch ends the search.</summary>
    public IEnumerable<SlotReading> ReadAll()
    {
        for (int slot = 0, free = 0; slot < memory.Length / SlotLayout.Size && free < MaxWorkers; slot++)
        {
            SlotReading reading = Read(slot);
            if (reading.State == WorkerState.None)
            {
                free++;
                continue;
            }

            free = 0;
            yield return reading;
        }
    }

    public void Dispose() => memory.Dispose();

    private long* Words(int slot) => (long*)(memory.Address + ((nint)slot * SlotLayout.Size));
}
