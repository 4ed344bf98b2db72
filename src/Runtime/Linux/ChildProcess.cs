using System.Collections.Concurrent;

namespace Gatehouse.Linux;

/// <summary>
/// A process that this one spawned, held by a pidfd: the number of a process is used again, a pidfd is not. It is reaped
/// through the pidfd alone. waitpid(-1) would steal the children of <see cref="System.Diagnostics.Process"/>, which ends the runtime.
/// </summary>
internal sealed unsafe class ChildProcess : IDisposable
{
    private static readonly ConcurrentDictionary<int, bool> Unreaped = new();

    internal ChildProcess(int pid)
    {
        Pid = pid;
        Unreaped[pid] = true;
        PidFd = SystemCallException.Check((int)Libc.SystemCall(Libc.SYS_pidfd_open, pid, 0, 0, 0), "pidfd_open");
    }

    public int Pid { get; }

    /// <summary>Whether a number is that of a process which was spawned here and has not been reaped.</summary>
    public static bool IsOurs(int pid) => Unreaped.ContainsKey(pid);

    /// <summary>Becomes readable when the process ends; pidfd_open(2). Closed on exec.</summary>
    public int PidFd { get; private set; }

    /// <summary>Sends a signal. A process that has ended is left in peace.</summary>
    public void Signal(int signal)
    {
        if (Libc.SystemCall(Libc.SYS_pidfd_send_signal, PidFd, signal, 0, 0) >= 0) return;
        int error = Errno.Last;
        if (error != Errno.ESRCH) throw new SystemCallException("pidfd_send_signal", error);
    }

    /// <summary>Takes the status of the process if it has ended; never waits.</summary>
    public bool TryReap(out ExitStatus status) => TryReap(Libc.WNOHANG, out status);

    /// <summary>Waits for the end of the process.</summary>
    public ExitStatus WaitForExit()
    {
        ExitStatus status;
        while (!TryReap(0, out status))
        {
        }

        return status;
    }

    public void Dispose()
    {
        if (PidFd < 0) return;
        Unreaped.TryRemove(Pid, out _);
        Libc.Close(PidFd);
        PidFd = -1;
    }

    private bool TryReap(int options, out ExitStatus status)
    {
        status = ExitStatus.Unknown;

        // siginfo_t: int si_signo, si_errno, si_code, (padding), si_pid, si_uid, si_status. 128 bytes.
        int* info = stackalloc int[32];
        new Span<int>(info, 32).Clear();
        if (Libc.WaitId(Libc.P_PIDFD, (uint)PidFd, info, Libc.WEXITED | options) < 0)
        {
            int error = Errno.Last;
            if (error == Errno.EINTR) return false;

            // Gone, and its status with it: as process 1 the .NET runtime may have reaped it for us.
            if (error != Errno.ECHILD) throw new SystemCallException("waitid", error);
            Unreaped.TryRemove(Pid, out _);
            return true;
        }

        if (info[4] == 0) return false;
        Unreaped.TryRemove(Pid, out _);
        status = info[2] == Libc.CLD_EXITED ? ExitStatus.Exited(info[6]) : ExitStatus.Killed(info[6]);
        return true;
    }
}
