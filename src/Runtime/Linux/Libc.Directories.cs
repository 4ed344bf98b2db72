using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

/// <summary>Opening files beneath a directory; openat2(2).</summary>
internal static unsafe partial class Libc
{
    public const int O_PATH = 0x200000;

    public const ulong RESOLVE_NO_MAGICLINKS = 0x02;
    public const ulong RESOLVE_BENEATH = 0x08;

    public const uint STATX_BASIC_STATS = 0x7ff;

    // By number: glibc has no wrapper of it. The same on every architecture.
    public const nint SYS_openat2 = 437;

    [LibraryImport(Library, EntryPoint = "openat")]
    public static partial int OpenAt(int directory, byte* path, int flags);

    /// <summary>struct open_how; openat2(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
