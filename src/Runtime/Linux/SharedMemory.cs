namespace Gatehouse.Linux;

/// <summary>
/// Memory that processes share by passing on a descriptor: it has no name in any file system, and no disk can stall who
/// writes it; memfd_create(2).
/// </summary>
internal sealed unsafe class SharedMemory : IDisposable
{
    private byte* address;

    private SharedMemory(int fd, nint offset, nint length, int protection = Libc.PROT_READ | Libc.PROT_WRITE)
    {
        Descriptor = fd;
        Length = length;
        void* mapped = Libc.Map(null, (nuint)length, protection, Libc.MAP_SHARED, fd, offset);
        if ((nint)mapped == -1) throw new SystemCallException("mmap", Errno.Last);
        address = (byte*)mapped;
    }

    /// <summary>What to pass on; -1 when only the mapping is held.</summary>
    public int Descriptor { get; private set; }

    public nint Length { get; }

    /// <summary>Start of the memory, on a page's boundary.</summary>
    public byte* Address => address is not null ? address : throw new ObjectDisposedException(nameof(SharedMemory));

    /// <summary>New memory, all zero. Pages that nobody touches cost nothing.</summary>
    public static SharedMemory Create(string name, nint length)
    {
        int fd = SystemCallException.Check(Libc.MemFdCreate(name, Libc.MFD_CLOEXEC), "memfd_create");
        try
        {
            SystemCallException.Check(Libc.Truncate(fd, length), "ftruncate");
            return new SharedMemory(fd, 0, length);
        }
        catch
        {
            Libc.Close(fd);
            throw;
        }
    }

    /// <summary>All the memory behind a descriptor, which this object then owns, to be read alone.</summary>
    public static SharedMemory AdoptReadOnly(int fd) =>
        new(fd, 0, (nint)SystemCallException.Check((int)Libc.Seek(fd, 0, Libc.SEEK_END), "lseek"), Libc.PROT_READ);

    /// <summary>A part of the memory behind a descriptor, which is closed: the mapping stays.</summary>
    public static SharedMemory AdoptPart(int fd, nint offset, nint length)
    {
        var part = new SharedMemory(fd, offset, length) { Descriptor = -1 };
        Libc.Close(fd);
        return part;
    }

    public void Dispose()
    {
        if (address is null) return;
        _ = Libc.Unmap(address, (nuint)Length);
        address = null;
        if (Descriptor >= 0) Libc.Close(Descriptor);
        Descriptor = -1;
    }
}
