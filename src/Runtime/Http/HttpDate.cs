using System.Globalization;

namespace Gatehouse.Http;

/// <summary>Dates as header fields carry them (RFC 9110 section 5.6.7).</summary>
internal static class HttpDate
{
    /// <summary>Bytes of an IMF-fixdate.</summary>
    public const int Length = 29;

    /// <summary>Writes an IMF-fixdate, such as <c>Sun, 06 Nov 1994 08:49:37 GMT</c>, in UTC whatever the offset is.</summary>
    /// <param name="value">The instant; fractions of a second are cut off.</param>
    /// <param name="destination">Receives <see cref="Length"/> bytes.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static void Format(DateTimeOffset value, Span<byte> destination)
    {
        // "R" is IMF-fixdate by definition, independent of culture, and writes UTF-8 without an allocation.
        if (!value.TryFormat(destination, out _, "R", CultureInfo.InvariantCulture))
            throw new ArgumentException("An HTTP date needs 29 bytes.", nameof(destination));
    }
}
