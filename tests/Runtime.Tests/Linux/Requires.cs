using Gatehouse.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

/// <summary>
/// What a test needs of the machine. Where it is missing the test is skipped with the reason; in continuous integration
/// (GATEHOUSE_CI=1), which has everything, that is a failure.
/// </summary>
internal static class Requires
{
    public static void Root(string why)
    {
        if (Libc.GetEffectiveUid() != 0) Miss($"{why} That needs root.");
    }

    /// <summary>The path of a program.</summary>
    public static string Tool(string name)
    {
        foreach (string directory in (string[])["/usr/bin", "/bin", "/usr/sbin", "/sbin"])
        {
            string file = Path.Combine(directory, name);
            if (File.Exists(file)) return file;
        }

        Miss($"{name} is not installed.");
        return "";
    }

    private static void Miss(string reason)
    {
        if (Environment.GetEnvironmentVariable("GATEHOUSE_CI") == "1") Assert.Fail(reason + " GATEHOUSE_CI=1 asks for every test.");
        Assert.Skip(reason);
    }
}
