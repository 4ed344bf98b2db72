namespace Gatehouse.Proxy;

/// <summary>The facts that are taken from a trusted proxy, each with the header that carries it. Null: the fact is not taken.</summary>
/// <param name="For">The client's address.</param>
/// <param name="Proto">The scheme the client used.</param>
/// <param name="Host">The host the client asked for.</param>
/// <param name="Port">The port the client connected to.</param>
/// <param name="Prefix">The path prefix that the proxy removed.</param>
internal sealed record ForwardedHeaderNames(
    string? For = null, string? Proto = null, string? Host = null, string? Port = null, string? Prefix = null)
{
    /// <summary>The header of RFC 7239, which carries address, scheme and host together.</summary>
    public const string Standard = "Forwarded";

    /// <summary>Whether the facts come from the one header of RFC 7239, each under its own parameter.</summary>
    public bool IsStandard { get; init; }

    /// <summary>The facts of the header of RFC 7239.</summary>
    public static ForwardedHeaderNames OfStandard(bool takesFor, bool takesProto, bool takesHost) =>
        new(takesFor ? Standard : null, takesProto ? Standard : null, takesHost ? Standard : null) { IsStandard = true };
}
