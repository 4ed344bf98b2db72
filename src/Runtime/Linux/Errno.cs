using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

/// <summary>The error numbers that the server tells apart; errno(3), the same on x64 and arm64.</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int ESRCH = 3;
    public const int EINTR = 4;
    public const int ENXIO = 6;
    public const int ECHILD = 10;
    public const int EAGAIN = 11;
    public const int EACCES = 13;
    public const int EXDEV = 18;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int ERANGE = 34;
    public const int ENAMETOOLONG = 36;
    public const int ELOOP = 40;
    public const int EOPNOTSUPP = 95;
    public const int EADDRINUSE = 98;
    public const int ECONNABORTED = 103;
    public const int ECONNREFUSED = 111;

    /// <summary>
    /// The error of the system call that just failed on this thread. Read at once and only after a failure: that spares
    /// every successful call what SetLastError costs.
    /// </summary>
    public static int Last => Marshal.GetLastSystemError();

    /// <summary>The text of an error, as strerror(3) words it.</summary>
    public static string Message(int error) => Marshal.GetPInvokeErrorMessage(error);
}

/// <summary>A system call failed in a way that its caller did not expect.</summary>
internal sealed class SystemCallException(string call, int error)
    : IOException($"{call}: {Errno.Message(error)} (errno {error})")
{
    public int Error { get; } = error;

    /// <summary>Throws for the error of the system call that just failed on this thread.</summary>
    public static int Check(int result, string call) => result >= 0 ? result : throw new SystemCallException(call, Errno.Last);
}
