using System.Text.RegularExpressions;

namespace Gatehouse.Tasks;

/// <summary>
/// Checks of MSBuild properties that are written into another program's configuration. Each returns what is wrong, or null.
/// </summary>
internal static partial class DeployProperty
{
    /// <summary>An absolute path that needs no quotes in nginx and in systemd.</summary>
    public static string? Path(string value) => AbsolutePath().IsMatch(value)
        ? null
        : $"'{value}' is not an absolute path of letters, digits and . _ - + @ /";

    /// <summary>A value of nginx's listen directive.</summary>
    public static string? Listen(string value) => ListenValue().IsMatch(value)
        ? null
        : $"'{value}' is not a value for nginx's listen: a port, ADDRESS:PORT or [v6]:PORT, and perhaps options such as default_server";

    /// <summary>A group name (groupadd(8)).</summary>
    public static string? Group(string value) => GroupName().IsMatch(value) ? null : $"'{value}' is not the name of a group";

    /// <summary>A file name that systemd can start.</summary>
    public static string? FileName(string value) => value.Length > 0 && !value.AsSpan().ContainsAny("/\"\\'\n\r\t") && !value.Any(char.IsControl)
        ? null
        : $"'{value}' is not a file name that a unit can start";

    [GeneratedRegex("""^/[A-Za-z0-9._@+/-]*[A-Za-z0-9._@+-]\z""")]
    private static partial Regex AbsolutePath();

    [GeneratedRegex("""^([0-9]{1,5}|[A-Za-z0-9.*-]+:[0-9]{1,5}|\[[0-9A-Fa-f:.]+\]:[0-9]{1,5})( [a-z0-9_]+(=[a-z0-9:]+)?)*\z""")]
    private static partial Regex ListenValue();

    [GeneratedRegex("""^[a-z_][a-z0-9_-]*\z""")]
    private static partial Regex GroupName();
}
