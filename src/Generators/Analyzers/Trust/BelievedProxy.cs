using Gatehouse.Hosting.Nginx;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>What code believes of the proxy in front of it, as far as that is plain, and where it says so.</summary>
/// <param name="Place">Where the peers are declared, or the options set.</param>
/// <param name="Headers">The headers that are taken.</param>
internal sealed record BelievedProxy(Location? Place, IReadOnlyList<BelievedHeader> Headers)
{
    /// <summary>Which peers on TCP are believed.</summary>
    public TcpPeers TcpPeers { get; init; } = TcpPeers.Some;

    /// <summary>Whether peers on a Unix socket are believed.</summary>
    public bool BelievesUnix { get; init; } = true;

    /// <summary>Where the app listens; empty where that is not known.</summary>
    public IReadOnlyList<NginxTarget> Listeners { get; init; } = [];

    /// <summary>The hosts that the app says it serves, with commas between them; null where it names none that it could be restricted to.</summary>
    public string? ServedHosts { get; init; }

    /// <summary>Whether all of it holds on the developer's machine alone.</summary>
    public bool IsOfDevelopment { get; init; }
}

/// <summary>A header that is taken.</summary>
/// <param name="Fact">What it says: For, Proto, Host, Port, Prefix; or Forwarded, which says several things.</param>
/// <param name="Name">Name of the header.</param>
/// <param name="Hops">How many entries are believed, counted from the last; null where that is not known.</param>
/// <param name="Place">Where the code says that it takes it.</param>
internal sealed record BelievedHeader(string Fact, string Name, int? Hops, Location? Place)
{
    /// <summary>Whether it says a host, and every host is answered for.</summary>
    public bool IsAnyHost { get; init; }

    /// <summary>Whether it is taken on the developer's machine alone.</summary>
    public bool IsOfDevelopment { get; init; }
}

/// <summary>Which peers on TCP are believed.</summary>
internal enum TcpPeers
{
    None,

    /// <summary>Those on the same machine.</summary>
    Loopback,

    /// <summary>Others, or some that only the running app knows.</summary>
    Some,
}
