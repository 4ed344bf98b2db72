using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

/// <summary>Which of root's powers this process has; capabilities(7).</summary>
internal static unsafe partial class Capabilities
{
    public const int SetGid = 6;
    public const int SetUid = 7;

    /// <summary>_LINUX_CAPABILITY_VERSION_3: two words of each set.</summary>
    private const uint Version = 0x20080522;

    public static bool Has(int capability)
    {
        // struct __user_cap_header_struct: version, pid; then for each word: effective, permitted, inheritable.
        uint* header = stackalloc uint[2] { Version, 0 };
        uint* sets = stackalloc uint[6];
        return GetCapabilities(header, sets) == 0 && (sets[capability / 32 * 3] & (1u << (capability % 32))) != 0;
    }

    [LibraryImport("libc", EntryPoint = "capget")]
    private static partial int GetCapabilities(void* header, void* sets);
}
