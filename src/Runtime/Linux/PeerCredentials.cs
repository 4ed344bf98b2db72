namespace Gatehouse.Linux;

/// <summary>Who is at the other end of a Unix socket, as the kernel noted it at connect(2) or listen(2); unix(7), SO_PEERCRED.</summary>
/// <param name="Pid">0 for a process that this one's pid namespace does not show.</param>
/// <param name="Uid">Its effective user.</param>
internal readonly record struct PeerCredentials(int Pid, uint Uid)
{
    /// <exception cref="SystemCallException">It is no connected Unix socket.</exception>
    public static unsafe PeerCredentials Of(int fd)
    {
        // struct ucred: pid, uid, gid.
        uint* credentials = stackalloc uint[3];
        uint length = 3 * sizeof(uint);
        SystemCallException.Check(Libc.GetSockOpt(fd, Libc.SOL_SOCKET, Libc.SO_PEERCRED, credentials, &length), "getsockopt");
        return new PeerCredentials((int)credentials[0], credentials[1]);
    }
}
