using Gatehouse.Linux;
using Gatehouse.Loop;

namespace Gatehouse.Serving;

/// <summary>
/// Takes connections from a listening socket. The socket may be shared with other loops and other processes:
/// EPOLLEXCLUSIVE wakes one of them for a connection, not all.
/// </summary>
internal sealed unsafe class Acceptor(ServingLoop owner, Listener listener) : Pollable
{
    // One wake-up takes no more than this, so that a burst is shared with the other loops.
    private const int MostPerWakeUp = 16;

    // A wake-up takes one connection, and more only while the one before left some: to ask in vain costs a system call, which
    // was two for each three connections (bench/, close). After one in vain the next wake-ups do not try.
    private const int CalmAfterVain = 16;

    private int burst = 1;
    private int calm;
    private long tookAllAt = long.MinValue;

    // No room for another connection: the listener stays ready all the time, so it is left alone for a while.
    private const long PauseTime = 200;

    private bool watching;

    public void Open()
    {
        owner.Loop.Watch(listener.Descriptor, PollEvents.In | PollEvents.Exclusive, this);
        watching = true;
    }

    /// <summary>Stops taking connections; the listener stays open.</summary>
    public void Close()
    {
        owner.Loop.ClearDeadline(this);
        if (!watching) return;
        watching = false;
        owner.Loop.Unwatch(listener.Descriptor);
    }

    internal override void OnReady(PollEvents events)
    {
        if (calm > 0) calm--;
        burst = calm == 0 && owner.Loop.WakeUps == tookAllAt + 1 ? Math.Min(burst * 2, MostPerWakeUp) : 1;
        for (int i = 0; i < burst && watching; i++)
        {
            if (!owner.HasRoom)
            {
                // Only with the first one is it known that a client waits. If one does now, the next wake-up tells.
                if (i > 0) return;
                owner.MakeRoom();
                Pause();
                return;
            }

            SocketAddressBytes address = default;
            uint length = SocketAddressBytes.Size;
            int fd = Libc.Accept4(listener.Descriptor, &address, &length, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
            if (fd >= 0)
            {
                PeerAddress peer = SocketAddressBytes.Read(address);
                if (owner.Admits(peer)) owner.Accept(fd, peer, listener);
                else TurnAway(fd, peer);
                continue;
            }

            int error = Errno.Last;
            switch (error)
            {
                case Errno.EAGAIN:
                    if (i > 0) calm = CalmAfterVain;
                    return;

                // The client gave up while it was queued; accept(2) passes such errors on.
                case Errno.ECONNABORTED or Errno.EINTR or Errno.EPERM:
                    continue;
                default:
                    ServingLog.AcceptFailed(owner.Options.Logger, Errno.Message(error), PauseTime);
                    Pause();
                    return;
            }
        }

        tookAllAt = owner.Loop.WakeUps;
    }

    internal override void OnDue() => Open();

    private void Pause()
    {
        Close();
        owner.Loop.SetDeadline(this, owner.Loop.Now + PauseTime);
    }

    /// <summary>Refuses a connection before a byte of it was read. The client may not see why: what it has sent resets the socket.</summary>
    private void TurnAway(int fd, PeerAddress peer)
    {
        ReadOnlySpan<byte> answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8;
        if (listener.Tls is null)
        {
            fixed (byte* bytes = answer) _ = Libc.Send(fd, bytes, (nuint)answer.Length, Libc.MSG_NOSIGNAL);
        }

        Libc.Close(fd);
        ServingLog.AddressFull(owner.Options.Logger, peer);
        owner.Options.AccessLog?.Write(
            new AccessLogEntry { Client = peer, Status = listener.Tls is null ? 503 : 0, Clock = owner.Clock });
    }
}
