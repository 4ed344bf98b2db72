using System.Text;
using Gatehouse.Linux;

namespace Gatehouse.Supervision;

/// <summary>
/// What the master and its workers are doing, in memory that they share: nobody is asked, and no disk is waited for
/// (Gunicorn's heartbeat is a file's time stamp, which a slow disk holds up: its issues 1305, 1863, 2888). The first page is the master's, then
/// comes a page for each worker.
/// </summary>
internal sealed unsafe class Scoreboard : IDisposable
{
    /// <summary>Most workers of one generation.</summary>
    public const int MaxWorkers = 1024;

    private const string Name = "gatehouse-scoreboard";

    // While a reload is on there are two generations, and the one before may still be draining. An untouched page takes no memory.
    private const int Slots = 4 * MaxWorkers;

    private const int MostTries = 1000;

    private readonly SharedMemory memory;
    private readonly bool[] taken = new bool[Slots + 1];

    // What workers that are gone have counted, by the number that each had.
    private readonly Dictionary<int, long[]> retired = [];

    private Scoreboard(SharedMemory memory) => this.memory = memory;

    public int Descriptor => memory.Descriptor;

    private long* MasterWords => Words(0);

    private long HighestSlot => Volatile.Read(ref MasterWords[MasterLayout.HighestSlot]);

    public static Scoreboard Create()
    {
        var board = new Scoreboard(SharedMemory.Create(Name, (nint)(Slots + 1) * SlotLayout.Size));
        board.taken[0] = true;
        board.MasterWords[MasterLayout.Pid] = Libc.GetPid();
        Volatile.Write(ref board.MasterWords[MasterLayout.Version], SlotLayout.Version);
        return board;
    }

