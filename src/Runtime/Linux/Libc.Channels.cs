using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

/// <summary>What processes of one service talk over, and lock; socketpair(2), pipe(2), fcntl(2), statx(2).</summary>
internal static unsafe partial class Libc
{
    public const int F_OFD_GETLK = 36;
    public const int F_OFD_SETLK = 37;
    public const short F_WRLCK = 1;
    public const short F_UNLCK = 2;
    public const int AT_FDCWD = -100;
    public const int AT_EMPTY_PATH = 0x1000;
    public const uint STATX_INO = 0x100;

    [LibraryImport(Library, EntryPoint = "socketpair")]
    public static partial int SocketPair(int domain, int type, int protocol, int* pair);

    [LibraryImport(Library, EntryPoint = "pipe2")]
    public static partial int Pipe(int* pair, int flags);

    public static int Open(string path, int flags, uint mode) => WithErrno(OpenPath(path, flags, mode));

    public static int StatX(int directory, string path, int flags, uint mask, void* result) =>
        WithErrno(StatXPath(directory, path, flags, mask, result));

    [LibraryImport(Library, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenPath(string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int StatXPath(int directory, string path, int flags, uint mask, void* result);

    /// <summary>struct flock.</summary>
    public struct RecordLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Pid;
    }
}
