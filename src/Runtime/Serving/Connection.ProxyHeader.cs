using Gatehouse.Linux;

namespace Gatehouse.Serving;

/// <content>A connection that began with a PROXY header: from then on it is the client's, not the proxy's.</content>
internal abstract partial class Connection
{
    /// <summary>What the proxy said of the connection; null on a listener where none does.</summary>
    public ProxyProtocol? ProxyProtocol { get; private set; }

    /// <summary>Whether the peer may speak for clients. A proxy that speaks for itself does not.</summary>
    protected bool IsPeerTrusted => Options.Trust.Trusts(peer) && ProxyProtocol is not { IsLocal: true };

    /// <summary>The header is read, and nothing that follows it.</summary>
    /// <param name="source">Whom the connection belongs to; of no family where nobody knows.</param>
    /// <param name="stated">What the header said.</param>
    /// <param name="next">What stands between the connection and its socket now.</param>
    /// <param name="events">What became ready since the connection was opened.</param>
    internal void BeginProxied(PeerAddress source, ProxyProtocol stated, Transport? next, PollEvents events)
    {
        peer = source;
        ProxyProtocol = stated;
        transport = next;
        scheme = next?.Scheme ?? (stated.IsTls ? "https" : "http");
        if (next is null) OnTransportReady(events | PollEvents.In);
        else next.Open(this);
    }

    /// <summary>The header is not waited for any more: our side is closed, and what still comes is read away.</summary>
    internal void ForgoHeader()
    {
        transport = null;
        readable = true;
        ShutdownWrite();
    }
}
