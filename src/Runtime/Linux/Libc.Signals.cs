using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

/// <summary>Dispositions of signals; sigaction(2).</summary>
internal static unsafe partial class Libc
{
    /// <summary>sizeof(sigset_t) in glibc and musl.</summary>
    public const int SignalSetSize = 128;

    public const nint SIG_DFL = 0;
    public const nint SIG_IGN = 1;

    public const int SIG_UNBLOCK = 1;

    /// <summary>Returns the error instead of setting errno.</summary>
    [LibraryImport(Library, EntryPoint = "pthread_sigmask")]
    public static partial int ThreadSignalMask(int how, void* set, void* previous);

    /// <summary>Both arguments are a <c>struct sigaction</c>, whose first word is the handler; 152 bytes on x64 and arm64.</summary>
    [LibraryImport(Library, EntryPoint = "sigaction")]
    public static partial int SigAction(int signal, void* action, void* previous);

    [LibraryImport(Library, EntryPoint = "kill")]
    public static partial int Kill(int pid, int signal);
}
