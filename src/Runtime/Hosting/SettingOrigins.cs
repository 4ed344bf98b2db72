namespace Gatehouse.Hosting;

/// <summary>
/// Where each value of a <see cref="ServerSettings"/> came from; travels inside it. A value that code changed afterwards
/// (with a <c>with</c> expression) no longer has the text that was recorded, and so is reported as coming from code.
/// </summary>
internal sealed class SettingOrigins
{
    private readonly Dictionary<string, (string Origin, string Text)> origins;

    private SettingOrigins(Dictionary<string, (string Origin, string Text)> origins)
    {
        this.origins = origins;
    }

    public static SettingOrigins None { get; } = new([]);

    /// <summary>Where a value came from; the settings' own property if nothing else is known; null if it was not said.</summary>
    public static string? Of(Setting setting, ServerSettings settings)
    {
        if (setting.Read(settings) is not { } texts)
            return null;
        return settings.Origins.origins.TryGetValue(setting.Name, out (string Origin, string Text) known) && known.Text == Join(texts)
            ? known.Origin
            : $"ServerSettings.{char.ToUpperInvariant(setting.Name[0])}{setting.Name[1..]} in code";
    }

    /// <summary>Sets a value and records where it came from.</summary>
    /// <returns>Null, or the error as one line.</returns>
    public static string? Write(ref ServerSettings settings, Setting setting, IReadOnlyList<string> texts, string origin)
    {
        if (setting.Write(ref settings, texts, origin) is string problem)
            return problem;
        var origins = new Dictionary<string, (string Origin, string Text)>(settings.Origins.origins);
        if (setting.Read(settings) is { } written)
            origins[setting.Name] = (origin, Join(written));
        settings = settings with { Origins = new SettingOrigins(origins) };
        return null;
    }

    private static string Join(IReadOnlyList<string> texts) => string.Join('\0', texts);
}
