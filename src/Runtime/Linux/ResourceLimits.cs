using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

/// <summary>What the system lets this process have; getrlimit(2).</summary>
internal static unsafe partial class ResourceLimits
{
    private const int RLIMIT_NOFILE = 7;

    /// <summary>Descriptors that may be open.</summary>
    public static long OpenFiles
    {
        get
        {
            ulong* limits = stackalloc ulong[2];
            return GetLimit(RLIMIT_NOFILE, limits) == 0 ? (long)Math.Min(*limits, int.MaxValue) : 1024;
        }
    }

    /// <summary>What <see cref="OpenFiles"/> can be without a privilege.</summary>
    public static long HardOpenFiles
    {
        get
        {
            ulong* limits = stackalloc ulong[2];
            return GetLimit(RLIMIT_NOFILE, limits) == 0 ? (long)Math.Min(limits[1], long.MaxValue) : OpenFiles;
        }
    }

    /// <summary>
    /// Sets how many descriptors may be open. Children inherit it, but CoreCLR raises the soft limit to the hard one at its start, so
    /// that each process has to ask for less anew. The hard limit is only ever raised.
    /// </summary>
    /// <param name="count">Zero for the hard limit.</param>
    /// <exception cref="SystemCallException">More than the hard limit, without CAP_SYS_RESOURCE; or more than fs.nr_open.</exception>
    public static void SetOpenFiles(long count)
    {
        ulong* limits = stackalloc ulong[2];
        SystemCallException.Check(GetLimit(RLIMIT_NOFILE, limits), "getrlimit");
        ulong wanted = count == 0 ? limits[1] : (ulong)count;
        if (limits[0] == wanted) return;
        limits[0] = wanted;
        limits[1] = Math.Max(limits[1], wanted);
        SystemCallException.Check(SetLimit(RLIMIT_NOFILE, limits), "setrlimit");
    }

    /// <summary>struct rlimit has the soft limit first, then the hard one.</summary>
    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, void* limits);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, void* limits);
}
