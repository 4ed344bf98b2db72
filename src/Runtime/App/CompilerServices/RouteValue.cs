using System.ComponentModel;
using System.Globalization;
using System.Text;
using Gatehouse.Http;

namespace Gatehouse.CompilerServices;

/// <summary>
/// Route parameters: a generated matcher stores where each lies in the raw path, and binds it once the handler is chosen.
/// For generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RouteValue
{
    /// <summary>Room for start and length of each parameter, two numbers a parameter, at most 16 parameters.</summary>
    /// <param name="request">The request.</param>
    public static Span<int> Slots(Request request) => request.RouteSlots;

    /// <summary>The raw bytes of a parameter.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    public static ReadOnlySpan<byte> Bytes(Request request, int slot) =>
        request.PathBytes.Slice(request.RouteSlots[slot * 2], request.RouteSlots[(slot * 2) + 1]);

    /// <summary>A parameter as text, percent-decoded once.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    /// <exception cref="HttpStatusException">400: it has a bad escape.</exception>
    public static string Text(Request request, int slot) =>
        PercentEncoding.Decode(Bytes(request, slot), keepSlash: false, plusIsSpace: false)
        ?? throw new HttpStatusException(400, "The path has a bad percent-escape.");

    /// <summary>A parameter of a type that parses itself from text, in the invariant culture.</summary>
    /// <typeparam name="T">Type of the handler's parameter.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    /// <param name="name">Its name, for the answer when it does not parse.</param>
    /// <exception cref="HttpStatusException">400: it does not parse.</exception>
    public static T Parse<T>(Request request, int slot, string name)
        where T : ISpanParsable<T> =>
        T.TryParse(Text(request, slot), CultureInfo.InvariantCulture, out T? value)
            ? value
            : throw new HttpStatusException(400, $"The path parameter '{name}' is not a valid {typeof(T).Name}.");

    /// <summary>Whether bytes are a canonical 32-bit integer: no plus sign, no spaces, no leading zeros.</summary>
    /// <param name="value">The raw bytes of a segment.</param>
    public static bool IsInt32(ReadOnlySpan<byte> value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && IsCanonicalInteger(value);

    /// <summary>Whether bytes are a canonical 64-bit integer: no plus sign, no spaces, no leading zeros.</summary>
    /// <param name="value">The raw bytes of a segment.</param>
    public static bool IsInt64(ReadOnlySpan<byte> value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && IsCanonicalInteger(value);

    /// <summary>Whether bytes are a GUID in the form with hyphens (RFC 9562 section 4).</summary>
    /// <param name="value">The raw bytes of a segment.</param>
    public static bool IsGuid(ReadOnlySpan<byte> value) =>
        value.Length == 36 && Guid.TryParseExact(Encoding.ASCII.GetString(value), "D", out _);

    private static bool IsCanonicalInteger(ReadOnlySpan<byte> value)
    {
        if (value.StartsWith("+"u8)) return false;
        ReadOnlySpan<byte> digits = value.StartsWith("-"u8) ? value[1..] : value;
        return digits[0] != '0' || (digits.Length == 1 && value.Length == 1);
    }
}
