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

    // Out of descriptors or memory: the listener stays ready all the time, so it is left alone for a while.
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
        for (int i = 0; i < MostPerWakeUp && watching; i++)
        {
            SocketAddressBytes address = default;
            uint length = SocketAddressBytes.Size;
            int fd = Libc.Accept4(listener.Descriptor, &address, &length, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
            if (fd >= 0)
            {
                owner.Accept(fd, SocketAddressBytes.Read(address), listener);
                continue;
            }

            int error = Errno.Last;
            switch (error)
            {
                case Errno.EAGAIN:
                    return;

                // The client gave up while it was queued; accept(2) passes such errors on.
                case Errno.ECONNABORTED or Errno.EINTR or Errno.EPERM:
                    continue;
                default:
                    ServingLog.AcceptFailed(owner.Options.Logger, Errno.Message(error), PauseTime);
                    Close();
                    owner.Loop.SetDeadline(this, owner.Loop.Now + PauseTime);
                    return;
            }
        }
    }

    internal override void OnDue() => Open();
}
