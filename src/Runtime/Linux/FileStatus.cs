using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Linux;

/// <summary>What the kernel says about an open regular file; statx(2).</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">Seconds from 1970 to the last change of its content, as far as the clock or whoever set it was right.</param>
/// <param name="Changed">
/// Nanoseconds from 1970 to the last change of its content, name or mode (st_ctime). Only the kernel sets it, so that a file which
/// replaced another has a later one whatever else of it was made to look the same.
/// </param>
internal readonly record struct FileStatus(long Size, long Modified, long Changed)
{
    private const long NanosecondsInSecond = 1_000_000_000;
    private const int RegularFile = 0x8000;
    private const int Directory = 0x4000;

    /// <summary>Reads the status of a descriptor.</summary>
    /// <param name="file">An open file.</param>
    /// <param name="kind">What it is.</param>
    /// <exception cref="SystemCallException">The kernel refuses.</exception>
    public static unsafe FileStatus Of(SafeFileHandle file, out FileKind kind)
    {
        // struct statx is the same on every architecture: stx_mode at 28, stx_size at 40, stx_ctime at 96, stx_mtime
        // at 112; 256 bytes.
        byte* result = stackalloc byte[256];
        SystemCallException.Check(
            Libc.StatX((int)file.DangerousGetHandle(), "", Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, result), "statx");
        kind = (*(ushort*)(result + 28) & Libc.FileTypeMask) switch
        {
            RegularFile => FileKind.Regular,
            Directory => FileKind.Directory,
            _ => FileKind.Other,
        };
        long changed = unchecked((*(long*)(result + 96) * NanosecondsInSecond) + *(uint*)(result + 104));
        return new FileStatus(*(long*)(result + 40), *(long*)(result + 112), changed);
    }
}

/// <summary>What a path leads to.</summary>
internal enum FileKind
{
    /// <summary>Nothing that may be opened.</summary>
    None,

    /// <summary>A regular file.</summary>
    Regular,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A device, a pipe, a socket.</summary>
    Other,
}
