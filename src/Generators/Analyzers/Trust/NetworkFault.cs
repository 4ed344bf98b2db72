using Gatehouse.Generators.Reading;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>What is wrong with the text of an address or network: .NET refuses it, or reads something else than it seems to say.</summary>
internal sealed record NetworkFault(DiagnosticSeverity Severity, string Message, string? Canonical)
{
    public static NetworkFault? Of(KnownPeer peer)
    {
        string text = peer.Text;
        ProxyNetwork? read = ProxyNetwork.Read(text, peer.IsAddress);
        if (read is null) return Refused(peer);
        if (read.IsMapped)
        {
            return new NetworkFault(
                DiagnosticSeverity.Info,
                $"'{text}' is IPv4 in IPv6 form, which matches peers in that form alone; write it as IPv4",
                read.Unmapped().AsText(peer.IsAddress));
        }

        // Held to what [TrustedProxies] demands: no octal, no abbreviations, no bits beyond the prefix.
        return TrustedNetwork.FaultOf(text) is null
            ? null
            : new NetworkFault(DiagnosticSeverity.Warning, $"'{text}' is taken for {read.AsText(peer.IsAddress)}", read.AsText(peer.IsAddress));
    }

    /// <summary>An entry that another one covers already. Of two that are the same, the second.</summary>
    public static NetworkFault? OfRepetition(OptionFact fact, KnownPeer peer, IReadOnlyList<OptionFact> added)
    {
        if (ProxyNetwork.Read(peer.Text, peer.IsAddress) is not { } network) return null;
        bool isAfter = false;
        foreach (OptionFact other in added)
        {
            isAfter |= other == fact;
            if (other == fact || other.Peer is not { } otherPeer || !other.Path.Covers(fact.Path)) continue;
            if (ProxyNetwork.Read(otherPeer.Text, otherPeer.IsAddress) is not { } container || !container.Contains(network)) continue;
            if (!container.IsSameAs(network) || !isAfter)
                return new NetworkFault(DiagnosticSeverity.Info, $"'{peer.Text}' is in '{otherPeer.Text}' already", Canonical: null);
        }

        return null;
    }

    private static NetworkFault Refused(KnownPeer peer)
    {
        // The usual slip: an address for a network, or the other way round.
        ProxyNetwork? other = ProxyNetwork.Read(peer.Text, !peer.IsAddress);
        int slash = peer.Text.IndexOf('/');
        return new NetworkFault(
            DiagnosticSeverity.Error,
            peer.IsAddress
                ? $"'{peer.Text}' is not an IP address, and the app does not start"
                : $"'{peer.Text}' is not an IP network such as 10.1.0.0/16, and the app does not start",
            other is null ? null : peer.IsAddress ? other.IsOne ? peer.Text.Substring(0, slash) : null : other.Unmapped().ToString());
    }
}
