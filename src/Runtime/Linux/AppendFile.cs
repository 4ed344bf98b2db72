namespace Gatehouse.Linux;

/// <summary>
/// A file that lines are appended to, one write(2) a line: with O_APPEND the kernel puts each write at the end (open(2)), so
/// that several processes share one log file without tearing lines. FileMode.Append of the base library seeks instead.
/// </summary>
internal sealed unsafe class AppendFile : IDisposable
{
    /// <summary>rw-r--r-- before the umask, as nginx gives its logs.</summary>
    private const uint Mode = 0x1a4;

    private readonly Lock gate = new();
    private readonly string? path;
    private readonly uint? owner;
    private int descriptor;

    private AppendFile(string? path, uint? owner, int descriptor)
    {
        this.path = path;
        this.owner = owner;
        this.descriptor = descriptor;
    }

    /// <summary>Opens a file, creating it if need be.</summary>
    /// <param name="path">The file.</param>
    /// <param name="owner">
    /// User that the file is given to when it is created, so that processes which have become that user can open it again; null for nobody.
    /// </param>
    /// <exception cref="IOException">It cannot be opened; the message is the system's reason.</exception>
    public static AppendFile Open(string path, uint? owner = null)
    {
        int descriptor = OpenDescriptor(path, owner);
        return descriptor >= 0 ? new AppendFile(path, owner, descriptor) : throw new IOException(Errno.Message(-descriptor));
    }

    /// <summary>Writes to a descriptor that somebody else owns, such as standard error.</summary>
    public static AppendFile Borrow(int descriptor) => new(null, null, descriptor);

    /// <summary>Writes a line, its line feed included. What cannot be written is lost: a log must not end the server.</summary>
    public void Write(ReadOnlySpan<byte> line)
    {
        lock (gate)
        {
            while (!line.IsEmpty && descriptor >= 0)
            {
                nint written;
                fixed (byte* start = line)
                    written = Libc.Write(descriptor, start, (nuint)line.Length);
                if (written >= 0)
                    line = line[(int)written..];
                else if (Errno.Last != Errno.EINTR)
                    return;
            }
        }
    }

    /// <summary>Opens the path again, after a log rotator moved the file. Keeps the old file if that fails.</summary>
    /// <returns>Null, or the system's reason.</returns>
    public string? Reopen()
    {
        if (path is null)
            return null;
        int opened = OpenDescriptor(path, owner);
        if (opened < 0)
            return Errno.Message(-opened);
        lock (gate)
        {
            (opened, descriptor) = (descriptor, opened);
        }

        if (opened >= 0)
            Libc.Close(opened);
        return null;
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (path is not null && descriptor >= 0)
                Libc.Close(descriptor);
            descriptor = -1;
        }
    }

    /// <summary>The descriptor, or the error negated.</summary>
    private static int OpenDescriptor(string path, uint? owner)
    {
        const int flags = Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND | Libc.O_CLOEXEC | Libc.O_NOCTTY;
        if (owner is { } user)
        {
            // A file that is there keeps its owner: it may be a link that the user made to a file which is none of his (CVE-2016-1247).
            // O_EXCL follows no link.
            int created = Libc.Open(path, flags | Libc.O_EXCL, Mode);
            if (created >= 0)
            {
                _ = Libc.ChangeOwner(created, user, Libc.KeepGroup);
                return created;
            }
        }

        int opened = Libc.Open(path, flags, Mode);
        return opened >= 0 ? opened : -Errno.Last;
    }
}