    /// <summary>
    /// The scoreboard of a running master, to be read: found among its open files, so that whoever may look at the process
    /// (proc(5): the same user, or root) needs nothing from it. Of several it is the one that the process is the master of, as far
    /// as that can be told: in another pid namespace it has another number. Null when the process is gone, is no master, or may not
    /// be looked at.
    /// </summary>
    /// <exception cref="NotSupportedException">The master is of a version whose scoreboard this program cannot read.</exception>
    public static Scoreboard? Find(int master)
    {
        Scoreboard? other = null;
        try
        {
            foreach (string fd in Directory.EnumerateFileSystemEntries($"/proc/{master}/fd"))
            {
                if (new FileInfo(fd).LinkTarget?.StartsWith($"/memfd:{Name}", StringComparison.Ordinal) != true) continue;
                int own = Libc.Open(fd, Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
                if (own < 0) continue;

                // Not yet sized: the master has only just begun.
                if (Libc.Seek(own, 0, Libc.SEEK_END) < SlotLayout.Size)
                {
                    Libc.Close(own);
                    continue;
                }

                if (Adopt(own) is not { } found) continue;
                if (found.MasterWords[MasterLayout.Pid] == master)
                {
                    other?.Dispose();
                    return found;
                }

                if (other is null) other = found;
                else found.Dispose();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone, or not ours.
        }

        return other;
    }

    /// <summary>Takes a slot for a worker about to be spawned.</summary>
    public int Take(int index, int generation, long now)
    {
        int slot = Array.IndexOf(taken, false);
        if (slot < 0) throw new IOException("The scoreboard has no room for another worker.");
        taken[slot] = true;
        SetMaster(MasterLayout.HighestSlot, Math.Max(slot, MasterWords[MasterLayout.HighestSlot]));
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

    public void SetReady(int slot, long now) => Volatile.Write(ref Words(slot)[SlotLayout.ReadyAt], now);

    /// <summary>A worker that was ready is to leave. It says so itself once it has heard.</summary>
    public void SetDraining(int slot) => Volatile.Write(ref Words(slot)[SlotLayout.State], (long)WorkerState.Draining);

    public void SetResident(int slot, long bytes) => Volatile.Write(ref Words(slot)[SlotLayout.Resident], bytes);

    public void SetRestarts(int slot, int count) => Volatile.Write(ref Words(slot)[SlotLayout.Restarts], count);

    /// <summary>Says why the seat's last worker ended, or why this one is on its way out.</summary>
    public void SetReason(int slot, long now, string text) =>
        new SharedRecord(Words(slot) + SlotLayout.Reason, SlotLayout.ReasonBytes).Write(Math.Max(now, 1), Cut(text, SlotLayout.ReasonBytes), []);

    /// <summary>The worker is gone, and its seat waits for the next one: what it has counted is kept with the master's own.</summary>
    public void Retire(int slot)
    {
        long* words = Words(slot);
        Volatile.Write(ref words[SlotLayout.Pid], 0);
        int index = (int)words[SlotLayout.Index];
        if (!retired.TryGetValue(index, out long[]? ofSeat)) retired[index] = ofSeat = new long[SlotLayout.CounterWords];
        Interlocked.Increment(ref MasterWords[MasterLayout.Retirements]);
        for (int i = SlotLayout.Gauges; i < SlotLayout.CounterWords; i++)
        {
            MasterWords[MasterLayout.Retired + i] += words[SlotLayout.Counters + i];
            ofSeat[i] += words[SlotLayout.Counters + i];
        }

        new Span<long>(words + SlotLayout.Counters, SlotLayout.CounterWords).Clear();
        Interlocked.Increment(ref MasterWords[MasterLayout.Retirements]);
        new SharedRecord(words + SlotLayout.OnLoop, SlotLayout.RequestBytes).Clear();
        new SharedRecord(words + SlotLayout.Oldest, SlotLayout.RequestBytes).Clear();
        Volatile.Write(ref words[SlotLayout.State], (long)WorkerState.Waiting);
    }

    public void Release(int slot)
    {
        Volatile.Write(ref Words(slot)[SlotLayout.State], (long)WorkerState.None);
        taken[slot] = false;
    }

    /// <summary>Writes a word of the master's page.</summary>
    public void SetMaster(int word, long value) => Volatile.Write(ref MasterWords[word], value);

    /// <summary>Says what became of a reload, or what is wrong.</summary>
    public void SetEvent(long now, string text) =>
        new SharedRecord(MasterWords + MasterLayout.LastEvent, MasterLayout.LastEventBytes).Write(Math.Max(now, 1), Cut(text, MasterLayout.LastEventBytes), []);

    public MasterReading ReadMaster()
    {
        long* words = MasterWords;
        return new MasterReading
        {
            Pid = (int)Volatile.Read(ref words[MasterLayout.Pid]),
            StartedAt = Volatile.Read(ref words[MasterLayout.StartedAt]),
            State = (MasterState)Volatile.Read(ref words[MasterLayout.State]),
            Generation = (int)Volatile.Read(ref words[MasterLayout.Generation]),
            Wanted = (int)Volatile.Read(ref words[MasterLayout.Wanted]),
            Reloads = Volatile.Read(ref words[MasterLayout.Reloads]),
            FailedReloads = Volatile.Read(ref words[MasterLayout.FailedReloads]),
            Restarts = Volatile.Read(ref words[MasterLayout.Restarts]),
            Successor = (int)Volatile.Read(ref words[MasterLayout.Successor]),
            IsSuccessorReady = Volatile.Read(ref words[MasterLayout.SuccessorReady]) != 0,
            Predecessor = (int)Volatile.Read(ref words[MasterLayout.Predecessor]),
            LastEvent = Text(words + MasterLayout.LastEvent, MasterLayout.LastEventBytes),
            Retired = new ReadOnlySpan<long>(words + MasterLayout.Retired, SlotLayout.CounterWords).ToArray(),
        };
    }

    public WorkerState StateOf(int slot) => (WorkerState)Volatile.Read(ref Words(slot)[SlotLayout.State]);

    public long BeatOf(int slot) => Volatile.Read(ref Words(slot)[SlotLayout.Beat]);

    /// <summary>The request that holds the worker's loop; null when there is none.</summary>
    public RequestReading? OnLoop(int slot) => Request(Words(slot) + SlotLayout.OnLoop);

    /// <summary>Of what runs beside the loop, what began first; null when nothing did.</summary>
    public RequestReading? Oldest(int slot) => Request(Words(slot) + SlotLayout.Oldest);

    public SlotReading Read(int slot)
    {
        long* words = Words(slot);
        WorkerState state = StateOf(slot);
        return new SlotReading
        {
            // It is ready when the master has heard so.
            State = state == WorkerState.Ready && Volatile.Read(ref words[SlotLayout.ReadyAt]) == 0 ? WorkerState.Starting : state,
            Pid = (int)Volatile.Read(ref words[SlotLayout.Pid]),
            Index = (int)Volatile.Read(ref words[SlotLayout.Index]),
            Generation = (int)Volatile.Read(ref words[SlotLayout.Generation]),
            StartedAt = Volatile.Read(ref words[SlotLayout.StartedAt]),
            ReadyAt = Volatile.Read(ref words[SlotLayout.ReadyAt]),
            Beat = BeatOf(slot),
            Resident = Volatile.Read(ref words[SlotLayout.Resident]),
            Restarts = (int)Volatile.Read(ref words[SlotLayout.Restarts]),
            Reason = Text(words + SlotLayout.Reason, SlotLayout.ReasonBytes),
            OnLoop = OnLoop(slot),
            Oldest = Oldest(slot),
            Counters = new ReadOnlySpan<long>(words + SlotLayout.Counters, SlotLayout.CounterWords).ToArray(),
        };
    }

    /// <summary>What the workers of a number that are gone have counted, in the master's own process; empty when none has gone.</summary>
    public ReadOnlySpan<long> RetiredOf(int index) => retired.GetValueOrDefault(index);

    /// <summary>The numbers of workers of which <see cref="RetiredOf"/> knows.</summary>
    public IEnumerable<int> RetiredIndexes => retired.Keys;

    /// <summary>The slots in use, lowest first.</summary>
    public IEnumerable<SlotReading> ReadAll()
    {
        long last = Math.Min(HighestSlot, (memory.Length / SlotLayout.Size) - 1);
        for (int slot = 1; slot <= last; slot++)
        {
            if (StateOf(slot) == WorkerState.None) continue;
            SlotReading reading = Read(slot);
            if (reading.State != WorkerState.None) yield return reading;
        }
    }

    /// <summary>
    /// The master's page and the slots in use, with every count in one of them and none in both. From another process that may take more than one try.
    /// </summary>
    public (MasterReading Master, IReadOnlyList<SlotReading> Workers) ReadService()
    {
        for (int tries = 1; ; tries++)
        {
            long before = Volatile.Read(ref MasterWords[MasterLayout.Retirements]);
            MasterReading master = ReadMaster();
            SlotReading[] workers = [.. ReadAll()];
            Interlocked.MemoryBarrier();
            long after = Volatile.Read(ref MasterWords[MasterLayout.Retirements]);

            // A master that was killed in the middle of it does not get there any more.
            if ((before == after && (before & 1) == 0) || tries == MostTries) return (master, workers);
        }
    }

    public void Dispose() => memory.Dispose();

    private static Scoreboard? Adopt(int fd)
    {
        var board = new Scoreboard(SharedMemory.AdoptReadOnly(fd));
        long version = Volatile.Read(ref board.MasterWords[MasterLayout.Version]);
        if (version == SlotLayout.Version) return board;
        board.Dispose();

        // The version is written last.
        if (version == 0) return null;
        throw new NotSupportedException(
            $"The running server is of another version (its scoreboard has layout {version}, this program reads {SlotLayout.Version}).");
    }

    private static RequestReading? Request(long* words) =>
        new SharedRecord(words, SlotLayout.RequestBytes).TryRead(out long startedAt, out string method, out string path)
            ? new RequestReading(method, path, startedAt)
            : null;

    private static (long At, string Text)? Text(long* words, int capacity) =>
        new SharedRecord(words, capacity).TryRead(out long at, out string text, out _) ? (at, text) : null;

    /// <summary>Cut between characters.</summary>
    private static byte[] Cut(string text, int bytes)
    {
        var cut = new byte[bytes];
        Encoding.UTF8.GetEncoder().Convert(text, cut, flush: true, out _, out int written, out _);
        return cut[..written];
    }

    private long* Words(int slot) => (long*)(memory.Address + ((nint)slot * SlotLayout.Size));
}
