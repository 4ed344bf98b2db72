namespace Gatehouse.Hosting.Diagnosis;

/// <summary>A request that claims to come from somebody else, or in another way than it does.</summary>
/// <param name="Header">The header, and what is special about how it is sent.</param>
/// <param name="Sent">The value.</param>
/// <param name="Fields">Header fields as they are sent.</param>
internal sealed record Forgery(string Header, string Sent, IReadOnlyList<string> Fields)
{
    // Documentation addresses (RFC 5737) and names (RFC 2606): no real client or site has them.
    private const string Address = "203.0.113.99";
    private const string Site = "forged.example";

    private static readonly (string Name, string Value)[] Claims =
    [
        ("X-Forwarded-For", Address), ("X-Forwarded-Proto", "http"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", Site),
        ("X-Forwarded-Port", "64999"), ("X-Forwarded-Prefix", "/forged"), ("X-Forwarded-Ssl", "on"),
        ("Forwarded", $"for={Address};proto=https;host={Site}"),
        ("X-Real-IP", Address), ("True-Client-IP", Address), ("CF-Connecting-IP", Address), ("X-Client-IP", Address),
    ];

    /// <summary>Every claim in every way, and the headers that the application names itself too.</summary>
    /// <param name="own">Headers that the application takes facts from, each with the name of the fact.</param>
    public static IEnumerable<Forgery> All(IEnumerable<(string Fact, string Header)> own)
    {
        IEnumerable<(string Name, string Value)> others = own
            .Where(header => !Claims.Any(claim => claim.Name.Equals(header.Header, StringComparison.OrdinalIgnoreCase)))
            .Select(header => (header.Header, header.Fact switch
            {
                "For" => Address,
                "Proto" => "https",
                "Host" => Site,
                "Port" => "64999",
                _ => "/forged",
            }));
        foreach ((string name, string value) in Claims.Concat(others))
        {
            string field = $"{name}: {value}";
            yield return new Forgery(name, value, [field]);
            yield return new Forgery($"{name}, twice", value, [field, field]);
            yield return new Forgery($"{name}, with '_'", value, [field.Replace('-', '_')]);
            yield return new Forgery($"{name}, in lower case", value, [$"{name.ToLowerInvariant()}: {value}"]);
            yield return new Forgery($"{name}, named in Connection", value, [$"Connection: {name}", field]);
        }
    }
}
