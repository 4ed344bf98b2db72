namespace Gatehouse.Hosting;

/// <summary>The settings that a supervisor has taken for its whole life: a reload, which renews workers, does not reach them.</summary>
internal static class FixedSettings
{
    private static readonly Setting[] All = [.. new[] { "pidFile", "controlSocket", "adminBind" }.Select(name => SettingTable.Find(name)!)];

    /// <summary>Those that say something else now, each with the place where it does; null when none does.</summary>
    /// <param name="running">What the supervisor runs with.</param>
    /// <param name="now">What it has read again.</param>
    public static string? Changes(EffectiveSettings running, EffectiveSettings now)
    {
        string[] changed = [.. All
            .Where(setting => !Texts(setting, running).SequenceEqual(Texts(setting, now)))
            .Select(setting => $"{setting.Name} (from {now.OriginOf(setting.Name)})")];
        return changed.Length == 0 ? null : string.Join(", ", changed);
    }

    private static IReadOnlyList<string> Texts(Setting setting, EffectiveSettings settings) => setting.Read(settings.Source) ?? [];
}
