using System.Globalization;

namespace Gatehouse.Tasks.Manifest;

/// <summary>
/// Values of settings as the command line takes them: the manifest carries what the project file says, unchanged.
/// </summary>
internal static class SettingValue
{
    private static readonly (string Suffix, decimal Seconds)[] Units = [("ms", 0.001m), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>A time of at most a day: seconds, or a number with <c>ms</c>, <c>s</c>, <c>m</c> or <c>h</c>.</summary>
    public static bool TryDuration(string text, out TimeSpan time)
    {
        (string suffix, decimal unit) = Units.FirstOrDefault(candidate => text.EndsWith(candidate.Suffix, StringComparison.OrdinalIgnoreCase), ("", 1));
        time = default;
        if (!decimal.TryParse(text.AsSpan(0, text.Length - suffix.Length).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            || number > TimeSpan.SecondsPerDay / unit)
        {
            return false;
        }

        // nginx's finest unit.
        time = TimeSpan.FromMilliseconds((double)decimal.Round(number * unit * 1000));
        return true;
    }

    /// <summary>A size: bytes, or a number with <c>k</c>, <c>m</c> or <c>g</c> of 2^10, 2^20 and 2^30.</summary>
    public static bool TrySize(string text, out long bytes)
    {
        int shift = text is [.., char suffix] ? char.ToLowerInvariant(suffix) switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 } : 0;
        ReadOnlySpan<char> digits = text.AsSpan(0, text.Length - (shift == 0 ? 0 : 1));
        bytes = 0;
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number > long.MaxValue >> shift) return false;
        bytes = number << shift;
        return true;
    }
}
