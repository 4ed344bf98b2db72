using System.Net;

namespace Gatehouse.Linux;

/// <summary>A blocking connection to a server, for a program that asks and ends.</summary>
internal sealed unsafe class StreamClient : IDisposable
{
    private readonly int fd;

    private StreamClient(int fd) => this.fd = fd;

    /// <summary>Who listens there.</summary>
    public PeerCredentials Peer => PeerCredentials.Of(fd);

    /// <summary>Connects to a Unix socket.</summary>
    /// <param name="path">Its path, or a name in the abstract name space behind <c>@</c>.</param>
    /// <param name="limit">How long connecting and each wait after it may take; zero for ever.</param>
    /// <exception cref="SystemCallException">Nobody listens there, or this process may not.</exception>
    /// <exception cref="ArgumentException">The path is too long.</exception>
    public static StreamClient Connect(string path, TimeSpan limit = default)
    {
        SocketAddressBytes address = default;
        uint length = SocketAddressBytes.WriteUnix(address, path);
        return Connect(Libc.AF_UNIX, &address, length, limit);
    }

    /// <summary>Connects to a TCP port.</summary>
    /// <param name="endPoint">Address and port.</param>
    /// <param name="limit">How long connecting and each wait after it may take; zero for ever.</param>
    /// <exception cref="SystemCallException">Nobody listens there, or nobody answers in time.</exception>
    public static StreamClient Connect(IPEndPoint endPoint, TimeSpan limit = default)
    {
        SocketAddressBytes address = default;
        uint length = SocketAddressBytes.Write(address, endPoint.Address, (ushort)endPoint.Port);
        bool isV4 = endPoint.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        return Connect(isV4 ? Libc.AF_INET : Libc.AF_INET6, &address, length, limit);
    }

    /// <exception cref="SystemCallException">The other side is gone.</exception>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (nint done = 0; done < bytes.Length;)
            {
                nint sent = Libc.Send(fd, start + done, (nuint)(bytes.Length - done), Libc.MSG_NOSIGNAL);
                if (sent < 0) throw new SystemCallException("send", Errno.Last);
                done += sent;
            }
        }
    }

    /// <summary>Waits for bytes; 0 at the end.</summary>
    /// <exception cref="SystemCallException">The other side has reset the connection, or is silent for longer than the limit.</exception>
    public int Receive(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint count = Libc.Recv(fd, start, (nuint)buffer.Length, 0);
                if (count >= 0) return (int)count;
                if (Errno.Last is var error && error != Errno.EINTR) throw new SystemCallException("recv", error);
            }
        }
    }

    /// <summary>Reads until the other side closes.</summary>
    /// <param name="silence">How long nothing may come; zero for ever.</param>
    /// <exception cref="SystemCallException">The other side has reset the connection, or is silent.</exception>
    public byte[] ReceiveToEnd(TimeSpan silence)
    {
        SetTimeout(fd, Libc.SO_RCVTIMEO, silence);
        var all = new MemoryStream();
        Span<byte> buffer = stackalloc byte[4096];
        while (Receive(buffer) is > 0 and var count) all.Write(buffer[..count]);
        return all.ToArray();
    }

    public void Dispose() => Libc.Close(fd);

    // The time-out of sending counts for connect(2) too (socket(7)).
    private static StreamClient Connect(int family, SocketAddressBytes* address, uint length, TimeSpan limit)
    {
        int fd = SystemCallException.Check(Libc.Socket(family, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0), "socket");
        SetTimeout(fd, Libc.SO_SNDTIMEO, limit);
        SetTimeout(fd, Libc.SO_RCVTIMEO, limit);
        if (Libc.Connect(fd, address, length) >= 0) return new StreamClient(fd);
        int error = Errno.Last;
        Libc.Close(fd);
        throw new SystemCallException("connect", error);
    }

    // struct timeval; zero is no time-out (socket(7)).
    private static void SetTimeout(int fd, int option, TimeSpan limit)
    {
        long* time = stackalloc long[] { (long)limit.TotalSeconds, limit.Milliseconds * 1000 };
        SystemCallException.Check(Libc.SetSockOpt(fd, Libc.SOL_SOCKET, option, time, 2 * sizeof(long)), "setsockopt");
    }
}
