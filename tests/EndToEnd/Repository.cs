using System.Runtime.CompilerServices;

namespace Gatehouse.EndToEnd;

/// <summary>The repository that is tested.</summary>
internal static class Repository
{
    /// <summary>Its directory.</summary>
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../.."));
}
