namespace Gatehouse.Linux;

/// <summary>
/// Two ends between a process and one that it spawns: messages keep their bounds, and each side sees the other's end close,
/// however it died; unix(7), SOCK_SEQPACKET.
/// </summary>
internal static unsafe class MessageSocket
{
    public const int MaxMessage = 4096;

    private const int AddressFamilyUnix = 1;
    private const int SequencedPackets = 5;

    /// <summary>Both ends, non-blocking and closed on exec.</summary>
    public static (int Own, int Other) CreatePair()
    {
        int* pair = stackalloc int[2];
        SystemCallException.Check(
            Libc.SocketPair(AddressFamilyUnix, SequencedPackets | Libc.O_CLOEXEC | Libc.O_NONBLOCK, 0, pair), "socketpair");
        return (pair[0], pair[1]);
    }

    /// <summary>Sends a message. One that the other side does not take is dropped: it is gone, or too busy to care.</summary>
    public static void Send(int fd, ReadOnlySpan<byte> message)
    {
        fixed (byte* start = message) _ = Libc.Write(fd, start, (nuint)Math.Min(message.Length, MaxMessage));
    }

    /// <summary>Takes the next message, if there is one.</summary>
    /// <returns>Its length; 0 when the other side is closed, -1 when there is nothing yet.</returns>
    public static int Receive(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint count = Libc.Read(fd, start, (nuint)buffer.Length);
            if (count >= 0) return (int)count;
            return Errno.Last is Errno.EAGAIN or Errno.EINTR ? -1 : 0;
        }
    }
}
