namespace Gatehouse.Linux;

/// <summary>The terminal whose keys and size send this process signals; tty(4), credentials(7).</summary>
internal static class ControllingTerminal
{
    /// <summary>Field 7 of proc_pid_stat(5) is its device; the first two after the name, which may hold anything, are the state and the parent.</summary>
    private const int DeviceAfterName = 4;

    public static bool Exists
    {
        get
        {
            string stat = File.ReadAllText("/proc/self/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[DeviceAfterName] != "0";
        }
    }
}
