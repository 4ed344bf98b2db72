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

    [LibraryImport(Library, EntryPoint = "isatty")]
    public static partial int IsATerminal(int fd);

    [LibraryImport(Library, EntryPoint = "fchmod")]
    public static partial int ChangeMode(int fd, uint mode);

    [LibraryImport(Library, EntryPoint = "eventfd")]
    public static partial int EventFd(uint initial, int flags);

    public static int Rename(string from, string to) => WithErrno(RenamePath(from, to));

    [LibraryImport(Library, EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenamePath(string from, string to);

    /// <summary>Left as it is by <see cref="ChangeOwner"/>; chown(2).</summary>
    public const uint KeepGroup = uint.MaxValue;

    [LibraryImport(Library, EntryPoint = "fchown")]
    public static partial int ChangeOwner(int fd, uint owner, uint group);

    public static int Unlink(string path) => WithErrno(UnlinkPath(path));

    [LibraryImport(Library, EntryPoint = "unlink", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int UnlinkPath(string path);

    /// <summary>
    /// For a function that is given a text: the text's memory is freed after the call, which may set errno (musl's free(3) does, glibc's
    /// does before 2.33). SetLastError keeps it across that; here it is put back where <see cref="Errno.Last"/> looks.
    /// </summary>
    private static int WithErrno(int result)
    {
        if (result < 0) Marshal.SetLastSystemError(Marshal.GetLastPInvokeError());
        return result;
    }
}
