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

    /// <summary>Whether it looks in the Forwarded header of RFC 7239 instead.</summary>
    public bool TakesStandardForwarded { get; init; }

    /// <summary>Bytes of the largest request body that a handler takes by its own declaration; null where none declares any.</summary>
    public long? LargestRequestBody { get; init; }

    /// <summary>The routes on which connections are upgraded.</summary>
    public IReadOnlyList<WebSocketRoute> WebSockets { get; init; } = [];

    /// <summary>The settings that the files depend on.</summary>
    public required AppSettings Settings { get; init; }

    /// <summary>Folders of static files.</summary>
    public IReadOnlyList<StaticFolder> StaticFolders { get; init; } = [];

    /// <summary>Whether peers on a Unix socket are believed.</summary>
    public bool TrustsUnixPeers => TrustedProxies.Contains("unix:", StringComparer.Ordinal);
}

/// <summary>A folder of static files.</summary>
/// <param name="Path">Where it stands: a slash, or slashes and names without a slash at the end.</param>
/// <param name="Folder">The folder, relative to the program.</param>
/// <param name="CacheControl">Value of the Cache-Control field; null for none.</param>
/// <param name="ByNginx">Whether nginx serves it.</param>
/// <param name="DotFiles">Whether names that begin with a dot are served.</param>
internal sealed record StaticFolder(string Path, string Folder, string? CacheControl, bool ByNginx, bool DotFiles);

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

/// <summary>A route that serves WebSockets.</summary>
/// <param name="Template">Its path template: literal segments and <c>{name}</c> or <c>{name:constraint}</c> parameters.</param>
/// <param name="PingInterval">Time after which the application pings a quiet client; zero for never.</param>
/// <param name="PingTimeout">Time that the client has to answer; zero for no limit.</param>
internal sealed record WebSocketRoute(string Template, TimeSpan PingInterval, TimeSpan PingTimeout);

/// <summary>Settings of the server that a proxy and a service unit must agree with.</summary>
/// <param name="KeepAlive">Time an idle connection is kept; zero for no keep-alive.</param>
/// <param name="Timeout">Time a request may take; zero for no limit.</param>
/// <param name="GracefulTimeout">Time that running requests get when the server stops.</param>
/// <param name="MaxRequestBody">Bytes of a request body.</param>
internal sealed record AppSettings(TimeSpan KeepAlive, TimeSpan Timeout, TimeSpan GracefulTimeout, long MaxRequestBody);
