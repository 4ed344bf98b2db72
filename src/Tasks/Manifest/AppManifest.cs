namespace Gatehouse.Tasks.Manifest;

/// <summary>
/// What an application said about itself at compile time. The source generator writes it into the assembly; the deploy files
/// are derived from nothing else, so that they cannot disagree with the server.
/// </summary>
internal sealed record AppManifest
{
    /// <summary>Name of the service: lower-case letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>Full name of the application class; for comments only.</summary>
    public required string App { get; init; }

    /// <summary>Host names that the service answers to.</summary>
    public IReadOnlyList<string> ServerNames { get; init; } = [];

    /// <summary>Peers that may speak for the client, as declared.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>Proxies between the client and the application.</summary>
    public int ProxyHops { get; init; } = 1;

    /// <summary>Names of the headers in which the application looks for the facts about a client.</summary>
    public ForwardedHeaderNames ForwardedHeaders { get; init; } = new();

    /// <summary>Bytes of the largest request body that a handler takes by its own declaration; null where none declares any.</summary>
    public long? LargestRequestBody { get; init; }

    /// <summary>The settings that the files depend on.</summary>
    public required AppSettings Settings { get; init; }

    /// <summary>Whether peers on a Unix socket are believed.</summary>
    public bool TrustsUnixPeers => TrustedProxies.Contains("unix:", StringComparer.Ordinal);
}

/// <summary>Header names, one a fact.</summary>
internal sealed record ForwardedHeaderNames
{
    /// <summary>Carries the client's address.</summary>
    public string For { get; init; } = "X-Forwarded-For";

    /// <summary>Carries the scheme.</summary>
    public string Proto { get; init; } = "X-Forwarded-Proto";

    /// <summary>Carries the host.</summary>
    public string Host { get; init; } = "X-Forwarded-Host";

    /// <summary>Carries the port.</summary>
    public string Port { get; init; } = "X-Forwarded-Port";

    /// <summary>Carries the path prefix.</summary>
    public string Prefix { get; init; } = "X-Forwarded-Prefix";
}

/// <summary>Settings of the server that a proxy and a service unit must agree with.</summary>
/// <param name="KeepAlive">Time an idle connection is kept; zero for no keep-alive.</param>
/// <param name="Timeout">Time a request may take; zero for no limit.</param>
/// <param name="GracefulTimeout">Time that running requests get when the server stops.</param>
/// <param name="MaxRequestBody">Bytes of a request body.</param>
internal sealed record AppSettings(TimeSpan KeepAlive, TimeSpan Timeout, TimeSpan GracefulTimeout, long MaxRequestBody);
