using System.Text.Json;

namespace Gatehouse.Hosting.Operating;

/// <summary>A status as JSON, and back: what <c>status --json</c> prints and <c>GET /status</c> answers. The names are documented and stay.</summary>
internal static class StatusJson
{
    private static readonly string[] Classes = ["1xx", "2xx", "3xx", "4xx", "5xx"];

    public static byte[] Write(ServiceStatus status)
    {
        using var stream = new MemoryStream();

        // The default encoder leaves nothing in a text that a terminal would obey.
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("name", status.Name);
            json.WriteNumber("pid", status.Pid);
            json.WriteString("state", status.State);
            json.WriteBoolean("ready", status.IsReady);
            json.WriteNumber("generation", status.Generation);
            json.WriteNumber("uptimeSeconds", status.Uptime);
            json.WriteNumber("workersWanted", status.WorkersWanted);
            json.WriteNumber("workersReady", status.WorkersReady);
            json.WriteNumber("residentBytes", status.Resident);
            WriteTraffic(json, status.Traffic);
            json.WriteStartObject("answers");
            for (int i = 0; i < Classes.Length; i++) json.WriteNumber(Classes[i], status.Answers[i]);
            json.WriteEndObject();
            json.WriteNumber("reloads", status.Reloads);
            json.WriteNumber("failedReloads", status.FailedReloads);
            json.WriteNumber("restarts", status.Restarts);
            WritePid(json, "successor", status.Successor);
            WritePid(json, "predecessor", status.Predecessor);
            WriteEvent(json, "lastEvent", status.LastEvent);
            json.WriteStartArray("workers");
            foreach (WorkerStatus worker in status.Workers) WriteWorker(json, worker);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="FormatException">It is not what a server of this version writes.</exception>
    public static ServiceStatus Read(ReadOnlyMemory<byte> text)
    {
        using var document = JsonDocument.Parse(text);
        JsonElement status = document.RootElement;
        try
        {
            return new ServiceStatus
            {
                Name = Text(status, "name"),
                Pid = Number(status, "pid"),
                State = Text(status, "state"),
                Generation = Number(status, "generation"),
                Uptime = Real(status, "uptimeSeconds"),
                WorkersWanted = Number(status, "workersWanted"),
                WorkersReady = Number(status, "workersReady"),
                Resident = Count(status, "residentBytes"),
                Traffic = ReadTraffic(status),
                Answers = [.. Classes.Select(name => Count(status.GetProperty("answers"), name))],
                Reloads = Count(status, "reloads"),
                FailedReloads = Count(status, "failedReloads"),
                Restarts = Count(status, "restarts"),
                Successor = Pid(status, "successor"),
                Predecessor = Pid(status, "predecessor"),
                LastEvent = ReadEvent(status, "lastEvent"),
                Workers = [.. status.GetProperty("workers").EnumerateArray().Select(ReadWorker)],
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"the status that the server sent is not of this version: {e.Message}");
        }
    }

    private static void WriteWorker(Utf8JsonWriter json, WorkerStatus worker)
    {
        json.WriteStartObject();
        json.WriteNumber("index", worker.Index);
        WritePid(json, "pid", worker.Pid);
        json.WriteNumber("generation", worker.Generation);
        json.WriteString("state", worker.State);
        json.WriteNumber("ageSeconds", worker.Age);
        json.WriteNumber("silenceSeconds", worker.Silence);
        json.WriteNumber("residentBytes", worker.Resident);
        json.WriteNumber("restarts", worker.Restarts);
        WriteTraffic(json, worker.Traffic);
        WriteEvent(json, "lastReason", worker.LastReason);
        if (worker.Request is { } request)
        {
            json.WriteStartObject("request");
            json.WriteString("method", request.Method);
            json.WriteString("path", request.Path);
            json.WriteNumber("ageSeconds", request.Age);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("request");
        }

        json.WriteEndObject();
    }

    private static WorkerStatus ReadWorker(JsonElement worker) => new()
    {
        Index = Number(worker, "index"),
        Pid = Pid(worker, "pid"),
        Generation = Number(worker, "generation"),
        State = Text(worker, "state"),
        Age = Real(worker, "ageSeconds"),
        Silence = Real(worker, "silenceSeconds"),
        Resident = Count(worker, "residentBytes"),
        Restarts = Number(worker, "restarts"),
        Traffic = ReadTraffic(worker),
        LastReason = ReadEvent(worker, "lastReason"),
        Request = Optional(worker, "request") is { } request
            ? new RequestStatus(Text(request, "method"), Text(request, "path"), Real(request, "ageSeconds"))
            : null,
    };

    private static void WriteTraffic(Utf8JsonWriter json, TrafficStatus traffic)
    {
        json.WriteNumber("inFlight", traffic.InFlight);
        json.WriteNumber("connections", traffic.Connections);
        json.WriteNumber("requests", traffic.Requests);
        if (traffic.RequestsPerSecond is { } rate) json.WriteNumber("requestsPerSecond", rate);
        else json.WriteNull("requestsPerSecond");
        json.WriteNumber("aborted", traffic.Aborted);
        json.WriteNumber("timedOut", traffic.TimedOut);
        json.WriteNumber("accepted", traffic.Accepted);
        json.WriteNumber("bytesReceived", traffic.BytesReceived);
        json.WriteNumber("bytesSent", traffic.BytesSent);
    }

    private static TrafficStatus ReadTraffic(JsonElement of) => new()
    {
        InFlight = Count(of, "inFlight"),
        Connections = Count(of, "connections"),
        Requests = Count(of, "requests"),
        RequestsPerSecond = Optional(of, "requestsPerSecond")?.GetDouble(),
        Aborted = Count(of, "aborted"),
        TimedOut = Count(of, "timedOut"),
        Accepted = Count(of, "accepted"),
        BytesReceived = Count(of, "bytesReceived"),
        BytesSent = Count(of, "bytesSent"),
    };

    private static void WriteEvent(Utf8JsonWriter json, string name, EventStatus? said)
    {
        if (said is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("text", said.Text);
        json.WriteNumber("ageSeconds", said.Age);
        json.WriteEndObject();
    }

    private static EventStatus? ReadEvent(JsonElement of, string name) =>
        Optional(of, name) is { } said ? new EventStatus(Text(said, "text"), Real(said, "ageSeconds")) : null;

    private static void WritePid(Utf8JsonWriter json, string name, int pid)
    {
        if (pid == 0) json.WriteNull(name);
        else json.WriteNumber(name, pid);
    }

    private static int Pid(JsonElement of, string name) => Optional(of, name)?.GetInt32() ?? 0;

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString() ?? "";

    private static int Number(JsonElement of, string name) => of.GetProperty(name).GetInt32();

    private static long Count(JsonElement of, string name) => of.GetProperty(name).GetInt64();

    private static double Real(JsonElement of, string name) => of.GetProperty(name).GetDouble();

    private static JsonElement? Optional(JsonElement of, string name) =>
        of.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value : null;
}
