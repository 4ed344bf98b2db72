using Gatehouse.Linux;

namespace Gatehouse.Serving;

/// <content>Connections that are refused before a request of theirs was read.</content>
internal abstract partial class ServingLoop
{
    private PeerNotices? notices;

    /// <summary>Whether the address that a trusted proxy states may have another connection.</summary>
    public bool AdmitsBehindProxy(PeerAddress client) => Options.Connections?.TryEnterBehindProxy(client) ?? true;

    /// <summary>Whether a peer may begin its connection with a PROXY header. Of one that may not the operator learns.</summary>
    public bool MayForward(PeerAddress peer)
    {
        if (Options.Trust.Trusts(peer)) return true;
        Counters.ProxyRefused();
        if (IsNews(peer)) ServingLog.ProxyNotTrusted(Options.Logger, peer);
        return false;
    }

    /// <summary>A connection of a trusted peer is closed because of its PROXY header.</summary>
    public void RefuseProxyHeader(PeerAddress peer, string reason)
    {
        Counters.ProxyRefused();
        if (IsNews(peer)) ServingLog.ProxyHeaderRefused(Options.Logger, peer, reason);
    }

    /// <summary>
    /// Tells a client whose address has its share of connections, before a byte of HTTP was read. It may not see why: what it has sent
    /// resets the socket, which the caller closes.
    /// </summary>
    public unsafe void TurnAway(int fd, PeerAddress peer, Listener listener)
    {
        ReadOnlySpan<byte> answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8;
        if (listener.Tls is null)
        {
            fixed (byte* bytes = answer) _ = Libc.Send(fd, bytes, (nuint)answer.Length, Libc.MSG_NOSIGNAL);
        }

        ServingLog.AddressFull(Options.Logger, peer);
        Options.AccessLog?.Write(new AccessLogEntry { Client = peer, Status = listener.Tls is null ? 503 : 0, Clock = Clock });
    }

    private bool IsNews(PeerAddress peer) => (notices ??= new PeerNotices()).IsNews(peer, Loop.Now);
}
