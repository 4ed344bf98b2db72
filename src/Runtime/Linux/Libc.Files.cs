using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

/// <summary>The C library's functions, as they are. Every one returns -1 on failure, with the reason in <see cref="Errno.Last"/>.</summary>
internal static unsafe partial class Libc
{
    public const int F_GETFD = 1;
    public const int F_SETFD = 2;
    public const int F_GETFL = 3;
    public const int F_SETFL = 4;
    public const int FD_CLOEXEC = 1;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int EFD_CLOEXEC = O_CLOEXEC;
    public const int EFD_NONBLOCK = O_NONBLOCK;

    public const int AT_SYMLINK_NOFOLLOW = 0x100;
    public const uint STATX_TYPE = 1;

    /// <summary>S_IFMT: the bits of a mode that say what kind of file it is; inode(7).</summary>
    public const int FileTypeMask = 0xF000;

    /// <summary>S_IFSOCK: a socket.</summary>
    public const int FileTypeSocket = 0xC000;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "close")]
    public static partial int Close(int fd);

    [LibraryImport(Library, EntryPoint = "read")]
    public static partial nint Read(int fd, void* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "write")]
    public static partial nint Write(int fd, void* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "fcntl")]
    public static partial int Fcntl(int fd, int command, nint argument);

    [LibraryImport(Library, EntryPoint = "eventfd")]
    public static partial int EventFd(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "unlink", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unlink(string path);
}
