using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

/// <summary>Processes: posix_spawn(3), pidfds, waiting.</summary>
internal static unsafe partial class Libc
{
    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_NOCTTY = 0x100;
    public const int O_APPEND = 0x400;

    // spawn.h, the same in glibc and musl.
    public const short POSIX_SPAWN_SETSIGDEF = 0x04;
    public const short POSIX_SPAWN_SETSIGMASK = 0x08;
    public const short POSIX_SPAWN_SETSID = 0x80;

    public const int P_ALL = 0;
    public const int P_PID = 1;
    public const int P_PIDFD = 3;
    public const int WNOHANG = 1;
    public const int WNOWAIT = 0x01000000;
    public const int WEXITED = 4;
    public const int CLD_EXITED = 1;
    public const int PR_SET_PDEATHSIG = 1;
    public const int PR_SET_CHILD_SUBREAPER = 36;
    public const int PR_GET_CHILD_SUBREAPER = 37;

    // Asked for by number: glibc has wrappers since 2.36 only. Numbers above 423 are the same on every architecture.
    public const nint SYS_pidfd_send_signal = 424;
    public const nint SYS_pidfd_open = 434;

    // posix_spawn and its kin return the error instead of setting errno.
    [LibraryImport(Library, EntryPoint = "posix_spawn")]
    public static partial int PosixSpawn(int* pid, byte* path, void* fileActions, void* attributes, byte** argv, byte** envp);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int SpawnFileActionsInit(void* fileActions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int SpawnFileActionsDestroy(void* fileActions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int SpawnFileActionsAddDup2(void* fileActions, int fd, int newFd);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addclose")]
    public static partial int SpawnFileActionsAddClose(void* fileActions, int fd);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addopen")]
    public static partial int SpawnFileActionsAddOpen(void* fileActions, int fd, byte* path, int flags, uint mode);

    /// <summary>glibc 2.34.</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    public static partial int SpawnFileActionsAddCloseFrom(void* fileActions, int lowest);

    /// <summary>glibc 2.29.</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    public static partial int SpawnFileActionsAddChdir(void* fileActions, byte* path);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    public static partial int SpawnAttributesInit(void* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    public static partial int SpawnAttributesDestroy(void* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    public static partial int SpawnAttributesSetFlags(void* attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int SpawnAttributesSetSigMask(void* attributes, void* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int SpawnAttributesSetSigDefault(void* attributes, void* signals);

    // syscall(2) is variadic; on x64 and arm64 Linux integers are passed to it as to any other function.
    [LibraryImport(Library, EntryPoint = "syscall")]
    public static partial nint SystemCall(nint number, nint a, nint b, nint c, nint d);

    [LibraryImport(Library, EntryPoint = "waitid")]
    public static partial int WaitId(int idType, uint id, void* info, int options);

    [LibraryImport(Library, EntryPoint = "getpid")]
    public static partial int GetPid();

    [LibraryImport(Library, EntryPoint = "getppid")]
    public static partial int GetParentPid();

    [LibraryImport(Library, EntryPoint = "prctl")]
    public static partial int ProcessControl(int option, nint a, nint b, nint c, nint d);

    /// <summary>Ends the process at once, without a handler; _exit(2).</summary>
    [LibraryImport(Library, EntryPoint = "_exit")]
    public static partial void ExitNow(int status);
}
