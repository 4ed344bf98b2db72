using System.Text;

namespace Gatehouse.Generators.Model;

/// <summary>
/// The name of the service. It names a systemd unit, an nginx upstream and a socket path, so it is kept to what all three
/// take without quoting: lower-case letters, digits and inner hyphens, at most 63 (a DNS label, RFC 1123 section 2.1).
/// </summary>
internal static class ServiceName
{
    private const int MaxLength = 63;

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength
        && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')
        && name[0] != '-'
        && name[name.Length - 1] != '-';

    /// <summary>The name that follows from a class's name.</summary>
    public static string FromClass(string className)
    {
        var name = new StringBuilder();
        foreach (char c in className)
        {
            char lower = char.ToLowerInvariant(c);
            if (lower is (>= 'a' and <= 'z') or (>= '0' and <= '9')) name.Append(lower);
            else if (name.Length > 0 && name[name.Length - 1] != '-') name.Append('-');
        }

        string text = name.ToString(0, Math.Min(name.Length, MaxLength)).TrimEnd('-');
        return text.Length == 0 ? "app" : text;
    }

    /// <summary>The name that counts: the attribute's, else the project's, else the class's. Not checked.</summary>
    public static string Choose(AppModel app, BuildProperties build) =>
        app.Name ?? build.Name ?? FromClass(app.Type.SimpleName);

    /// <summary>Whether text can be a host name or pattern of nginx's server_name, without a character that its syntax gives a meaning.</summary>
    public static bool IsHostName(string name) =>
        name.Length is > 0 and <= 253
        && name.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or '_' or '*');
}
