using System.ComponentModel;
using System.Globalization;
using System.Text;

namespace Gatehouse.CompilerServices;

/// <summary>
/// Dates and times as RFC 3339 writes them. What .NET's own parsing takes besides, such as 01/02/2026, means one thing to one reader and
/// another to the next.
/// </summary>
internal static class IsoTime
{
    public const string Date = "yyyy-MM-dd";

    public static readonly string[] Times = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"];

    /// <summary>K is Z, an offset, or nothing.</summary>
    public static readonly string[] DateTimes =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", Date];

    /// <summary>Room for the longest, 2026-11-22T12:30:00.1234567+01:00, and for nothing much longer.</summary>
    public const int Longest = 40;

    /// <summary>The text as characters; empty where it is too long for any of these forms.</summary>
    public static ReadOnlySpan<char> Characters(ReadOnlySpan<byte> text, Span<char> space) =>
        text.Length <= Longest && Encoding.UTF8.TryGetChars(text, space, out int length) ? space[..length] : default;
}

/// <summary>A date: 2026-11-22 (RFC 3339 section 5.6). For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct DateFormat : IValueFormat<DateOnly>
{
    /// <inheritdoc/>
    public static string Expected => "a date such as 2026-11-22";

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> text, out DateOnly value) => DateOnly.TryParseExact(
        IsoTime.Characters(text, stackalloc char[IsoTime.Longest]), IsoTime.Date, CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
}

/// <summary>A time of day: 12:30, 12:30:00 or 12:30:00.25. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TimeFormat : IValueFormat<TimeOnly>
{
    /// <inheritdoc/>
    public static string Expected => "a time such as 12:30:00";

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> text, out TimeOnly value) => TimeOnly.TryParseExact(
        IsoTime.Characters(text, stackalloc char[IsoTime.Longest]), IsoTime.Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
}

/// <summary>
/// A date and time: 2026-11-22T12:30:00, with Z or an offset or neither, which is what its Kind is made of. For generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct DateTimeFormat : IValueFormat<DateTime>
{
    /// <inheritdoc/>
    public static string Expected => "a date and time such as 2026-11-22T12:30:00Z";

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> text, out DateTime value) => DateTime.TryParseExact(
        IsoTime.Characters(text, stackalloc char[IsoTime.Longest]),
        IsoTime.DateTimes,
        CultureInfo.InvariantCulture,
        DateTimeStyles.RoundtripKind,
        out value);
}

/// <summary>A date and time with its offset: 2026-11-22T12:30:00+01:00; without one it is UTC. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct DateTimeOffsetFormat : IValueFormat<DateTimeOffset>
{
    /// <inheritdoc/>
    public static string Expected => "a date and time such as 2026-11-22T12:30:00+01:00";

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> text, out DateTimeOffset value) => DateTimeOffset.TryParseExact(
        IsoTime.Characters(text, stackalloc char[IsoTime.Longest]),
        IsoTime.DateTimes,
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal,
        out value);
}

/// <summary>A length of time in .NET's constant form: 01:30:00, -2.03:00:00, 00:00:00.25. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TimeSpanFormat : IValueFormat<TimeSpan>
{
    /// <inheritdoc/>
    public static string Expected => "a length of time such as 01:30:00";

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> text, out TimeSpan value) => TimeSpan.TryParseExact(
        IsoTime.Characters(text, stackalloc char[IsoTime.Longest]), "c", CultureInfo.InvariantCulture, TimeSpanStyles.None, out value);
}
