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
    private bool isFinishing;
    private bool hasLeft;

    public int Descriptor => listener.Descriptor;

    private enum Outcome
    {
        /// <summary>As many as were asked for; there may be more.</summary>
        Some,

        /// <summary>There are no more.</summary>
        Empty,

        /// <summary>There is no room for another one.</summary>
        Full,

        Failed,
    }

    public void Open()
    {
        owner.Loop.Watch(listener.Descriptor, PollEvents.In | PollEvents.Exclusive, this);
        watching = true;
    }

    /// <summary>
    /// Looks whether a connection waits. One that was woken for it may have died before it took it, or had no room; the kernel
    /// wakes nobody else for that connection.
    /// </summary>
    public void Look()
    {
        if (watching) Take(MostPerWakeUp, out _);
    }

    /// <summary>
    /// Takes no more connections, those aside that wait already. For some of them this loop may have been the one that the kernel
    /// woke; the others are left to whoever shares the listener.
    /// </summary>
    /// <param name="isLast">
    /// Nobody will take the others: they come here too, all at once and before anything is answered, so that clients which connect
    /// anew after an answer do not keep this going.
    /// </param>
    public void Finish(bool isLast)
    {
        if (hasLeft) return;
        isFinishing |= isLast;
        StopWatching();
        Outcome outcome = Take(isFinishing ? int.MaxValue : MostPerWakeUp, out _);

        // As soon as one of the connections that we have is closed, there is room.
        if (isFinishing && outcome is Outcome.Full) owner.Loop.SetDeadline(this, owner.Loop.Now + PauseTime);
        else Leave();
    }

    /// <summary>Takes no more connections, whatever waits.</summary>
    public void Leave()
    {
        if (hasLeft) return;
        hasLeft = true;
        StopWatching();
        listener.Leave();
    }

    internal override void OnReady(PollEvents events)
    {
        if (calm > 0) calm--;
        burst = calm == 0 && owner.Loop.WakeUps == tookAllAt + 1 ? Math.Min(burst * 2, MostPerWakeUp) : 1;
        switch (Take(burst, out int taken))
        {
            case Outcome.Some:
                tookAllAt = owner.Loop.WakeUps;
                break;
            case Outcome.Empty when taken > 0:
                calm = CalmAfterVain;
                break;

            // Only with the first one is it known that a client waits. If one does now, the next wake-up tells.
            case Outcome.Full when taken == 0:
                owner.MakeRoom();
                Pause();
                break;
            case Outcome.Failed:
                Pause();
                break;
        }
    }

    internal override void OnDue()
    {
        if (isFinishing) Finish(isLast: true);
        else Open();
    }

    private Outcome Take(int most, out int taken)
    {
        for (taken = 0; taken < most;)
        {
            if (!owner.HasRoom) return Outcome.Full;
            SocketAddressBytes address = default;
            uint length = SocketAddressBytes.Size;
            int fd = Libc.Accept4(listener.Descriptor, &address, &length, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
            if (fd >= 0)
            {
                taken++;
                if (listener.Screen?.Invoke(fd) == false)
                {
                    Libc.Close(fd);
                    continue;
                }

                PeerAddress peer = SocketAddressBytes.Read(address);
                if (listener.IsProxied && !owner.MayForward(peer))
                {
                    Libc.Close(fd);
                }
                else if (owner.Admits(peer))
                {
                    owner.Accept(fd, peer, listener);
                }
                else
                {
                    owner.TurnAway(fd, peer, listener);
                    Libc.Close(fd);
                }

                continue;
            }

            int error = Errno.Last;
            switch (error)
            {
                case Errno.EAGAIN:
                    return Outcome.Empty;

                // The client gave up while it was queued; accept(2) passes such errors on.
                case Errno.ECONNABORTED or Errno.EINTR or Errno.EPERM:
                    taken++;
                    continue;
                default:
                    ServingLog.AcceptFailed(owner.Options.Logger, Errno.Message(error), PauseTime);
                    return Outcome.Failed;
            }
        }

        return Outcome.Some;
    }

    private void StopWatching()
    {
        owner.Loop.ClearDeadline(this);
        if (!watching) return;
        watching = false;
        owner.Loop.Unwatch(listener.Descriptor);
    }

    private void Pause()
    {
        StopWatching();
        owner.Loop.SetDeadline(this, owner.Loop.Now + PauseTime);
    }
}
