using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>What is wrong with a network that holds too many peers, and how wrong.</summary>
internal sealed record KnownPeerWidth(DiagnosticSeverity Severity, string Message)
{
    /// <summary>Null for a network that is narrow enough.</summary>
    public static KnownPeerWidth? Of(ProxyNetwork written, KnownPeer peer)
    {
        if (peer.IsAddress)
        {
            return peer.Place.ToString() is var place && written.AsText(isAddress: true) is "0.0.0.0" or "::"
                ? new KnownPeerWidth(DiagnosticSeverity.Warning, $"{place} is the address of no peer, so that this proxy is never believed")
                : null;
        }

        return written.Width switch
        {
            NetworkWidth.Everybody =>
                new KnownPeerWidth(DiagnosticSeverity.Error, $"'{peer.Text}' believes every {(written.Unmapped().IsIPv4 ? "IPv4" : "IPv6")} address"),
            NetworkWidth.WholePrivateRange =>
                new KnownPeerWidth(DiagnosticSeverity.Info, $"'{peer.Text}' is a whole private range, and every machine in it is believed"),
            NetworkWidth.Wide => new KnownPeerWidth(DiagnosticSeverity.Warning, $"'{peer.Text}' holds more addresses than anybody has proxies"),
            _ => null,
        };
    }
}
