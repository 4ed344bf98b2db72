namespace Gatehouse.Linux;

/// <summary>What a spawned process does with the descriptors that it was given by number.</summary>
internal static class Descriptors
{
    /// <summary>Keeps an inherited descriptor from the programs that this process starts.</summary>
    /// <exception cref="SystemCallException">There is no such descriptor.</exception>
    public static void CloseOnExec(int fd) => SystemCallException.Check(Libc.Fcntl(fd, Libc.F_SETFD, Libc.FD_CLOEXEC), "fcntl");
}
