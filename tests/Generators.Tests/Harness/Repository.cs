using System.Runtime.CompilerServices;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>Finds the sources that the tests check.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string here = "")
    {
        string? directory = Path.GetDirectoryName(here);
        while (directory is not null && !File.Exists(Path.Combine(directory, "Toolkit.sln"))) directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException($"No Toolkit.sln above {here}.");
    }
}
