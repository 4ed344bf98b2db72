using System.Globalization;

namespace Gatehouse.Tasks.Nginx;

/// <summary>Times as nginx writes them (nginx.org, "Configuration file measurement units").</summary>
internal static class NginxDuration
{
    // nginx has no word for "never"; a day outlives every request.
    private static readonly TimeSpan Unlimited = TimeSpan.FromDays(1);

    // A proxy must not give up first: the application's own answer (504, 408) says more than nginx's.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    /// <summary>Slightly more than a deadline of the application; zero there means none.</summary>
    public static string Above(TimeSpan deadline) => Format(deadline == TimeSpan.Zero ? Unlimited : deadline + Slack);

    /// <summary>Four fifths of a time of the application: whoever holds the shorter one closes first.</summary>
    public static string Below(TimeSpan time) => Format(time * 0.8);

    private static string Format(TimeSpan time) => time.Milliseconds == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalSeconds}s")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMilliseconds}ms");
}
