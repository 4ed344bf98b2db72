using Gatehouse.Linux;
using Gatehouse.Proxy;
using Gatehouse.Serving.Tls;

namespace Gatehouse.Serving;

/// <summary>
/// Stands before a connection until its PROXY header is read, and then makes way: for TLS, or for the bare socket. The header is looked
/// at in the kernel's buffer and taken out alone, so that what follows it is there for whoever reads on.
/// </summary>
internal sealed unsafe class ProxyHeaderTransport(ServingLoop owner, Listener listener) : Transport
{
    private Connection connection = null!;
    private PollEvents seen;

    // The connection's end is nothing to complain of, or was complained of.
    private bool isSettled;

    public override void Open(Connection carried)
    {
        connection = carried;
        carried.WatchSocket(output: false);
    }

    public override void OnReady(PollEvents events)
    {
        const PollEvents Ended = PollEvents.ReadHangUp | PollEvents.HangUp | PollEvents.Error;
        seen |= events;
        Span<byte> room = owner.Scratch.AsSpan(0, ProxyHeaderParser.MostBytes);
        int count = Receive(room, Libc.MSG_PEEK);
        if (count < 0) return;

        // It has asked whether somebody listens, as a load balancer does.
        if (count == 0)
        {
            Close();
            return;
        }

        ProxyHeaderReading reading = ProxyHeaderParser.Parse(room[..count]);
        switch (reading.Status)
        {
            case ProxyHeaderStatus.Done:
                // The same bytes once more, which are there.
                Span<byte> header = room[..reading.Length];
                if (Receive(header, flags: 0) == header.Length) Begin(reading.Header, header);
                else Close();
                break;
            case ProxyHeaderStatus.Invalid:
                Refuse(reading.Reason!);
                break;
            case ProxyHeaderStatus.NeedMore when (seen & Ended) != 0:
                Refuse("it ended within its PROXY header");
                break;
        }
    }

    public override int Receive(Span<byte> destination) => Wait;

    public override int Send(ReadOnlySpan<byte> data) => throw new IOException("Nothing is sent before the PROXY header has come.");

    public override void ShutdownWrite() => connection.ForgoHeader();

    public override void Close(bool reset)
    {
        if (!isSettled && !owner.IsDraining) owner.RefuseProxyHeader(connection.Peer, "its PROXY header did not come in time");
        connection.CloseDescriptor(reset);
    }

    /// <summary>Bytes received; 0 at the end, or where the connection is broken; -1 when there are none yet.</summary>
    private int Receive(Span<byte> room, int flags)
    {
        while (true)
        {
            nint count;
            fixed (byte* bytes = room) count = Libc.Recv(connection.Descriptor, bytes, (nuint)room.Length, flags);
            if (count >= 0) return (int)count;
            int error = Errno.Last;
            if (error == Errno.EINTR) continue;
            return error == Errno.EAGAIN ? -1 : 0;
        }
    }

    private void Begin(ProxyHeader header, ReadOnlySpan<byte> bytes)
    {
        isSettled = true;
        PeerAddress client = header.IsLocal ? connection.Peer : header.Source;
        if (!header.IsLocal && !owner.AdmitsBehindProxy(client))
        {
            owner.TurnAway(connection.Descriptor, client, listener);
            connection.Close();
            return;
        }

        Transport? next = listener.Tls is null ? null : new TlsTransport(owner, listener.Tls);
        connection.BeginProxied(client, ProxyHeaderFacts.Of(header, bytes), next, seen);
    }

    private void Refuse(string reason)
    {
        owner.RefuseProxyHeader(connection.Peer, reason);
        Close();
    }

    private void Close()
    {
        isSettled = true;
        connection.Close();
    }
}
