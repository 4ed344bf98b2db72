namespace Gatehouse.Linux;

/// <summary>Bytes that a process hands to its children in a memory file: any number, and no disk.</summary>
internal static unsafe class MemoryFile
{
    /// <summary>Puts the bytes into a new memory file.</summary>
    /// <returns>Its descriptor.</returns>
    public static int Write(string name, ReadOnlySpan<byte> bytes)
    {
        int fd = SystemCallException.Check(Libc.MemFdCreate(name, Libc.MFD_CLOEXEC), "memfd_create");
        fixed (byte* start = bytes)
        {
            for (nint done = 0; done < bytes.Length;)
            {
                nint written = Libc.WriteAt(fd, start + done, (nuint)(bytes.Length - done), done);
                if (written < 0)
                {
                    int error = Errno.Last;
                    Libc.Close(fd);
                    throw new SystemCallException("pwrite", error);
                }

                done += written;
            }
        }

        return fd;
    }

    /// <summary>All the bytes behind a descriptor. Its place in the file, which other processes share, plays no part.</summary>
    public static byte[] Read(int fd)
    {
        var bytes = new byte[SystemCallException.Check((int)Libc.Seek(fd, 0, Libc.SEEK_END), "lseek")];
        fixed (byte* start = bytes)
        {
            for (nint done = 0; done < bytes.Length;)
            {
                nint read = SystemCallException.Check((int)Libc.ReadAt(fd, start + done, (nuint)(bytes.Length - done), done), "pread");
                if (read == 0) throw new EndOfStreamException("A memory file shrank while it was read.");
                done += read;
            }
        }

        return bytes;
    }
}
