using Gatehouse.Linux;

namespace Gatehouse.Hosting;

/// <summary>The user and group of the settings: looked up and judged early, become late.</summary>
internal static class Privileges
{
    /// <summary>Checks that this process could become the user and group, so that not each worker has to find out.</summary>
    /// <exception cref="StartupException">There is no such user or group, or the process may not change.</exception>
    public static void Check(EffectiveSettings settings)
    {
        if (Resolve(settings)?.Obstacle() is { } obstacle)
            throw new StartupException($"cannot run as {Wanted(settings)}: {obstacle}");
    }

    /// <summary>Becomes the user and group: after everything was bound, before the application is created.</summary>
    /// <exception cref="StartupException">There is no such user or group, or the process may not change.</exception>
    public static void Drop(EffectiveSettings settings)
    {
        if (Resolve(settings) is not { } credentials) return;
        try
        {
            credentials.Assume();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartupException($"{e.Message} (from {Origin(settings)})");
        }
    }

    /// <summary>Who must be able to open the log files again after the privileges are gone; null if nothing changes, or for root.</summary>
    public static uint? LogOwner(EffectiveSettings settings) =>
        settings.User is not null && Resolve(settings) is { Uid: not 0 } credentials && Libc.GetEffectiveUid() == 0 ? credentials.Uid : null;

    private static Credentials? Resolve(EffectiveSettings settings)
    {
        if (settings.User is null && settings.Group is null) return null;
        try
        {
            return Credentials.Resolve(settings.User, settings.Group);
        }
        catch (ArgumentException e)
        {
            throw new StartupException($"{e.Message} (from {Origin(settings)})");
        }
    }

    private static string Wanted(EffectiveSettings settings)
    {
        string user = settings.User is { } name ? $"user '{name}'" : "";
        string group = settings.Group is { } other ? $"group '{other}'" : "";
        return $"{user}{(user.Length > 0 && group.Length > 0 ? " and " : "")}{group} (from {Origin(settings)})";
    }

    private static string Origin(EffectiveSettings settings) => settings.OriginOf(settings.User is null ? "group" : "user");
}
