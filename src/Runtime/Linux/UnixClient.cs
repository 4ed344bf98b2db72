namespace Gatehouse.Linux;

/// <summary>A blocking connection to a Unix socket, for a program that asks once and ends.</summary>
internal sealed unsafe class UnixClient : IDisposable
{
    private readonly int fd;

    private UnixClient(int fd) => this.fd = fd;

    /// <summary>Who listens there.</summary>
    public PeerCredentials Peer => PeerCredentials.Of(fd);

    /// <exception cref="SystemCallException">Nobody listens there, or this process may not.</exception>
    /// <exception cref="ArgumentException">The path is too long.</exception>
    public static UnixClient Connect(string path)
    {
        SocketAddressBytes address = default;
        uint length = SocketAddressBytes.WriteUnix(address, path);
        int fd = SystemCallException.Check(Libc.Socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0), "socket");
        if (Libc.Connect(fd, &address, length) >= 0) return new UnixClient(fd);
        int error = Errno.Last;
        Libc.Close(fd);
        throw new SystemCallException("connect", error);
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

    /// <summary>Reads until the other side closes.</summary>
    /// <param name="silence">How long nothing may come; zero for ever.</param>
    /// <exception cref="SystemCallException">The other side has reset the connection, or is silent.</exception>
    public byte[] ReceiveToEnd(TimeSpan silence)
    {
        // struct timeval; zero is no time-out (socket(7)).
        long* time = stackalloc long[] { (long)silence.TotalSeconds, silence.Milliseconds * 1000 };
        SystemCallException.Check(Libc.SetSockOpt(fd, Libc.SOL_SOCKET, Libc.SO_RCVTIMEO, time, 2 * sizeof(long)), "setsockopt");
        var all = new MemoryStream();
        byte* buffer = stackalloc byte[4096];
        while (true)
        {
            nint count = Libc.Recv(fd, buffer, 4096, 0);
            if (count == 0) return all.ToArray();
            if (count > 0) all.Write(new ReadOnlySpan<byte>(buffer, (int)count));
            else if (Errno.Last is var error && error != Errno.EINTR) throw new SystemCallException("recv", error);
        }
    }

    public void Dispose() => Libc.Close(fd);
}
