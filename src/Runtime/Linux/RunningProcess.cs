namespace Gatehouse.Linux;

/// <summary>
/// A process that somebody else started, held by a pidfd: what is sent to it reaches it or nobody, however soon its number is used again.
/// </summary>
internal sealed class RunningProcess : IDisposable
{
    private readonly Epoll end = new();
    private readonly int pidFd;

    private RunningProcess(int pid, int pidFd)
    {
        Pid = pid;
        this.pidFd = pidFd;
        end.Add(pidFd, PollEvents.In);
    }

    public int Pid { get; }

    /// <summary>Null when there is no such process.</summary>
    public static RunningProcess? Find(int pid)
    {
        if (pid <= 0) return null;
        int fd = (int)Libc.SystemCall(Libc.SYS_pidfd_open, pid, 0, 0, 0);
        return fd < 0 ? null : new RunningProcess(pid, fd);
    }

    /// <summary>Sends a signal. False when the process is gone.</summary>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user.</exception>
    public bool Signal(int signal)
    {
        if (Libc.SystemCall(Libc.SYS_pidfd_send_signal, pidFd, signal, 0, 0) >= 0) return true;
        int error = Errno.Last;
        return error switch
        {
            Errno.ESRCH => false,
            Errno.EPERM => throw new UnauthorizedAccessException($"Process {Pid} belongs to another user."),
            _ => throw new SystemCallException("pidfd_send_signal", error),
        };
    }

    /// <summary>Waits for the end of the process. False when it has not come by then.</summary>
    public bool WaitForExit(TimeSpan limit) => end.Wait((int)Math.Min(limit.TotalMilliseconds, int.MaxValue)) > 0;

    public void Dispose()
    {
        end.Dispose();
        Libc.Close(pidFd);
    }
}
