using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Linux;

/// <summary>
/// A file without a name, that nobody else can open and that is gone with its last descriptor, whatever ends the process:
/// O_TMPFILE of open(2). Where the file system has none, a file that is unlinked as soon as it is there.
/// </summary>
internal static partial class TemporaryFile
{
    /// <summary>__O_TMPFILE, which goes together with O_DIRECTORY.</summary>
    private const int O_TMPFILE = 0x400000;
    private const int O_EXCL = 0x80;

    /// <summary>rw-------</summary>
    private const int Mode = 0x180;

    // The one flag here that is not the same everywhere; <asm/fcntl.h>.
    private static readonly int O_DIRECTORY = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    /// <summary>Creates a file for reading and writing.</summary>
    /// <param name="directory">Where its bytes lie.</param>
    /// <exception cref="IOException">It cannot be created; the message has the directory and the system's reason.</exception>
    public static SafeFileHandle Create(string directory)
    {
        // With O_EXCL it cannot be given a name later either.
        int fd = Open(directory, O_TMPFILE | O_DIRECTORY | O_EXCL | Libc.O_RDWR | Libc.O_CLOEXEC, Mode);
        if (fd < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            fd = error is Errno.EOPNOTSUPP or Errno.EISDIR ? CreateAndUnlink(directory) : throw Failed(directory, error);
        }

        return new SafeFileHandle(fd, ownsHandle: true);
    }

    /// <summary>The way without O_TMPFILE. The name cannot be guessed, and O_EXCL follows no link that waits under it.</summary>
    internal static int CreateAndUnlink(string directory)
    {
        string path = Path.Combine(directory, $"gatehouse-{Guid.NewGuid():N}");
        int fd = Open(path, Libc.O_RDWR | Libc.O_CREAT | O_EXCL | Libc.O_CLOEXEC, Mode);
        if (fd < 0) throw Failed(directory, Marshal.GetLastPInvokeError());
        _ = Libc.Unlink(path);
        return fd;
    }

    private static IOException Failed(string directory, int error) =>
        new($"No temporary file in '{directory}': {Errno.Message(error)}.");

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags, int mode);
}
