namespace Gatehouse.Linux;

/// <summary>Signal numbers; signal(7), the same on x64 and arm64.</summary>
internal static class Signals
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Abort = 6;
    public const int Kill = 9;
    public const int User1 = 10;
    public const int User2 = 12;
    public const int Terminate = 15;
    public const int Child = 17;
    public const int TerminalInput = 21;
    public const int TerminalOutput = 22;
    public const int WindowChange = 28;

    private static readonly string[] Names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
        "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "POLL", "PWR", "SYS",
    ];

    /// <summary>"SIGTERM" for 15.</summary>
    public static string Name(int signal) =>
        signal > 0 && signal < Names.Length ? "SIG" + Names[signal] : $"signal {signal}";

    /// <summary>"term" for 15, as Gunicorn's log has it.</summary>
    public static string ShortName(int signal) =>
        signal > 0 && signal < Names.Length ? Names[signal].ToLowerInvariant() : signal.ToString();

    /// <summary>
    /// Gives a signal its default action back when the parent had it ignored, which is inherited over exec: SIGHUP under
    /// nohup, SIGINT in the background of a shell without job control. With SIGCHLD ignored the kernel reaps children itself
    /// and their statuses are lost.
    /// </summary>
    public static unsafe void HeedIgnored(int signal)
    {
        // struct sigaction, its handler first; all zero is SIG_DFL, an empty mask and no flags.
        byte* action = stackalloc byte[256];
        new Span<byte>(action, 256).Clear();
        SystemCallException.Check(Libc.SigAction(signal, null, action), "sigaction");
        if (*(nint*)action != Libc.SIG_IGN) return;
        new Span<byte>(action, 256).Clear();
        SystemCallException.Check(Libc.SigAction(signal, action, null), "sigaction");
    }

    /// <summary>Whether a signal is at its default action: nobody in this process, the runtime included, has asked for it.</summary>
    public static unsafe bool IsDefault(int signal)
    {
        byte* action = stackalloc byte[256];
        new Span<byte>(action, 256).Clear();
        SystemCallException.Check(Libc.SigAction(signal, null, action), "sigaction");
        return *(nint*)action == Libc.SIG_DFL;
    }

    /// <summary>Lets this thread have the signals, whatever mask the process was started with.</summary>
    public static unsafe void Unblock(ReadOnlySpan<int> signals)
    {
        // sigset_t is a bit for each signal, from 1 on, in words of the machine.
        byte* set = stackalloc byte[Libc.SignalSetSize];
        new Span<byte>(set, Libc.SignalSetSize).Clear();
        foreach (int signal in signals) set[(signal - 1) / 8] |= (byte)(1 << ((signal - 1) % 8));
        int error = Libc.ThreadSignalMask(Libc.SIG_UNBLOCK, set, null);
        if (error != 0) throw new SystemCallException("pthread_sigmask", error);
    }
}
