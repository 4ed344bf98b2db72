using Gatehouse.Linux;

namespace Gatehouse.Detach;

/// <summary>The pipe that a detached process reports through, once; pipe(7).</summary>
internal static unsafe class StatusPipe
{
    public static (int Read, int Write) Create()
    {
        int* pair = stackalloc int[2];
        SystemCallException.Check(Libc.Pipe(pair, Libc.O_CLOEXEC), "pipe2");
        return (pair[0], pair[1]);
    }

    /// <summary>Waits until the other side has closed the pipe, by itself or by ending.</summary>
    public static byte[] ReadToEnd(int fd)
    {
        var word = new MemoryStream();
        byte* buffer = stackalloc byte[1024];
        while (true)
        {
            nint count = Libc.Read(fd, buffer, 1024);
            if (count > 0) word.Write(new ReadOnlySpan<byte>(buffer, (int)count));
            else if (count == 0) return word.ToArray();
            else if (Errno.Last != Errno.EINTR) throw new SystemCallException("read", Errno.Last);
        }
    }

    /// <summary>Writes it all, or as much as anyone still reads.</summary>
    public static void Write(int fd, ReadOnlySpan<byte> word)
    {
        fixed (byte* start = word)
        {
            for (nint done = 0; done < word.Length;)
            {
                nint count = Libc.Write(fd, start + done, (nuint)(word.Length - done));
                if (count < 0) return;
                done += count;
            }
        }
    }
}
