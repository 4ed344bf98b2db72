namespace Gatehouse.Hosting;

/// <summary>The secret that the server and the command <c>doctor</c> share, in a file.</summary>
internal static class DoctorKey
{
    private const int Shortest = 16;
    private const int Longest = 256;

    /// <summary>Reads the key; white space around it does not count.</summary>
    /// <param name="path">The file.</param>
    /// <param name="origin">Where its name comes from, for messages.</param>
    /// <exception cref="StartupException">There is none, or what is in it is no key.</exception>
    public static string Read(string path, string origin)
    {
        string text;
        try
        {
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"cannot read the key for doctor '{path}' (from {origin}): {e.Message}");
        }

        if (text.Length is < Shortest or > Longest || text.Any(c => c is <= ' ' or > '~'))
        {
            throw new StartupException(
                $"the key for doctor in '{path}' (from {origin}) is not {Shortest} to {Longest} visible ASCII characters; openssl rand -hex 32 makes one");
        }

        return text;
    }
}
