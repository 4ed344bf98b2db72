using System.Globalization;
using Gatehouse.Linux;
using Gatehouse.Serving;
using Gatehouse.Supervision;

namespace Gatehouse.Hosting.Operating;

/// <summary>
/// What <c>/metrics</c> shows, from the master's own scoreboard: metrics do not depend on a worker. Names are those of OpenTelemetry's semantic
/// conventions in their Prometheus form where they have one. Labels are numbers of workers, states and kinds: no client can make a new one.
/// </summary>
internal sealed class MetricsPage(Supervisor supervisor, string name)
{
    private static readonly (string Word, RestartKind Kind)[] Kinds =
    [
        ("crash", RestartKind.Crash), ("killed", RestartKind.Killed), ("start", RestartKind.Start), ("timeout", RestartKind.Timeout),
        ("max_requests", RestartKind.MaxRequests), ("max_memory", RestartKind.MaxMemory), ("max_age", RestartKind.MaxAge),
    ];

    private static readonly WorkerState[] States = [WorkerState.Starting, WorkerState.Ready, WorkerState.Draining, WorkerState.Waiting];

    private static readonly MasterState[] MasterStates = [MasterState.Starting, MasterState.Serving, MasterState.Reloading, MasterState.Stopping];

    public (string Text, string ContentType) Write(MetricsFormat format)
    {
        (MasterReading master, IReadOnlyList<SlotReading> workers) = supervisor.Scoreboard.ReadService();
        var output = new MetricsWriter(format);
        WriteTraffic(output, StatusReader.Total(master, workers));
        WriteSupervision(output, master, workers);
        WriteWorkers(output, workers);
        WriteProcess(output, master);
        return (output.End(), output.ContentType);
    }

    private static void WriteTraffic(MetricsWriter output, ServingTotals total)
    {
        const string Duration = "http_server_request_duration_seconds";
        output.Histogram(Duration, "Time from a request's head to its answer, by class of status", "seconds");
        foreach (DurationCounts counts in total.Durations)
        {
            string answers = $"{counts.StatusClass}xx";
            long sum = 0;
            for (int i = 0; i < counts.Buckets.Length; i++)
            {
                sum += counts.Buckets[i];
                string bound = i < ServingCounters.DurationBounds.Length ? MetricsWriter.Bound(ServingCounters.DurationBounds[i]) : "+Inf";
                output.Sample(Duration + "_bucket", sum, ("status_class", answers), ("le", bound));
            }

            output.Sample(Duration + "_count", sum, ("status_class", answers));
            output.Sample(Duration + "_sum", counts.Milliseconds / 1000.0, ("status_class", answers));
        }

        output.Gauge("http_server_active_requests", "Requests whose handlers run");
        output.Sample("http_server_active_requests", total.Running);
        Count("gatehouse_requests", "Requests that were answered, refusals included", total.Requests);
        Count("gatehouse_requests_aborted", "Requests whose connection was closed before their answer was out", total.Aborted);
        Count("gatehouse_requests_timed_out", "Requests that were given up because they took too long", total.TimedOut);
        output.Gauge("gatehouse_connections", "Connections that are open");
        output.Sample("gatehouse_connections", total.Connections);
        Count("gatehouse_connections_accepted", "Connections that were accepted", total.Accepted);
        Count("gatehouse_proxy_headers_refused", "Connections closed for want of a PROXY header, or of trust in its sender", total.ProxyRefused);
        Count("gatehouse_received_bytes", "Bytes from clients, behind TLS", total.BytesReceived, "bytes");
        Count("gatehouse_sent_bytes", "Bytes to clients, before TLS", total.BytesSent, "bytes");

        void Count(string counter, string help, long value, string unit = "")
        {
            output.Counter(counter, help, unit);
            output.Sample(counter + "_total", value);
        }
    }

    private void WriteSupervision(MetricsWriter output, MasterReading master, IReadOnlyList<SlotReading> workers)
    {
        output.Info("gatehouse", "The service", ("name", name), ("version", GatehouseVersion.Text));
        output.Gauge("gatehouse_state", "1 for the state that the service is in, 0 for the others");
        foreach (MasterState state in MasterStates)
            output.Sample("gatehouse_state", master.State == state ? 1 : 0, ("state", StatusReader.Word(state)));
        output.Gauge("gatehouse_workers", "Workers by state; waiting are seats that nobody is in");
        foreach (WorkerState state in States)
            output.Sample("gatehouse_workers", workers.Count(w => w.State == state), ("state", StatusReader.Word(state)));
        output.Gauge("gatehouse_workers_wanted", "Workers that there should be");
        output.Sample("gatehouse_workers_wanted", master.Wanted);
        output.Gauge("gatehouse_generation", "Number of the generation that serves");
        output.Sample("gatehouse_generation", master.Generation);
        output.Counter("gatehouse_reloads", "Reloads by result");
        output.Sample("gatehouse_reloads_total", master.Reloads, ("result", "done"));
        output.Sample("gatehouse_reloads_total", master.FailedReloads, ("result", "abandoned"));
        output.Counter("gatehouse_restarts", "Workers that were replaced other than by a reload, by reason");
        foreach ((string word, RestartKind kind) in Kinds)
            output.Sample("gatehouse_restarts_total", supervisor.RestartsByKind[(int)kind], ("reason", word));
    }

