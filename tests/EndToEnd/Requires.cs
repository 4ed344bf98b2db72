namespace Gatehouse.EndToEnd;

/// <summary>
/// What a test needs of the machine. Where it is missing the test is skipped with the reason; in continuous integration
/// (GATEHOUSE_CI=1), which installs everything, a missing tool is a failure.
/// </summary>
internal static class Requires
{
    /// <summary>Finds a program on the path, or in the directories of system programs; skips the test without it.</summary>
    /// <param name="name">File name of the program.</param>
    /// <returns>Its full path.</returns>
    public static string Tool(string name)
    {
        string path = (Environment.GetEnvironmentVariable("PATH") ?? "") + ":/usr/sbin:/usr/local/sbin:/sbin";
        foreach (string directory in path.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string file = Path.Combine(directory, name);
            if (File.Exists(file)) return file;
        }

        string reason = $"{name} is not installed.";
        if (Environment.GetEnvironmentVariable("GATEHOUSE_CI") == "1") Assert.Fail(reason + " GATEHOUSE_CI=1 asks for every test.");
        Assert.Skip(reason);
        return "";
    }

    /// <summary>Finds what native compilation needs: a C compiler driver to link with.</summary>
    public static void NativeToolchain()
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        if (!path.Split(':').Any(directory => File.Exists(Path.Combine(directory, "clang")))) Tool("gcc");
    }
}
