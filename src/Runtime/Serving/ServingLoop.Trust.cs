using System.Text;
using Gatehouse.Proxy;

namespace Gatehouse.Serving;

/// <summary>Who speaks for the client of a request, and whether the request is for this application at all.</summary>
internal abstract partial class ServingLoop
{
    private readonly PeerNotices ignoredPeers = new();
    private readonly PeerNotices faultyPeers = new();

    /// <summary>Lets a trusted peer speak for the client. Returns what is answered instead of the request, if anything is.</summary>
    public (int Status, string Text)? ApplyTrust(Request request)
    {
        TrustPolicy trust = Options.Trust;
        if (!trust.TrustsSomebody) return CheckHost(request);

        // What a proxy states in its own name, by a PROXY header without a client, is no word for a client.
        if (request.ProxyProtocol is { IsLocal: true }) return CheckHost(request);
        if (!trust.Trusts(request.Peer))
        {
            TellIgnored(request);
            return CheckHost(request);
        }

        ClientIdentity stated = ForwardedResolver.Resolve(request.Peer, request.Head, request.HeadBytes, trust, request.Scheme);
        if (stated.Fault is { } fault)
        {
            if (faultyPeers.IsNews(request.Peer, Loop.Now)) ServingLog.ForwardedNotValid(Options.Logger, request.Peer, fault.Reason);
            if (Options.RejectsInvalidForwarded) return (400, $"The header {fault.Header}, which a proxy added, is not valid.");
        }

        if (stated.Client.IsIP || stated.IsHidden) request.Client = stated.Client;
        if (stated.Scheme is { } scheme) request.Scheme = scheme;
        if (stated.Host is { } host) request.Host = host;
        if (stated.PathBase is { } prefix) request.PathBase = prefix;
        return CheckHost(request);
    }

    private void TellIgnored(Request request)
    {
        if (ForwardedResolver.FirstDeclared(request.Head, request.HeadBytes, Options.Trust.Headers) is { } header
            && ignoredPeers.IsNews(request.Peer, Loop.Now))
        {
            ServingLog.ForwardedIgnored(Options.Logger, request.Peer, header);
        }
    }

    private (int Status, string Text)? CheckHost(Request request)
    {
        AllowedHosts allowed = Options.AllowedHosts;
        if (!allowed.AllowsAll)
        {
            bool isAllowed = request.HostText is { } text ? allowed.Allows(Encoding.Latin1.GetBytes(text)) : allowed.Allows(request.HostBytes);
            if (!isAllowed) return (421, "This host is not served here (RFC 9110 section 7.4).");
        }

        return Options.Probe is { } probe && probe.IsAskedBy(request) ? (200, BeliefProbe.Answer(request, Options.Trust)) : null;
    }
}
