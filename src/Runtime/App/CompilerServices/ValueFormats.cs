using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Gatehouse.CompilerServices;

/// <summary>Text, as it is. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TextFormat : IValueFormat<string>
{
    /// <inheritdoc/>
    public static string Expected => "text";

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> text, [MaybeNullWhen(false)] out string value)
    {
        value = Encoding.UTF8.GetString(text);
        return true;
    }
}

/// <summary>A whole number: digits, perhaps with leading zeros, perhaps a minus sign before them. For generated code.</summary>
/// <typeparam name="T">An integer of a fixed size.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct IntegerFormat<T> : IValueFormat<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    /// <inheritdoc/>
    public static string Expected =>
        $"a whole number of {Unsafe.SizeOf<T>() * 8} bits{(T.IsZero(T.MinValue) ? " without a sign" : "")}";

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> text, out T value)
    {
        // Checked here, since .NET takes trailing NULs in every style.
        ReadOnlySpan<byte> digits = !text.IsEmpty && text[0] == '-' ? text[1..] : text;
        value = default;
        return !digits.IsEmpty
            && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>As <see cref="TryRead"/>, but one way only for each number: no leading zero, no "-0".</summary>
    internal static bool TryReadCanonical(ReadOnlySpan<byte> text, out T value)
    {
        ReadOnlySpan<byte> digits = !text.IsEmpty && text[0] == '-' ? text[1..] : text;
        value = default;
        return (text.Length == 1 || digits is [not (byte)'0', ..]) && TryRead(text, out value);
    }
}

/// <summary>
/// A number with a decimal point and an exponent, each perhaps; no group separators, no blanks, nothing that is not finite.
/// For generated code.
/// </summary>
/// <typeparam name="T">A number with a fraction.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct NumberFormat<T> : IValueFormat<T>
    where T : struct, INumberBase<T>
{
    /// <inheritdoc/>
    public static string Expected => "a number such as -12.5";

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> text, out T value)
    {
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        value = default;
        return !text.ContainsAnyExcept("0123456789+-.eE"u8)
            && text is [not (byte)'+', ..]
            && T.TryParse(text, style, CultureInfo.InvariantCulture, out value)
            && T.IsFinite(value);
    }
}

/// <summary>true or false, without regard to case. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct BooleanFormat : IValueFormat<bool>
{
    /// <inheritdoc/>
    public static string Expected => "true or false";

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> text, out bool value)
    {
        value = Ascii.EqualsIgnoreCase(text, "true"u8);
        return value || Ascii.EqualsIgnoreCase(text, "false"u8);
    }
}

/// <summary>A GUID in the form with hyphens (RFC 9562 section 4). For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct GuidFormat : IValueFormat<Guid>
{
    /// <inheritdoc/>
    public static string Expected => "a GUID with hyphens";

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> text, out Guid value) => RouteValue.TryGuid(text, out value);
}

/// <summary>A URI with a scheme (RFC 3986). For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct UriFormat : IValueFormat<Uri>
{
    /// <inheritdoc/>
    public static string Expected => "an absolute URI";

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> text, [MaybeNullWhen(false)] out Uri value)
    {
        // .NET takes "/path" for a file on Unix.
        value = null;
        return text is [not (byte)'/', ..] && Uri.TryCreate(Encoding.UTF8.GetString(text), UriKind.Absolute, out value);
    }
}

/// <summary>A type that parses itself from UTF-8, in the invariant culture. For generated code.</summary>
/// <typeparam name="T">The type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Utf8ParsableFormat<T> : IValueFormat<T>
    where T : IUtf8SpanParsable<T>
{
    /// <inheritdoc/>
    public static string Expected => $"a valid {typeof(T).FullName}";

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> text, [MaybeNullWhen(false)] out T value) =>
        T.TryParse(text, CultureInfo.InvariantCulture, out value);
}

/// <summary>A type that parses itself from text, in the invariant culture. For generated code.</summary>
/// <typeparam name="T">The type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ParsableFormat<T> : IValueFormat<T>
    where T : ISpanParsable<T>
{
    // Longer values are still read, from a string; nothing that parses itself from one is this long in practice.
    private const int StackLimit = 256;

    /// <inheritdoc/>
    public static string Expected => $"a valid {typeof(T).FullName}";

    /// <inheritdoc/>
    public static bool TryRead(ReadOnlySpan<byte> text, [MaybeNullWhen(false)] out T value)
    {
        if (text.Length > StackLimit) return T.TryParse(Encoding.UTF8.GetString(text), CultureInfo.InvariantCulture, out value);

        // UTF-8 never has fewer bytes than UTF-16 has units.
        Span<char> characters = stackalloc char[StackLimit];
        int length = Encoding.UTF8.GetChars(text, characters);
        return T.TryParse(characters[..length], CultureInfo.InvariantCulture, out value);
    }
}
