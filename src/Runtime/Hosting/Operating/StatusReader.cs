using Gatehouse.Linux;
using Gatehouse.Serving;
using Gatehouse.Supervision;

namespace Gatehouse.Hosting.Operating;

/// <summary>Makes a status of a scoreboard, in the master or in another process. Rates are those since a sample that was taken before.</summary>
internal sealed class StatusReader(Scoreboard board, string name)
{
    private const long ShortestSpan = 1000;

    private Sample? older;
    private Sample? newer;

    /// <summary>Remembers the counts of now, if the last time is a second ago: the next reading's rates are over one to two seconds.</summary>
    public void TakeSample()
    {
        long now = Environment.TickCount64;
        if (newer is not null && now - newer.At < ShortestSpan) return;
        (MasterReading master, IReadOnlyList<SlotReading> workers) = board.ReadService();
        older = newer;
        newer = new Sample(now, Total(master, workers).Requests, workers.Where(w => w.Pid != 0).ToDictionary(w => w.Pid, w => Counts(w).Requests));
    }

    public ServiceStatus Read()
    {
        (MasterReading master, IReadOnlyList<SlotReading> workers) = board.ReadService();
        long now = Environment.TickCount64;
        Sample? since = newer is not null && now - newer.At >= ShortestSpan ? newer : older;
        ServingTotals total = Total(master, workers);
        return new ServiceStatus
        {
            Name = name,
            Pid = master.Pid,
            State = Word(master.State),
            Generation = master.Generation,
            Uptime = Seconds(now, master.StartedAt),
            WorkersWanted = master.Wanted,
            WorkersReady = workers.Count(w => w.State == WorkerState.Ready),
            Resident = ResidentMemory.OfProcess(master.Pid),
            Traffic = Traffic(total, since is null ? null : Rate(total.Requests - since.Requests, now - since.At)),
            Answers = [.. total.Durations.Select(d => d.Buckets.Sum())],
            Reloads = master.Reloads,
            FailedReloads = master.FailedReloads,
            Restarts = master.Restarts,
            Successor = master.Successor,
            Predecessor = master.Predecessor,
            LastEvent = Event(master.LastEvent, now),
            Workers = [.. workers.OrderBy(w => w.Generation).ThenBy(w => w.Index).ThenBy(w => w.StartedAt).Select(w => Worker(w, since, now))],
        };
    }

    /// <summary>What all workers have counted: totals of those that are gone too.</summary>
    public static ServingTotals Total(MasterReading master, IReadOnlyList<SlotReading> workers)
    {
        long[] sum = [.. master.Retired];
        foreach (SlotReading worker in workers)
        {
            for (int i = 0; i < sum.Length; i++) sum[i] += worker.Counters[i];
        }

        return ServingCounters.Read(sum);
    }

    /// <summary>The state as everybody spells it.</summary>
    public static string Word(WorkerState state) => state switch
    {
        WorkerState.Starting => "starting",
        WorkerState.Ready => "ready",
        WorkerState.Draining => "draining",
        _ => "waiting",
    };

    /// <summary>The state as everybody spells it.</summary>
    public static string Word(MasterState state) => state switch
    {
        MasterState.Serving => "serving",
        MasterState.Reloading => "reloading",
        MasterState.Stopping => "stopping",
        _ => "starting",
    };

    private static WorkerStatus Worker(SlotReading worker, Sample? since, long now)
    {
        ServingTotals counts = Counts(worker);

        // One that was not there then has counted all of it since it began.
        double? rate = since is null ? null
            : since.Workers.TryGetValue(worker.Pid, out long before) ? Rate(counts.Requests - before, now - since.At)
            : Rate(counts.Requests, Math.Max(1, now - worker.StartedAt));
        long resident = worker.Pid == 0 ? 0 : ResidentMemory.OfProcess(worker.Pid);
        return new WorkerStatus
        {
            Index = worker.Index,
            Pid = worker.Pid,
            Generation = worker.Generation,
            State = Word(worker.State),
            Age = Seconds(now, worker.StartedAt),
            Silence = Seconds(now, worker.Beat),
            Resident = resident == 0 && worker.Pid != 0 ? worker.Resident : resident,
            Restarts = worker.Restarts,
            LastReason = Event(worker.Reason, now),
            Request = worker.Current is { } at ? new RequestStatus(at.Method, at.Path, Seconds(now, at.StartedAt)) : null,
            Traffic = Traffic(counts, rate),
        };
    }

    private static TrafficStatus Traffic(ServingTotals counts, double? rate) => new()
    {
        InFlight = counts.Running,
        Connections = counts.Connections,
        Requests = counts.Requests,
        RequestsPerSecond = rate,
        Aborted = counts.Aborted,
        TimedOut = counts.TimedOut,
        Accepted = counts.Accepted,
        BytesReceived = counts.BytesReceived,
        BytesSent = counts.BytesSent,
    };

    private static ServingTotals Counts(SlotReading worker) => ServingCounters.Read(worker.Counters);

    private static EventStatus? Event((long At, string Text)? record, long now) =>
        record is { } said ? new EventStatus(said.Text, Seconds(now, said.At)) : null;

    private static double Rate(long count, long milliseconds) => Math.Round(Math.Max(0, count) * 1000.0 / milliseconds, 1);

    /// <summary>Clocks of two processes may differ by a tick.</summary>
    private static double Seconds(long now, long then) => then == 0 ? 0 : Math.Max(0, now - then) / 1000.0;

    private sealed record Sample(long At, long Requests, Dictionary<int, long> Workers);
}
