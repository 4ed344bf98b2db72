namespace Gatehouse.Tasks;

/// <summary>Writing of a generated file.</summary>
internal static class DeployFile
{
    /// <summary>Writes text as UTF-8 without a byte order mark, which neither nginx nor systemd would read.</summary>
    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
