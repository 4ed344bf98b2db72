using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Linux;

/// <summary>
/// A directory, held open, beneath which files are opened by paths that strangers chose. The kernel keeps the walk beneath it
/// (openat2(2), RESOLVE_BENEATH): a <c>..</c> or a symbolic link that leads out is refused at the moment of opening, so that there is
/// nothing to race. Relative links within the directory are followed. Where the kernel has no openat2 (before 5.6, or a container
/// that forbids it), the path is walked name by name and no link is followed at all.
/// </summary>
internal sealed unsafe class FolderRoot : IDisposable
{
    private const int PathMax = 4096;

    // O_NONBLOCK: a pipe that somebody put there must not hold the loop.
    private const int FileFlags = Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NONBLOCK | Libc.O_NOCTTY;
    private const ulong Beneath = Libc.RESOLVE_BENEATH | Libc.RESOLVE_NO_MAGICLINKS;

    // openat2 fails with EAGAIN when something was renamed during the walk, and wants to be asked again.
    private const int MostTries = 8;

    // open(2) has these two under other numbers on arm64 than on x64.
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
    private static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;
    private static readonly int DirectoryFlags = Libc.O_PATH | Libc.O_CLOEXEC | (IsArm ? 0x4000 : 0x10000);

    private readonly SafeFileHandle directory;

    private FolderRoot(SafeFileHandle directory, bool walks)
    {
        this.directory = directory;
        Walks = walks;
    }

    /// <summary>Whether paths are walked name by name.</summary>
    public bool Walks { get; }

    /// <summary>Opens the directory. The path to it is the operator's: links in it are followed.</summary>
    /// <param name="path">An existing directory.</param>
    /// <param name="walk">Walks although the kernel has openat2; for tests.</param>
    /// <exception cref="SystemCallException">It cannot be opened.</exception>
    public static FolderRoot Open(string path, bool walk = false)
    {
        using var name = new NativeStrings(path);
        int fd = SystemCallException.Check(Libc.OpenAt(Libc.AT_FDCWD, name[0], DirectoryFlags), "open");
        var directory = new SafeFileHandle(fd, ownsHandle: true);
        return new FolderRoot(directory, walk || !HasOpenAt2(fd));
    }

    /// <summary>Opens what a path leads to. Null for what does not exist, may not be read, or lies outside.</summary>
    /// <param name="path">Relative, without empty names, dots and zero bytes.</param>
    /// <param name="status">Its status, for a regular file.</param>
    /// <param name="kind">What it is.</param>
    /// <exception cref="SystemCallException">The system cannot open files now: it has too many, say.</exception>
    public SafeFileHandle? TryOpen(ReadOnlySpan<byte> path, out FileStatus status, out FileKind kind)
    {
        status = default;
        kind = FileKind.None;
        if (path.IsEmpty || path.Length >= PathMax) return null;

        // Not closed meanwhile by a worker that ends.
        bool held = false;
        try
        {
            directory.DangerousAddRef(ref held);
            int root = (int)directory.DangerousGetHandle();
            int fd = Walks ? Walk(root, path) : OpenBeneath(root, path);
            if (fd < 0) return null;
            var file = new SafeFileHandle(fd, ownsHandle: true);
            status = FileStatus.Of(file, out kind);
            if (kind == FileKind.Regular) return file;
            file.Dispose();
            return null;
        }
        finally
        {
            if (held) directory.DangerousRelease();
        }
    }

    /// <summary>Reads a piece of a file, whole.</summary>
    /// <exception cref="IOException">The file ends before, or cannot be read.</exception>
    public static void ReadExactly(SafeFileHandle file, long offset, Span<byte> destination)
    {
        fixed (byte* start = destination)
        {
            for (int read = 0; read < destination.Length;)
            {
                nint count = Libc.ReadAt((int)file.DangerousGetHandle(), start + read, (nuint)(destination.Length - read), (nint)(offset + read));
                if (count == 0) throw new EndOfStreamException("The file became shorter while it was read.");
                if (count > 0) read += (int)count;
                else if (Errno.Last != Errno.EINTR) throw new SystemCallException("pread", Errno.Last);
            }
        }
    }

    public void Dispose() => directory.Dispose();

    private static bool HasOpenAt2(int root)
    {
        int fd = OpenAt2(root, "."u8, DirectoryFlags);
        if (fd < 0) return false;
        Libc.Close(fd);
        return true;
    }

    private static int OpenBeneath(int root, ReadOnlySpan<byte> path)
    {
        for (int tries = 1; ; tries++)
        {
            int fd = OpenAt2(root, path, FileFlags);
            if (fd >= 0) return fd;
            int error = Errno.Last;
            if (error is Errno.EINTR || (error == Errno.EAGAIN && tries < MostTries)) continue;
            return Refused(error);
        }
    }

    private static int OpenAt2(int root, ReadOnlySpan<byte> path, int flags)
    {
        Span<byte> name = stackalloc byte[path.Length + 1];
        path.CopyTo(name);
        name[path.Length] = 0;
        var how = new Libc.OpenHow { Flags = (ulong)flags, Resolve = Beneath };
        fixed (byte* start = name)
            return (int)Libc.SystemCall(Libc.SYS_openat2, root, (nint)start, (nint)(&how), sizeof(Libc.OpenHow));
    }

    private static int Walk(int root, ReadOnlySpan<byte> path)
    {
        int at = root;
        while (true)
        {
            int slash = path.IndexOf((byte)'/');
            bool isLast = slash < 0;
            ReadOnlySpan<byte> name = isLast ? path : path[..slash];
            int next = OpenName(at, name, isLast ? FileFlags : DirectoryFlags, out int error);
            if (at != root) Libc.Close(at);
            if (next < 0) return Refused(error);
            if (isLast) return next;
            at = next;
            path = path[(slash + 1)..];
        }
    }

    private static int OpenName(int directory, ReadOnlySpan<byte> name, int flags, out int error)
    {
        error = Errno.EXDEV;
        if (name.SequenceEqual(".."u8)) return -1;
        Span<byte> terminated = stackalloc byte[name.Length + 1];
        name.CopyTo(terminated);
        terminated[name.Length] = 0;
        fixed (byte* start = terminated)
        {
            while (true)
            {
                int fd = Libc.OpenAt(directory, start, flags | NoFollow);
                error = fd < 0 ? Errno.Last : 0;
                if (error != Errno.EINTR) return fd;
            }
        }
    }

    /// <summary>-1 for an error that only says that there is no such file for us.</summary>
    private static int Refused(int error) => error switch
    {
        // ENXIO: a socket, or a device without a driver.
        Errno.ENOENT or Errno.ENOTDIR or Errno.EACCES or Errno.EPERM or Errno.EXDEV or Errno.ELOOP or Errno.ENAMETOOLONG or Errno.ENXIO => -1,
        _ => throw new SystemCallException("openat2", error),
    };
}