    /// <summary>By number: while one worker follows another, both are in the sum, and what the numbers have counted never falls.</summary>
    private void WriteWorkers(MetricsWriter output, IReadOnlyList<SlotReading> workers)
    {
        long now = Environment.TickCount64;
        Scoreboard board = supervisor.Scoreboard;
        (string Label, ServingTotals Total, SlotReading? Newest)[] rows =
        [
            .. workers.Select(w => w.Index).Union(board.RetiredIndexes).Order().Select(index => (
                index.ToString(CultureInfo.InvariantCulture),
                Sum(board.RetiredOf(index), workers.Where(w => w.Index == index)),
                workers.Where(w => w.Index == index && w.Pid != 0).OrderByDescending(w => w.State == WorkerState.Ready).ThenByDescending(w => w.StartedAt)
                    .Select(w => (SlotReading?)w).FirstOrDefault())),
        ];

        Counters("gatehouse_worker_requests", "Requests that were answered, by number of the worker", total => total.Requests);
        Counters("gatehouse_worker_received_bytes", "Bytes from clients", total => total.BytesReceived, "bytes");
        Counters("gatehouse_worker_sent_bytes", "Bytes to clients", total => total.BytesSent, "bytes");
        Gauges("gatehouse_worker_active_requests", "Requests whose handlers run", total => total.Running);
        Gauges("gatehouse_worker_connections", "Connections that are open", total => total.Connections);
        Present("gatehouse_worker_uptime_seconds", "Age of the present worker", "seconds", worker => Math.Max(0, now - worker.StartedAt) / 1000.0);
        Present("gatehouse_worker_resident_memory_bytes", "Resident memory of the present worker", "bytes", worker => ResidentMemory.OfProcess(worker.Pid));
        Present("gatehouse_worker_generation", "Generation of the present worker", "", worker => worker.Generation);
        Present("gatehouse_worker_silence_seconds", "Since the present worker's last sign of life", "seconds", worker => Math.Max(0, now - worker.Beat) / 1000.0);

        void Counters(string counter, string help, Func<ServingTotals, long> value, string unit = "")
        {
            output.Counter(counter, help, unit);
            foreach ((string label, ServingTotals total, _) in rows) output.Sample(counter + "_total", value(total), ("worker", label));
        }

        void Gauges(string gauge, string help, Func<ServingTotals, long> value)
        {
            output.Gauge(gauge, help);
            foreach ((string label, ServingTotals total, _) in rows) output.Sample(gauge, value(total), ("worker", label));
        }

        void Present(string gauge, string help, string unit, Func<SlotReading, double> value)
        {
            output.Gauge(gauge, help, unit);
            foreach ((string label, _, SlotReading? newest) in rows)
            {
                if (newest is { } worker) output.Sample(gauge, value(worker), ("worker", label));
            }
        }
    }

    private static void WriteProcess(MetricsWriter output, MasterReading master)
    {
        output.Counter("process_cpu_time_seconds", "Processor time of the supervisor", "seconds");
        Environment.ProcessCpuUsage usage = Environment.CpuUsage;
        output.Sample("process_cpu_time_seconds_total", usage.UserTime.TotalSeconds, ("cpu_mode", "user"));
        output.Sample("process_cpu_time_seconds_total", usage.PrivilegedTime.TotalSeconds, ("cpu_mode", "system"));
        output.Gauge("process_memory_usage_bytes", "Resident memory of the supervisor", "bytes");
        output.Sample("process_memory_usage_bytes", ResidentMemory.OfProcess(master.Pid));
        output.Gauge("process_unix_file_descriptor_count", "Open files of the supervisor");
        output.Sample("process_unix_file_descriptor_count", Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
        output.Gauge("process_uptime_seconds", "Age of the supervisor", "seconds");
        output.Sample("process_uptime_seconds", Math.Max(0, Environment.TickCount64 - master.StartedAt) / 1000.0);
    }

    private static ServingTotals Sum(ReadOnlySpan<long> retired, IEnumerable<SlotReading> workers)
    {
        var sum = new long[ServingCounters.Words];
        if (!retired.IsEmpty) retired[..sum.Length].CopyTo(sum);
        foreach (SlotReading worker in workers)
        {
            for (int i = 0; i < sum.Length; i++) sum[i] += worker.Counters[i];
        }

        return ServingCounters.Read(sum);
    }
}
