namespace Gatehouse.Linux;

/// <summary>
/// Processes whose parents have died before them. The kernel gives them to process 1 of their container, or to the nearest child
/// subreaper (prctl(2)), which has to wait for them: else they stay as zombies, each with its number.
/// </summary>
internal static unsafe class Orphans
{
    /// <summary>Whether this process is given any.</summary>
    public static bool AreOurs
    {
        get
        {
            int isSubreaper = 0;
            return Libc.GetPid() == 1
                || (Libc.ProcessControl(Libc.PR_GET_CHILD_SUBREAPER, (nint)(&isSubreaper), 0, 0, 0) == 0 && isSubreaper != 0);
        }
    }

    /// <summary>
    /// Reaps the next one that has ended. Never a process of <see cref="ChildProcess"/>, and none at all once the .NET runtime handles
    /// SIGCHLD, which it does from the first use of <see cref="System.Diagnostics.Process"/> on: what ends then may be one of those
    /// (as process 1 the runtime reaps orphans by itself then; pal_signal.c).
    /// </summary>
    /// <returns>Its number; 0 when there is none.</returns>
    public static int ReapNext(out ExitStatus status)
    {
        status = ExitStatus.Unknown;
        if (!Signals.IsDefault(Signals.Child)) return 0;

        // Looked at first, and taken by number: waiting for any would take the statuses of our own.
        int pid = Wait(Libc.P_ALL, 0, Libc.WNOWAIT, ref status);
        return pid == 0 || ChildProcess.IsOurs(pid) ? 0 : Wait(Libc.P_PID, (uint)pid, 0, ref status);
    }

    private static int Wait(int idType, uint id, int options, ref ExitStatus status)
    {
        // siginfo_t: as in ChildProcess, its pid fifth and its status seventh.
        int* info = stackalloc int[32];
        new Span<int>(info, 32).Clear();
        if (Libc.WaitId(idType, id, info, Libc.WEXITED | Libc.WNOHANG | options) < 0 || info[4] == 0) return 0;
        status = info[2] == Libc.CLD_EXITED ? ExitStatus.Exited(info[6]) : ExitStatus.Killed(info[6]);
        return info[4];
    }
}
