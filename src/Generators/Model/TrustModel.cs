namespace Gatehouse.Generators.Model;

/// <summary>Who may speak for the client, and about what.</summary>
internal sealed record TrustModel(
    EquatableArray<string> Networks,
    int Hops,
    EquatableArray<ForwardedField> Fields)
{
    /// <summary>What holds when nothing is declared; the same as the runtime's.</summary>
    public static TrustModel None { get; } = new(
        EquatableArray<string>.Empty,
        1,
        ForwardedField.All.Select(field => field with { IsTaken = field.Fact is "For" or "Proto" }).ToEquatableArray());
}

/// <summary>One fact that a proxy may state.</summary>
/// <param name="Fact">Name of the flag in <c>Gatehouse.Forwarded</c>.</param>
/// <param name="Flag">Value of the flag.</param>
/// <param name="Header">Header that carries it.</param>
/// <param name="IsTaken">Whether the app takes it.</param>
internal sealed record ForwardedField(string Fact, int Flag, string Header, bool IsTaken)
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

    /// <summary>Whether the header is the usual one.</summary>
    public bool HasUsualHeader => Header == "X-Forwarded-" + Fact;
}
