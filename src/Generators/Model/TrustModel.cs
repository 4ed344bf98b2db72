namespace Gatehouse.Generators.Model;

/// <summary>Who may speak for the client, and about what.</summary>
/// <param name="Networks">Peers that are believed.</param>
/// <param name="Hops">Number of proxies.</param>
/// <param name="Fields">The facts, with the headers that carry them.</param>
/// <param name="IsStandard">The facts come from the Forwarded header of RFC 7239.</param>
/// <param name="AllowedHosts">Hosts that are answered for; none for all.</param>
internal sealed record TrustModel(
    EquatableArray<string> Networks,
    int Hops,
    EquatableArray<ForwardedField> Fields,
    bool IsStandard,
    EquatableArray<string> AllowedHosts)
{
    /// <summary>What holds when nothing is declared; the same as the runtime's.</summary>
    public static TrustModel None { get; } = new(
        EquatableArray<string>.Empty,
        1,
        ForwardedField.All.Select(field => field with { IsTaken = field.Fact is "For" or "Proto" }).ToEquatableArray(),
        false,
        EquatableArray<string>.Empty);

    /// <summary>How many proxies state a fact.</summary>
    public int HopsOf(ForwardedField field) => field.Hops == 0 ? Hops : field.Hops;

    /// <summary>Whether the attribute <c>[ForwardedHeaders]</c> says more than what holds without it.</summary>
    public bool HasOwnHeaders => IsStandard || !Fields.Equals(None.Fields);
}

/// <summary>One fact that a proxy may state.</summary>
/// <param name="Fact">Name of the flag in <c>Gatehouse.Forwarded</c>.</param>
/// <param name="Flag">Value of the flag.</param>
/// <param name="Header">Header that carries it.</param>
/// <param name="IsTaken">Whether the app takes it.</param>
/// <param name="Hops">Proxies that state it; 0 for all of them.</param>
internal sealed record ForwardedField(string Fact, int Flag, string Header, bool IsTaken, int Hops = 0)
{
    /// <summary>Every fact, with its usual header, none taken.</summary>
    public static IReadOnlyList<ForwardedField> All { get; } =
    [
        new("For", 1, "X-Forwarded-For", false),
        new("Proto", 2, "X-Forwarded-Proto", false),
        new("Host", 4, "X-Forwarded-Host", false),
        new("Port", 8, "X-Forwarded-Port", false),
        new("Prefix", 16, "X-Forwarded-Prefix", false),
    ];

    /// <summary>The property of the attribute that names the header.</summary>
    public string HeaderProperty => Fact + "Header";

    /// <summary>The property of the attribute that says how many proxies state it.</summary>
    public string HopsProperty => Fact + "Hops";

    /// <summary>Whether the header is the usual one.</summary>
    public bool HasUsualHeader => Header == "X-Forwarded-" + Fact;
}
