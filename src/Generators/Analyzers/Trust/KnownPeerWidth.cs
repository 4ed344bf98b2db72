using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>What is wrong with a network that holds too many peers, and how wrong.</summary>
internal sealed record KnownPeerWidth(DiagnosticSeverity Severity, string Message)
{
    // RFC 1918 section 3, RFC 4193 section 3.
    private static readonly ProxyNetwork[] PrivateRanges =
    [
        ProxyNetwork.Of("10.0.0.0/8"), ProxyNetwork.Of("172.16.0.0/12"), ProxyNetwork.Of("192.168.0.0/16"), ProxyNetwork.Of("fc00::/7"),
    ];

    // Where no client of the Internet comes from: besides those, loopback and link-local addresses.
    private static readonly ProxyNetwork[] UnroutedRanges =
        [.. PrivateRanges, ProxyNetwork.Of("127.0.0.0/8"), ProxyNetwork.Of("169.254.0.0/16"), ProxyNetwork.Of("::1/128"), ProxyNetwork.Of("fe80::/10")];

    /// <summary>Null for a network that is narrow enough.</summary>
    public static KnownPeerWidth? Of(ProxyNetwork written, KnownPeer peer)
    {
        ProxyNetwork network = written.Unmapped();
        if (peer.IsAddress)
        {
            return peer.Place.ToString() is var place && written.AsText(isAddress: true) is "0.0.0.0" or "::"
                ? new KnownPeerWidth(DiagnosticSeverity.Warning, $"{place} is the address of no peer, so that this proxy is never believed")
                : null;
        }

        if (network.Length == 0)
            return new KnownPeerWidth(DiagnosticSeverity.Error, $"'{peer.Text}' believes every {(network.IsIPv4 ? "IPv4" : "IPv6")} address");
        if (PrivateRanges.Any(range => range.IsSameAs(network)))
            return new KnownPeerWidth(DiagnosticSeverity.Info, $"'{peer.Text}' is a whole private range, and every machine in it is believed");
        return network.Length < (network.IsIPv4 ? 8 : 16)
            ? new KnownPeerWidth(DiagnosticSeverity.Warning, $"'{peer.Text}' holds more addresses than anybody has proxies")
            : null;
    }

    /// <summary>Whether there are addresses of the Internet in it.</summary>
    public static bool IsPublic(ProxyNetwork network) => !UnroutedRanges.Any(range => range.Contains(network.Unmapped()));
}
