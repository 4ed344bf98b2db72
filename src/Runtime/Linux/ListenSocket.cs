using System.Net;

namespace Gatehouse.Linux;

/// <summary>A listening stream socket; listen(2). Non-blocking and closed on exec.</summary>
internal sealed unsafe class ListenSocket : IDisposable
{
    private readonly string? ownedPath;

    private ListenSocket(int descriptor, string? ownedPath)
    {
        Descriptor = descriptor;
        this.ownedPath = ownedPath;
    }

    public int Descriptor { get; private set; }

    /// <summary>The address that the kernel bound, with the real port where 0 was asked for; "unix:" and the path for a Unix socket.</summary>
    public string LocalAddress
    {
        get
        {
            SocketAddressBytes bytes = default;
            uint length = SocketAddressBytes.Size;
            SystemCallException.Check(Libc.GetSockName(Descriptor, &bytes, &length), "getsockname");
            PeerAddress local = SocketAddressBytes.Read(bytes);
            return local.ToIPAddress() is { } address
                ? new IPEndPoint(address, local.Port).ToString()
                : "unix:" + SocketAddressBytes.ReadUnixPath(((ReadOnlySpan<byte>)bytes)[..(int)length]);
        }
    }

    /// <summary>Binds a TCP socket. Without an address it takes every interface, IPv6 and IPv4 in one.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static ListenSocket OpenTcp(IPAddress? address, ushort port, int backlog, bool reusePort)
    {
        bool v6 = address is null || address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        int fd = Libc.Socket(v6 ? Libc.AF_INET6 : Libc.AF_INET, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
        if (fd < 0 && address is null) return OpenTcp(IPAddress.Any, port, backlog, reusePort);
        SystemCallException.Check(fd, "socket");
        try
        {
            SetOption(fd, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1);
            if (reusePort) SetOption(fd, Libc.SOL_SOCKET, Libc.SO_REUSEPORT, 1);
            if (v6) SetOption(fd, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, address is null ? 0 : 1);

            // Accepted sockets inherit it, which saves a system call for each.
            SetOption(fd, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);
            SocketAddressBytes bytes = default;
            uint length = SocketAddressBytes.Write(bytes, address ?? IPAddress.IPv6Any, port);
            SystemCallException.Check(Libc.Bind(fd, &bytes, length), "bind");
            SystemCallException.Check(Libc.Listen(fd, backlog), "listen");
            return new ListenSocket(fd, null);
        }
        catch
        {
            Libc.Close(fd);
            throw;
        }
    }

    /// <summary>
    /// Binds a Unix socket. A socket file that nobody listens on is replaced; one that is in use, or any other file, is not.
    /// </summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static ListenSocket OpenUnix(string path, int backlog)
    {
        SocketAddressBytes bytes = default;
        uint length = SocketAddressBytes.WriteUnix(bytes, path);
        int fd = SystemCallException.Check(
            Libc.Socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0), "socket");
        try
        {
            if (Libc.Bind(fd, &bytes, length) < 0)
            {
                int error = Errno.Last;
                if (error != Errno.EADDRINUSE || !IsSocketFile(path) || !IsStale(&bytes, length)) throw new SystemCallException("bind", error);
                SystemCallException.Check(Libc.Unlink(path), "unlink");
                SystemCallException.Check(Libc.Bind(fd, &bytes, length), "bind");
            }

            SystemCallException.Check(Libc.Listen(fd, backlog), "listen");
            return new ListenSocket(fd, path);
        }
        catch
        {
            Libc.Close(fd);
            throw;
        }
    }

    /// <summary>Takes over a listening socket that was passed on as a descriptor. Its file, if it has one, belongs to whoever made it.</summary>
    /// <exception cref="SystemCallException">The descriptor is not open.</exception>
    public static ListenSocket Adopt(int descriptor)
    {
        int flags = SystemCallException.Check(Libc.Fcntl(descriptor, Libc.F_GETFL, 0), "fcntl");
        SystemCallException.Check(Libc.Fcntl(descriptor, Libc.F_SETFL, flags | Libc.O_NONBLOCK), "fcntl");
        SystemCallException.Check(Libc.Fcntl(descriptor, Libc.F_SETFD, Libc.FD_CLOEXEC), "fcntl");
        return new ListenSocket(descriptor, null);
    }

    /// <summary>Closes the socket, and removes its file if this process made it.</summary>
    public void Dispose()
    {
        if (Descriptor < 0) return;
        Libc.Close(Descriptor);
        Descriptor = -1;
        if (ownedPath is not null && ownedPath[0] != '@') Libc.Unlink(ownedPath);
    }

    /// <summary>Whether a bound Unix path has no listener: connect(2) is then refused.</summary>
    private static bool IsStale(void* address, uint length)
    {
        int probe = Libc.Socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
        if (probe < 0) return false;
        bool refused = Libc.Connect(probe, address, length) < 0 && Errno.Last == Errno.ECONNREFUSED;
        Libc.Close(probe);
        return refused;
    }

    private static bool IsSocketFile(string path)
    {
        // struct statx is the same on every architecture: stx_mode at 28; 256 bytes.
        byte* status = stackalloc byte[256];
        return Libc.StatX(Libc.AT_FDCWD, path, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_TYPE, status) == 0
            && (*(ushort*)(status + 28) & Libc.FileTypeMask) == Libc.FileTypeSocket;
    }

    private static void SetOption(int fd, int level, int option, int value) =>
        SystemCallException.Check(Libc.SetSockOpt(fd, level, option, &value, sizeof(int)), "setsockopt");
}
