using System.Collections;

namespace Gatehouse.Linux;

/// <summary>
/// Starts processes by posix_spawn(3), which forks and execs in C: between the two no managed code may run. The child has an
/// empty signal mask, every signal at its default (the runtime ignores SIGPIPE, and exec would keep that), and exactly the
/// descriptors asked for.
/// </summary>
/// <remarks>Needs glibc 2.34 (Debian 12, Ubuntu 22.04, RHEL 9).</remarks>
internal static unsafe class ProcessSpawner
{
    private const string Null = "/dev/null";

    // posix_spawnattr_t is 336 bytes and posix_spawn_file_actions_t 80, in glibc and musl.
    private const int AttributesSize = 512;
    private const int FileActionsSize = 128;
    private const uint LogFileMode = 0b110_100_000;

    public static ChildProcess Spawn(SpawnRequest request)
    {
        using var arguments = new NativeStrings(request.Command.Arguments);
        using var variables = new NativeStrings(Variables(request.Environment));
        using var path = new NativeStrings(request.Command.Path, request.Command.Directory, request.Input ?? Null, request.Output ?? Null);
        byte* attributes = stackalloc byte[AttributesSize];
        byte* actions = stackalloc byte[FileActionsSize];
        Check(Libc.SpawnAttributesInit(attributes), "posix_spawnattr_init");
        Check(Libc.SpawnFileActionsInit(actions), "posix_spawn_file_actions_init");
        try
        {
            SetSignals(attributes, request.NewSession);
            Check(Libc.SpawnFileActionsAddChdir(actions, path[1]), "posix_spawn_file_actions_addchdir_np");
            if (request.Input is not null) Open(actions, 0, path[2], Libc.O_RDONLY);
            if (request.Output is not null)
            {
                Open(actions, 1, path[3], Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND);
                Check(Libc.SpawnFileActionsAddDup2(actions, 1, 2), "posix_spawn_file_actions_adddup2");
            }

            KeepOnly(actions, request.Inherit);
            int pid;
            int error = Libc.PosixSpawn(&pid, path[0], actions, attributes, arguments.Pointer, variables.Pointer);
            if (error != 0) throw new SystemCallException($"posix_spawn {request.Command.Path}", error);
            return new ChildProcess(pid);
        }
        finally
        {
            _ = Libc.SpawnFileActionsDestroy(actions);
            _ = Libc.SpawnAttributesDestroy(attributes);
        }
    }

    private static void SetSignals(byte* attributes, bool newSession)
    {
        byte* signals = stackalloc byte[Libc.SignalSetSize];
        var set = new Span<byte>(signals, Libc.SignalSetSize);
        set.Clear();
        Check(Libc.SpawnAttributesSetSigMask(attributes, signals), "posix_spawnattr_setsigmask");
        set.Fill(0xff);
        Check(Libc.SpawnAttributesSetSigDefault(attributes, signals), "posix_spawnattr_setsigdefault");
        int flags = Libc.POSIX_SPAWN_SETSIGMASK | Libc.POSIX_SPAWN_SETSIGDEF | (newSession ? Libc.POSIX_SPAWN_SETSID : 0);
        Check(Libc.SpawnAttributesSetFlags(attributes, (short)flags), "posix_spawnattr_setflags");
    }

    // O_NOCTTY: the leader of a new session would take a terminal that it opens for its own.
    private static void Open(byte* actions, int fd, byte* path, int flags) =>
        Check(Libc.SpawnFileActionsAddOpen(actions, fd, path, flags | Libc.O_NOCTTY, LogFileMode), "posix_spawn_file_actions_addopen");

    private static void KeepOnly(byte* actions, IReadOnlyList<int> inherit)
    {
        int next = 3;
        foreach (int fd in inherit.Order())
        {
            // Closing a number that is not open is no error; spawni.c of glibc, posix_spawn_file_actions_addclose(3).
            for (; next < fd; next++) Check(Libc.SpawnFileActionsAddClose(actions, next), "posix_spawn_file_actions_addclose");

            // Onto itself: clears FD_CLOEXEC, in the child alone (Austin Group issue 411).
            Check(Libc.SpawnFileActionsAddDup2(actions, fd, fd), "posix_spawn_file_actions_adddup2");
            next = Math.Max(next, fd + 1);
        }

        Check(Libc.SpawnFileActionsAddCloseFrom(actions, next), "posix_spawn_file_actions_addclosefrom_np");
    }

    private static IEnumerable<string> Variables(IReadOnlyDictionary<string, string> changes)
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (!changes.ContainsKey((string)variable.Key)) yield return $"{variable.Key}={variable.Value}";
        }

        foreach ((string name, string value) in changes) yield return $"{name}={value}";
    }

    private static void Check(int error, string call)
    {
        if (error != 0) throw new SystemCallException(call, error);
    }
}
