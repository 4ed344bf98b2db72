using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Numerics;
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

    /// <summary>Whether the path has a parameter that it may lack.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    public static bool IsPresent(Request request, int slot) => request.RouteSlots[(slot * 2) + 1] >= 0;

    /// <summary>The raw bytes of a parameter.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    public static ReadOnlySpan<byte> Bytes(Request request, int slot) =>
        request.RawRoute(request.RouteSlots[slot * 2], request.RouteSlots[(slot * 2) + 1]);

    /// <summary>A parameter as text, percent-decoded once.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    /// <exception cref="HttpStatusException">400: it has a bad escape.</exception>
    public static string Text(Request request, int slot)
    {
        ReadOnlySpan<byte> raw = Bytes(request, slot);
        return PercentEncoding.Decode(raw, keepSlash: false, plusIsSpace: false) ?? throw new HttpStatusException(400, BadEscape);
    }

    /// <summary>A catch-all as text, percent-decoded once; <c>%2F</c> stays, since a slash in it is one of the path.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    public static string Rest(Request request, int slot) => Encoding.UTF8.GetString(Matched(request, slot));

    /// <summary>What a template gives for a parameter that a path lacks.</summary>
    /// <typeparam name="T">Type of the handler's parameter.</typeparam>
    /// <param name="text">The default, as the template has it.</param>
    /// <exception cref="FormatException">The text is no such value.</exception>
    public static T Default<T>(string text)
        where T : ISpanParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A parameter as a canonical 32-bit integer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    /// <param name="name">Its name, for the answer when it is none.</param>
    /// <exception cref="HttpStatusException">400: it is none.</exception>
    public static int Int32(Request request, int slot, string name) =>
        TryInteger(Matched(request, slot), int.MinValue, int.MaxValue, out long value)
            ? (int)value
            : throw Invalid(name, "a whole number of 32 bits");

    /// <summary>A parameter as a canonical 64-bit integer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    /// <param name="name">Its name, for the answer when it is none.</param>
    /// <exception cref="HttpStatusException">400: it is none.</exception>
    public static long Int64(Request request, int slot, string name) =>
        TryInteger(Matched(request, slot), long.MinValue, long.MaxValue, out long value)
            ? value
            : throw Invalid(name, "a whole number of 64 bits");

    /// <summary>A parameter as a GUID in the form with hyphens.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    /// <param name="name">Its name, for the answer when it is none.</param>
    /// <exception cref="HttpStatusException">400: it is none.</exception>
    public static Guid Guid(Request request, int slot, string name) =>
        TryGuid(Matched(request, slot), out Guid value) ? value : throw Invalid(name, "a GUID with hyphens");

    /// <summary>A parameter as a canonical integer of another size.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    /// <param name="name">Its name, for the answer when it is none.</param>
    /// <exception cref="HttpStatusException">400: it is none.</exception>
    public static T Integer<T>(Request request, int slot, string name)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> =>
        IntegerFormat<T>.TryReadCanonical(Matched(request, slot), out T value) ? value : throw Invalid(name, IntegerFormat<T>.Expected);

    /// <summary>A parameter of another type, percent-decoded once.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <typeparam name="TFormat">How it is written.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    /// <param name="name">Its name, for the answer when it does not parse.</param>
    /// <exception cref="HttpStatusException">400: it does not parse, or has a bad escape.</exception>
    public static T Parse<T, TFormat>(Request request, int slot, string name)
        where TFormat : IValueFormat<T> =>
        EncodedValue.Read<T, TFormat>(Bytes(request, slot), plusIsSpace: false, ValueSource.Path, name);

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

    /// <summary>Whether a text is a day of the calendar, as 2026-01-31.</summary>
    internal static bool IsDate(ReadOnlySpan<byte> text)
    {
        if (text.Length != 10 || text[4] != '-' || text[7] != '-') return false;
        int year = Number(text[..4]);
        int month = Number(text[5..7]);
        int day = Number(text[8..]);
        return year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    /// <summary>The bytes that a matcher saw: decoded, but for <c>%2F</c>.</summary>
    private static ReadOnlySpan<byte> Matched(Request request, int slot) =>
        request.MatchedPath.Slice(request.RouteSlots[slot * 2], request.RouteSlots[(slot * 2) + 1]);

    /// <summary>The number that digits are; -1 where one is none.</summary>
    private static int Number(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return -1;
            value = (value * 10) + digit - '0';
        }

        return value;
    }

    private static HttpStatusException Invalid(string name, string expected) => BindingProblem.Invalid(ValueSource.Path, name, expected);
}
