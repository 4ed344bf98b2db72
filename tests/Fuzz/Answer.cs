namespace Gatehouse.Fuzz;

/// <summary>A final response as a strict client reads it.</summary>
/// <param name="Status">200 to 599.</param>
/// <param name="Fields">In the order received.</param>
/// <param name="Body">One character a byte; decoded, where it was chunked.</param>
/// <param name="Trailers">In the order received.</param>
/// <param name="IsCutOff">The connection ended before the body did.</param>
internal sealed record Answer(
    int Status,
    IReadOnlyList<(string Name, string Value)> Fields,
    string Body,
    IReadOnlyList<(string Name, string Value)> Trailers,
    bool IsCutOff)
{
    /// <summary>The values of a field, joined; null where there is none.</summary>
    public string? Field(string name)
    {
        string[] values = [.. Fields.Where(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(f => f.Value)];
        return values.Length == 0 ? null : string.Join(", ", values);
    }

    /// <summary>Whether it is the connection's last.</summary>
    public bool Closes => Field("Connection")?.Split(", ").Contains("close") == true;

    /// <summary>Everything but the date, as text to be compared.</summary>
    public string Text => string.Join('\n', Fields.Where(f => f.Name != "Date").Select(f => $"{f.Name}: {f.Value}").Prepend($"{Status}"))
        + $"\n\n{Body}\n{string.Join('\n', Trailers)}";
}
