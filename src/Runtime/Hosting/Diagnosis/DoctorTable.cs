namespace Gatehouse.Hosting.Diagnosis;

/// <summary>What was sent, and what came of it: a line for each request.</summary>
internal sealed class DoctorTable
{
    private static readonly string[] Titles = ["WAY", "HEADER", "SENT", "BELIEVED", "VERDICT"];

    private readonly List<string[]> rows = [Titles];

    public void Add(string way, string header, string sent, string believed, string verdict) =>
        rows.Add([way, header, sent, believed, verdict]);

    public void Write(TextWriter output)
    {
        int[] widths = [.. Titles.Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
            output.WriteLine(string.Join("  ", row.Select((text, column) => text.PadRight(widths[column]))).TrimEnd());
    }
}
