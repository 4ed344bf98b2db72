namespace Gatehouse.Tasks;

/// <summary>Which files a project asks for: the value of <c>GatehouseDeploy</c>.</summary>
internal static class DeployTargets
{
    /// <summary>The nginx site.</summary>
    public const string Nginx = "nginx";

    /// <summary>The systemd units.</summary>
    public const string Systemd = "systemd";

    /// <summary>No file at all.</summary>
    public const string None = "none";

    private static readonly string[] Known = [Nginx, Systemd, None];

    /// <summary>Splits the property's value; returns what is not known, or null when all is.</summary>
    /// <param name="value">Words with semicolons or commas between them.</param>
    /// <param name="chosen">The known words; empty for <c>none</c>.</param>
    public static string? Parse(string value, out IReadOnlyList<string> chosen)
    {
        string[] words = value.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        chosen = [.. words.Where(word => word != None)];
        string? unknown = words.FirstOrDefault(word => !Known.Contains(word, StringComparer.Ordinal));
        if (unknown is not null) return $"'{unknown}' is not known; expected {Nginx}, {Systemd}, both with a semicolon between them, or {None}.";
        return words.Length > chosen.Count && chosen.Count > 0 ? $"'{None}' cannot stand beside another." : null;
    }
}
