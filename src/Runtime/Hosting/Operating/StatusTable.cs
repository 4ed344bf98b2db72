using System.Globalization;

namespace Gatehouse.Hosting.Operating;

/// <summary>A status for people: a few lines on the service, and a line for each worker.</summary>
internal static class StatusTable
{
    // Columns whose texts others have chosen are cut, so that a row stays a row on most terminals.
    private const int LongestReason = 48;
    private const int LongestRequest = 60;

    private static readonly string[] Heads =
        ["WORKER", "PID", "GEN", "STATE", "IN FLIGHT", "REQ/S", "REQUESTS", "AGE", "RSS", "RESTARTS", "LAST REASON", "REQUEST"];

    // Words stand to the left, numbers to the right.
    private static readonly bool[] IsWord = [false, false, false, true, false, false, false, false, false, false, true, true];

    public static void Write(TextWriter output, ServiceStatus status)
    {
        output.WriteLine($"{status.Name} (pid {status.Pid}): {status.State}, generation {status.Generation}, up {Span(status.Uptime)}, {Size(status.Resident)}");
        output.WriteLine(
            $"workers: {status.WorkersReady}/{status.WorkersWanted} ready; requests: {Number(status.Traffic.Requests)}"
            + $"{(status.Traffic.RequestsPerSecond is { } rate ? $", {Rate(rate)}/s" : "")}; connections: {Number(status.Traffic.Connections)}; "
            + $"reloads: {status.Reloads}, {status.FailedReloads} abandoned; restarts: {status.Restarts}");
        if (status.Successor != 0) output.WriteLine($"upgrade: process {status.Successor} is to follow this one");
        if (status.Predecessor != 0) output.WriteLine($"upgrade: process {status.Predecessor}, which this one is to follow, is still there");
        if (status.LastEvent is { } last) output.WriteLine($"last event: {Printable(last.Text)} ({Span(last.Age)} ago)");
        output.WriteLine();
        string[][] rows = [Heads, .. status.Workers.Select(Row)];
        int[] widths = [.. Heads.Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            IEnumerable<string> cells = row.Select((text, column) => IsWord[column] ? text.PadRight(widths[column]) : text.PadLeft(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }

    /// <summary>
    /// A text that others have chosen, without what a terminal would obey or a reader be deceived by: control and format characters (among them those
    /// that turn the direction of writing), and halves of characters.
    /// </summary>
    public static string Printable(string text) => string.Concat(text.Select(c => char.GetUnicodeCategory(c) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned => '?',
        _ => c,
    }));

    /// <summary>A time in its two largest units: <c>3d 4h</c>, <c>2m 5s</c>, <c>1.5s</c>.</summary>
    public static string Span(double seconds)
    {
        var span = TimeSpan.FromSeconds(seconds);
        return span.TotalSeconds < 10 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0}s")
            : span.TotalMinutes < 1 ? $"{span.Seconds}s"
            : span.TotalHours < 1 ? $"{span.Minutes}m {span.Seconds}s"
            : span.TotalDays < 1 ? $"{span.Hours}h {span.Minutes}m"
            : $"{span.Days}d {span.Hours}h";
    }

    /// <summary>A size in MiB.</summary>
    public static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.0}M");

    private static string[] Row(WorkerStatus worker) =>
    [
        Number(worker.Index),
        worker.Pid == 0 ? "-" : Number(worker.Pid),
        Number(worker.Generation),
        worker.State,
        Number(worker.Traffic.InFlight),
        worker.Traffic.RequestsPerSecond is { } rate ? Rate(rate) : "-",
        Number(worker.Traffic.Requests),
        worker.Pid == 0 ? "-" : Span(worker.Age),
        worker.Pid == 0 ? "-" : Size(worker.Resident),
        Number(worker.Restarts),
        worker.LastReason is { } reason ? $"{Cut(reason.Text, LongestReason)} ({Span(reason.Age)} ago)" : "",
        worker.Request is { } request ? $"{Cut($"{request.Method} {request.Path}", LongestRequest)} {Span(request.Age)}" : "",
    ];

    private static string Cut(string text, int most)
    {
        string printable = Printable(text);
        return printable.Length <= most ? printable : printable[..(most - 1)] + "…";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Rate(double rate) => rate.ToString(rate < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
