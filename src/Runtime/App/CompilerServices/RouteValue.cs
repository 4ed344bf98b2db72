using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Text;
using Gatehouse.Http;

namespace Gatehouse.CompilerServices;

/// <summary>
/// Route parameters: a generated matcher notes where each lies in the raw path, and they are bound here once the handler
/// is chosen. For generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RouteValue
{
    private const string BadEscape = "The path has a bad percent-escape.";

    // Longer values are still read, from a string; nothing that parses itself from a segment is this long in practice.
    private const int StackLimit = 256;

    /// <summary>The raw bytes of a parameter.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    public static ReadOnlySpan<byte> Bytes(Request request, int slot) =>
        request.PathBytes.Slice(request.RouteSlots[slot * 2], request.RouteSlots[(slot * 2) + 1]);

    /// <summary>A parameter as text, percent-decoded once.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    /// <exception cref="HttpStatusException">400: it has a bad escape.</exception>
    public static string Text(Request request, int slot)
    {
        ReadOnlySpan<byte> raw = Bytes(request, slot);
        return PercentEncoding.Decode(raw, keepSlash: false, plusIsSpace: false) ?? throw new HttpStatusException(400, BadEscape);
    }

    /// <summary>A parameter as a canonical 32-bit integer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    /// <param name="name">Its name, for the answer when it is none.</param>
    /// <exception cref="HttpStatusException">400: it is none.</exception>
    public static int Int32(Request request, int slot, string name) =>
        TryInteger(Bytes(request, slot), int.MinValue, int.MaxValue, out long value)
            ? (int)value
            : throw Invalid(name, "a whole number of 32 bits");

    /// <summary>A parameter as a canonical 64-bit integer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    /// <param name="name">Its name, for the answer when it is none.</param>
    /// <exception cref="HttpStatusException">400: it is none.</exception>
    public static long Int64(Request request, int slot, string name) =>
        TryInteger(Bytes(request, slot), long.MinValue, long.MaxValue, out long value)
            ? value
            : throw Invalid(name, "a whole number of 64 bits");

    /// <summary>A parameter as a GUID in the form with hyphens.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    /// <param name="name">Its name, for the answer when it is none.</param>
    /// <exception cref="HttpStatusException">400: it is none.</exception>
    public static Guid Guid(Request request, int slot, string name) =>
        TryGuid(Bytes(request, slot), out Guid value) ? value : throw Invalid(name, "a GUID with hyphens");

    /// <summary>A parameter of a type that parses itself from text, in the invariant culture, percent-decoded once.</summary>
    /// <typeparam name="T">Type of the handler's parameter.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    /// <param name="name">Its name, for the answer when it does not parse.</param>
    /// <exception cref="HttpStatusException">400: it does not parse, or has a bad escape.</exception>
    public static T Parse<T>(Request request, int slot, string name)
        where T : ISpanParsable<T>
    {
        ReadOnlySpan<byte> raw = Bytes(request, slot);
        T? value;
        bool parsed;
        if (raw.Length > StackLimit)
        {
            parsed = T.TryParse(Text(request, slot), CultureInfo.InvariantCulture, out value);
        }
        else
        {
            Span<byte> decoded = stackalloc byte[StackLimit];
            if (!PercentEncoding.TryDecode(raw, decoded, keepSlash: false, plusIsSpace: false, out int written))
                throw new HttpStatusException(400, BadEscape);

            // UTF-8 never has fewer bytes than UTF-16 has units.
            Span<char> text = stackalloc char[StackLimit];
            int length = Encoding.UTF8.GetChars(decoded[..written], text);
            parsed = T.TryParse(text[..length], CultureInfo.InvariantCulture, out value);
        }

        return parsed ? value! : throw Invalid(name, $"a valid {typeof(T)}");
    }

    /// <summary>
    /// Reads an integer in the one way it is written: digits, a minus sign before a negative one, no leading zero, no plus
    /// sign, no space. So one number has one URL.
    /// </summary>
    internal static bool TryInteger(ReadOnlySpan<byte> text, long min, long max, out long value)
    {
        value = 0;
        bool negative = !text.IsEmpty && text[0] == '-';
        ReadOnlySpan<byte> digits = negative ? text[1..] : text;
        if (digits.IsEmpty || (digits[0] == '0' && text.Length > 1)) return false;

        // Counted downwards, since the least number has no positive counterpart.
        foreach (byte digit in digits)
        {
            int number = digit - '0';
            if ((uint)number > 9 || value < (long.MinValue + number) / 10) return false;
            value = (value * 10) - number;
        }

        if (negative) return value >= min;
        if (value == long.MinValue || -value > max) return false;
        value = -value;
        return true;
    }

    /// <summary>Reads a GUID in the form with hyphens (RFC 9562 section 4), which is 36 characters.</summary>
    internal static bool TryGuid(ReadOnlySpan<byte> text, out Guid value)
    {
        value = default;
        return text.Length == 36 && Utf8Parser.TryParse(text, out value, out int consumed, 'D') && consumed == text.Length;
    }

    private static HttpStatusException Invalid(string name, string expected) =>
        new(400, $"The path parameter '{name}' is not {expected}.");
}
