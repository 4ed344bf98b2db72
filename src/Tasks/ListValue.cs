namespace Gatehouse.Tasks;

/// <summary>MSBuild's lists: words with semicolons between them.</summary>
internal static class ListValue
{
    /// <summary>The words, trimmed, without empty ones.</summary>
    public static string[] Split(string value) =>
        value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
