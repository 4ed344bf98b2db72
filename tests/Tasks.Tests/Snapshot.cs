using System.Runtime.CompilerServices;

namespace Gatehouse.Tasks.Tests;

/// <summary>
/// Compares text with a file next to the test, <c>Test.name.snapshot.ext</c>. With UPDATE_SNAPSHOTS=1 the file is written
/// anew and the test fails all the same, so that nobody leaves the variable set and believes in green.
/// </summary>
internal static class Snapshot
{
    public static void Match(string actual, string name, [CallerFilePath] string testFile = "")
    {
        string file = Path.Combine(
            Path.GetDirectoryName(testFile)!,
            $"{Path.GetFileNameWithoutExtension(testFile)}.{Path.GetFileNameWithoutExtension(name)}.snapshot{Path.GetExtension(name)}");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, actual);
            Assert.Fail($"Snapshot written: {file}. Read the difference, and run again without UPDATE_SNAPSHOTS.");
        }

        Assert.True(File.Exists(file), $"No snapshot {file}: run once with UPDATE_SNAPSHOTS=1.");
        Assert.Equal(File.ReadAllText(file), actual);
    }
}
