using System.Net;

namespace Gatehouse.Linux;

/// <summary>A listening stream socket; listen(2). Non-blocking and closed on exec.</summary>
internal sealed unsafe class ListenSocket : IDisposable
{
    private readonly string? path;
    private readonly FileIdentity? file;

    private ListenSocket(int descriptor, string? path)
    {
        Descriptor = descriptor;
        this.path = path is null || path[0] == '@' ? null : path;
        file = this.path is null ? null : FileIdentity.Of(this.path);
    }

    public int Descriptor { get; private set; }

    /// <summary>Whether the file of a Unix socket is removed with it. Not while another process that has the socket looks after it.</summary>
    public bool OwnsFile { get; set; }

    /// <summary>Whether somebody has removed or replaced the file of a Unix socket: nobody finds the socket any more.</summary>
    public bool IsFileGone => path is not null && (file is null || FileIdentity.Of(path) != file);

    /// <summary>The port of a TCP socket, which the kernel chose where 0 was asked for.</summary>
    public int Port
    {
        get
        {
            SocketAddressBytes bytes = default;
            uint length = SocketAddressBytes.Size;
            SystemCallException.Check(Libc.GetSockName(Descriptor, &bytes, &length), "getsockname");
            return SocketAddressBytes.Read(bytes).Port;
        }
    }

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
    /// <param name="path">Path, or <c>@</c> and an abstract name.</param>
    /// <param name="backlog">Length of the queue.</param>
    /// <param name="mode">Mode of the file, less what the umask takes away; null: all but that.</param>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static ListenSocket OpenUnix(string path, int backlog, uint? mode = null)
    {
        SocketAddressBytes bytes = default;
        uint length = SocketAddressBytes.WriteUnix(bytes, path);
        int fd = SystemCallException.Check(
            Libc.Socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0), "socket");
        try
        {
            // Linux gives the file the socket's own mode (unix_bind_bsd): it never has another, not for a moment.
            if (mode is { } bits) SystemCallException.Check(Libc.ChangeMode(fd, bits), "fchmod");
            if (Libc.Bind(fd, &bytes, length) < 0)
            {
                int error = Errno.Last;
                if (error != Errno.EADDRINUSE || !IsSocketFile(path) || !IsStale(&bytes, length)) throw new SystemCallException("bind", error);
                SystemCallException.Check(Libc.Unlink(path), "unlink");
                SystemCallException.Check(Libc.Bind(fd, &bytes, length), "bind");
            }

            SystemCallException.Check(Libc.Listen(fd, backlog), "listen");
            return new ListenSocket(fd, path) { OwnsFile = true };
        }
        catch
        {
            Libc.Close(fd);
            throw;
        }
    }

    /// <summary>Takes over a listening socket that was passed on as a descriptor. Its file, if it has one, belongs to whoever made it.</summary>
    /// <param name="descriptor">Its number.</param>
    /// <param name="path">The path of a Unix socket whose file is watched; null for any other.</param>
    /// <exception cref="SystemCallException">The descriptor is not open, or no socket.</exception>
    /// <exception cref="ArgumentException">It is a socket that does not listen.</exception>
    public static ListenSocket Adopt(int descriptor, string? path = null)
    {
        int flags = SystemCallException.Check(Libc.Fcntl(descriptor, Libc.F_GETFL, 0), "fcntl");
        SystemCallException.Check(Libc.Fcntl(descriptor, Libc.F_SETFL, flags | Libc.O_NONBLOCK), "fcntl");
        SystemCallException.Check(Libc.Fcntl(descriptor, Libc.F_SETFD, Libc.FD_CLOEXEC), "fcntl");

        // Whatever else it is, accept(2) would fail for each connection anew.
        int isListening = 0;
        uint length = sizeof(int);
        SystemCallException.Check(Libc.GetSockOpt(descriptor, Libc.SOL_SOCKET, Libc.SO_ACCEPTCONN, &isListening, &length), "getsockopt");
        if (isListening == 0) throw new ArgumentException("the socket does not listen");
        return new ListenSocket(descriptor, path);
    }

    /// <summary>Changes the length of the queue. What is queued stays; listen(2) on a listening socket does that alone (inet_listen, unix_listen in Linux).</summary>
    public void SetBacklog(int backlog) => SystemCallException.Check(Libc.Listen(Descriptor, backlog), "listen");

    /// <summary>Lets other sockets listen on the address too, each with a queue of its own; socket(7), SO_REUSEPORT.</summary>
    public void ShareAddress() => SetOption(Descriptor, Libc.SOL_SOCKET, Libc.SO_REUSEPORT, 1);

    /// <summary>
    /// Gives new connections to the first sockets of the address alone, in the order in which they were opened, one as often as another. The
    /// others keep what they have, handshakes under way included: a socket that is to be closed can be emptied first.
    /// </summary>
    /// <returns>False if the kernel does not take the program; then it goes on by the hash of both addresses.</returns>
    public bool Steer(int sockets)
    {
        // A classic program for the whole group: its result is the index of a socket (socket(7), SO_ATTACH_REUSEPORT_CBPF). It is asked for
        // the first packet of a connection; the later ones find the connection itself. Closing the last socket moves no other (reuseport_detach_sock).
        Libc.SocketFilter* program = stackalloc Libc.SocketFilter[3];
        program[0] = new() { Code = Libc.BPF_LD_W_ABS, K = Libc.SKF_AD_RANDOM };
        program[1] = new() { Code = Libc.BPF_ALU_MOD_K, K = (uint)sockets };
        program[2] = new() { Code = Libc.BPF_RET_A };
        var filter = new Libc.SocketFilterProgram { Length = 3, Filter = program };
        return Libc.SetSockOpt(
            Descriptor, Libc.SOL_SOCKET, Libc.SO_ATTACH_REUSEPORT_CBPF, &filter, (uint)sizeof(Libc.SocketFilterProgram)) == 0;
    }

    /// <summary>Closes the socket alone. A client is refused from then on, if no other process has it.</summary>
    public void Close()
    {
        if (Descriptor >= 0) Libc.Close(Descriptor);
        Descriptor = -1;
    }

    /// <summary>Closes the socket, and removes its file if this process has to.</summary>
    public void Dispose()
    {
        Close();

        // A file that another server has put in its place by now is that server's.
        if (OwnsFile && path is not null && !IsFileGone) Libc.Unlink(path);
        OwnsFile = false;
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
