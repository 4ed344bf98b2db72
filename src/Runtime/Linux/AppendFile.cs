using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

/// <summary>
/// A file that lines are appended to, one write(2) a line: with O_APPEND the kernel puts each write at the end (open(2)), so
/// that several processes share one log file without tearing lines. FileMode.Append of the base library seeks instead.
/// </summary>
internal sealed partial class AppendFile : IDisposable
{
    private const int OWronly = 1;
    private const int OCreat = 0x40;
    private const int OAppend = 0x400;
    private const int OCloexec = 0x80000;

    /// <summary>rw-r--r-- before the umask, as nginx gives its logs.</summary>
    private const int Mode = 0x1a4;
    private const int Eintr = 4;

    private readonly Lock gate = new();
    private readonly string? path;
    private int descriptor;

    private AppendFile(string? path, int descriptor)
    {
        this.path = path;
        this.descriptor = descriptor;
    }

    /// <summary>Opens a file, creating it if need be.</summary>
    /// <exception cref="IOException">It cannot be opened; the message is the system's reason.</exception>
    public static AppendFile Open(string path)
    {
        int descriptor = OpenDescriptor(path);
        return descriptor >= 0 ? new AppendFile(path, descriptor) : throw new IOException(LastError());
    }

    /// <summary>Writes to a descriptor that somebody else owns, such as standard error.</summary>
    public static AppendFile Borrow(int descriptor) => new(null, descriptor);

    /// <summary>Writes a line, its line feed included. What cannot be written is lost: a log must not end the server.</summary>
    public void Write(ReadOnlySpan<byte> line)
    {
        lock (gate)
        {
            while (!line.IsEmpty && descriptor >= 0)
            {
                nint written = Write(descriptor, line, (nuint)line.Length);
                if (written >= 0)
                    line = line[(int)written..];
                else if (Marshal.GetLastPInvokeError() != Eintr)
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
        int opened = OpenDescriptor(path);
        if (opened < 0)
            return LastError();
        lock (gate)
        {
            (opened, descriptor) = (descriptor, opened);
        }

        if (opened >= 0)
            Close(opened);
        return null;
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (path is not null && descriptor >= 0)
                Close(descriptor);
            descriptor = -1;
        }
    }

    private static int OpenDescriptor(string path) => Open(path, OWronly | OCreat | OAppend | OCloexec, Mode);

    private static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> data, nuint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
