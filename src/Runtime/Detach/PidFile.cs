using System.Globalization;
using System.Text;
using Gatehouse.Linux;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Detach;

/// <summary>
/// A file with the process id of a service, and the lock that makes it the only one: it is held as long as the process lives
/// and goes with it, however it ends. So a file that was left behind stops nobody, and neither does a number that another
/// process has by now, as happens to pid files in every restarted container (Twisted's issue 7555).
/// </summary>
/// <remarks>
/// An open file description lock (fcntl(2), F_OFD_SETLK), not flock(2): .NET takes flock for FileShare, so that no .NET program could read
/// the file, and one that did could keep the service from starting.
/// </remarks>
internal sealed class PidFile : IDisposable
{
    private const uint Mode = 0b110_100_100;

    // A number and a new line.
    private const int LargestText = 16;

    private readonly ILogger logger;
    private int fd;

    private PidFile(string path, int fd, ILogger logger)
    {
        Path = path;
        this.fd = fd;
        this.logger = logger;
    }

    /// <summary>Absolute, so that a later change of directory does not matter.</summary>
    public string Path { get; private set; }

    /// <summary>Locks the file, makes it if need be, and writes this process's id.</summary>
    /// <exception cref="PidFileException">Another process holds it, or it cannot be written.</exception>
    public static PidFile Acquire(string path, ILogger logger)
    {
        path = System.IO.Path.GetFullPath(path);
        while (true)
        {
            int fd = Libc.Open(path, Libc.O_RDWR | Libc.O_CREAT | Libc.O_CLOEXEC | Libc.O_NOCTTY, Mode);
            if (fd < 0) throw new PidFileException($"Cannot write the pid file {path}: {Errno.Message(Errno.Last)}.");
            try
            {
                if (!TryLock(fd, out int error)) throw Locked(path, fd, error);

                // The one before may have removed the file between the two calls: then this is no longer the file of that name.
                if (FileIdentity.Of(fd) == FileIdentity.Of(path))
                {
                    WritePid(path, fd);
                    var file = new PidFile(path, fd, logger);
                    fd = -1;
                    return file;
                }
            }
            finally
            {
                if (fd >= 0) Libc.Close(fd);
            }
        }
    }

    /// <summary>The number in a pid file; 0 if there is none.</summary>
    public static int Read(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(path).AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Gives the file another name, over whatever has it now; the lock goes with it.</summary>
    public void Rename(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (Libc.Rename(Path, path) < 0) DetachLog.PidFileNotRenamed(logger, Path, path, Errno.Message(Errno.Last));
        else Path = path;
    }

    /// <summary>Gives up the lock and leaves the file, for another process to put its own in the place.</summary>
    public void Leave()
    {
        if (fd >= 0) Libc.Close(fd);
        fd = -1;
    }

    /// <summary>The process that holds the file; null when there is no such file, or its service is gone.</summary>
    /// <exception cref="PidFileException">The file cannot be read, or is none of ours.</exception>
    public static unsafe int? Holder(string path)
    {
        int fd = Libc.Open(path, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NOCTTY | Libc.O_NONBLOCK, 0);
        if (fd < 0)
        {
            int error = Errno.Last;
            return error is Errno.ENOENT or Errno.ENOTDIR ? null : throw new PidFileException($"Cannot read the pid file {path}: {Errno.Message(error)}.");
        }

        try
        {
            // Asks whether the lock could be had, without taking it: a service that starts at this moment must not find it taken.
            var whole = new Libc.RecordLock { Type = Libc.F_WRLCK };
            if (Libc.Fcntl(fd, Libc.F_OFD_GETLK, (nint)(&whole)) < 0) throw new PidFileException($"Cannot look at the lock of {path}: {Errno.Message(Errno.Last)}.");
            if (whole.Type == Libc.F_UNLCK) return null;
            byte* text = stackalloc byte[LargestText];
            int length = (int)Math.Max(0, Libc.ReadAt(fd, text, LargestText, 0));
            return int.TryParse(Encoding.ASCII.GetString(text, length).AsSpan().TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                ? pid
                : throw new PidFileException($"The pid file {path} is locked, but has no process id in it.");
        }
        finally
        {
            Libc.Close(fd);
        }
    }

    /// <summary>Removes the file, if it is still this one, and then gives up the lock.</summary>
    public void Dispose()
    {
        if (fd < 0) return;
        if (FileIdentity.Of(fd) != FileIdentity.Of(Path))
        {
            DetachLog.PidFileReplaced(logger, Path);
        }
        else if (Libc.Unlink(Path) < 0)
        {
            // Without the rights any more. Nothing depends on it: it is the lock that counts.
            DetachLog.PidFileLeft(logger, Path, Errno.Message(Errno.Last));
            _ = Libc.Truncate(fd, 0);
        }

        Libc.Close(fd);
        fd = -1;
    }

    private static unsafe bool TryLock(int fd, out int error)
    {
        // From the start (SEEK_SET is 0) and without an end.
        var whole = new Libc.RecordLock { Type = Libc.F_WRLCK };
        error = Libc.Fcntl(fd, Libc.F_OFD_SETLK, (nint)(&whole)) < 0 ? Errno.Last : 0;
        return error == 0;
    }

    private static PidFileException Locked(string path, int fd, int error)
    {
        if (error is not (Errno.EAGAIN or Errno.EACCES)) return new PidFileException($"Cannot lock the pid file {path}: {Errno.Message(error)}.");
        string pid = Encoding.ASCII.GetString(MemoryFile.Read(fd)).Trim();
        string holder = pid.Length is > 0 and < 12 && pid.All(char.IsAsciiDigit) ? $"process {pid}" : "another process";
        return new PidFileException($"The pid file {path} is locked by {holder}, which is running.");
    }

    /// <summary>Over the old text first, then cut: a reader finds a number at any moment.</summary>
    private static unsafe void WritePid(string path, int fd)
    {
        byte[] text = Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        fixed (byte* start = text)
        {
            if (Libc.WriteAt(fd, start, (nuint)text.Length, 0) != text.Length || Libc.Truncate(fd, text.Length) < 0)
                throw new PidFileException($"Cannot write the pid file {path}: {Errno.Message(Errno.Last)}.");
        }
    }
}

/// <summary>The pid file cannot be had; the message says why.</summary>
internal sealed class PidFileException(string message) : IOException(message);
