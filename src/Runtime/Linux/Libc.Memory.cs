using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

/// <summary>Memory shared between processes; memfd_create(2), mmap(2).</summary>
internal static unsafe partial class Libc
{
    public const uint MFD_CLOEXEC = 1;
    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int MAP_SHARED = 1;
    public const int SEEK_END = 2;

    public static int MemFdCreate(string name, uint flags) => WithErrno(MemFdCreateNamed(name, flags));

    [LibraryImport(Library, EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MemFdCreateNamed(string name, uint flags);

    [LibraryImport(Library, EntryPoint = "ftruncate")]
    public static partial int Truncate(int fd, nint length);

    [LibraryImport(Library, EntryPoint = "lseek")]
    public static partial nint Seek(int fd, nint offset, int whence);

    [LibraryImport(Library, EntryPoint = "pread")]
    public static partial nint ReadAt(int fd, void* buffer, nuint count, nint offset);

    [LibraryImport(Library, EntryPoint = "pwrite")]
    public static partial nint WriteAt(int fd, void* buffer, nuint count, nint offset);

    [LibraryImport(Library, EntryPoint = "mmap")]
    public static partial void* Map(void* address, nuint length, int protection, int flags, int fd, nint offset);

    [LibraryImport(Library, EntryPoint = "munmap")]
    public static partial int Unmap(void* address, nuint length);
}
