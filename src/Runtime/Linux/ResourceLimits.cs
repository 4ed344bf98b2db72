using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

/// <summary>What the system lets this process have; getrlimit(2).</summary>
internal static unsafe partial class ResourceLimits
{
    private const int RLIMIT_NOFILE = 7;

    /// <summary>Descriptors that may be open. The .NET runtime raises the soft limit to the hard one at its start.</summary>
    public static long OpenFiles
    {
        get
        {
            ulong* limits = stackalloc ulong[2];
            return GetLimit(RLIMIT_NOFILE, limits) == 0 ? (long)Math.Min(*limits, int.MaxValue) : 1024;
        }
    }

    /// <summary>struct rlimit has the soft limit first, then the hard one.</summary>
    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, void* limits);
}
