using System.Buffers;
using System.ComponentModel;
using System.Globalization;
using System.Text;

namespace Gatehouse.CompilerServices;

/// <summary>
/// Writes the path of a link into a buffer of the caller's: literals as they stand in the template, values escaped as path
/// segments (RFC 3986 section 3.3). Only the finished text is allocated, unless it outgrows the buffer. For generated code.
/// </summary>
/// <remarks>
/// A value becomes what the matcher reads back as the same value. So what no segment can carry is refused: an empty value,
/// and <c>.</c> and <c>..</c>, which clients take away before they send a path, escaped or not (RFC 3986 sections 5.2.4
/// and 6.2.2.3); a NUL, which the matcher answers with 400; and half of a surrogate pair, which has no UTF-8.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct LinkBuilder
{
    // pchar of RFC 3986 section 3.3: unreserved, sub-delims, ':' and '@'.
    private const string SegmentCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@";

    // Within a query of forms '&', '=', '+' and ';' have meanings (WHATWG URL section 5.1); '/' and '?' have none (RFC 3986 section 3.4).
    private const string QueryCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*,:@/?";

    // Longer than every number, date and GUID: other values take the way over a string.
    private const int ValueLimit = 128;

    private static readonly SearchValues<char> InSegment = SearchValues.Create(SegmentCharacters);

    private static readonly SearchValues<char> InQuery = SearchValues.Create(QueryCharacters);

    private Span<char> buffer;
    private char[]? rented;
    private int length;
    private bool hasQuery;

    /// <summary>Begins a link.</summary>
    /// <param name="buffer">Room for it, as a rule on the stack. One that does not suffice is replaced.</param>
    public LinkBuilder(Span<char> buffer) => this.buffer = buffer;

    /// <summary>Adds text of a template, which is escaped already.</summary>
    /// <param name="text">The text.</param>
    public void Literal(string text)
    {
        text.CopyTo(Reserve(text.Length));
        length += text.Length;
    }

    /// <summary>Adds a value as one segment.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">The parameter, for the message of an exception.</param>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    /// <exception cref="ArgumentException">It is empty, <c>.</c> or <c>..</c>, or has a NUL or half of a surrogate pair.</exception>
    public void Segment(string value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        Segment(value.AsSpan(), name);
    }

    /// <summary>Adds a value as one segment, as the invariant culture writes it.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="name">The parameter, for the message of an exception.</param>
    /// <param name="format">The format, of those of the type; null for its usual one.</param>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    /// <exception cref="ArgumentException">Its text is empty, <c>.</c> or <c>..</c>, or has a NUL or half of a surrogate pair.</exception>
    public void Segment<T>(T value, string name, string? format = null)
        where T : ISpanFormattable
    {
        if (value is null) throw new ArgumentNullException(name);
        Span<char> text = stackalloc char[ValueLimit];
        if (value.TryFormat(text, out int written, format, CultureInfo.InvariantCulture)) Segment(text[..written], name);
        else Segment(value.ToString(format, CultureInfo.InvariantCulture).AsSpan(), name);
    }

    /// <summary>Adds a value of an enum as one segment, by name; of flags, their names with commas between them.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">The parameter, for the message of an exception.</param>
    /// <exception cref="ArgumentException">It has no name.</exception>
    public void Member(Enum value, string name) => Segment(NameOf(value, name).AsSpan(), name);

    /// <summary>Adds a value of several segments, with the slashes between them: the rest of a path, up to its end.</summary>
    /// <param name="value">The value, without a slash before it.</param>
    /// <param name="name">The parameter, for the message of an exception.</param>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    /// <exception cref="ArgumentException">
    /// A segment is <c>.</c> or <c>..</c>, or has a NUL or half of a surrogate pair; or one that is not the last is empty, so
    /// that no value makes a path begin with <c>//</c>, which a browser takes for a host (RFC 3986 section 4.2).
    /// </exception>
    public void Rest(string value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        ReadOnlySpan<char> rest = value;
        for (int slash = rest.IndexOf('/'); slash >= 0; slash = rest.IndexOf('/'))
        {
            Segment(rest[..slash], name);
            Literal("/");
            rest = rest[(slash + 1)..];
        }

        if (!rest.IsEmpty) Segment(rest, name);
    }

    /// <summary>Adds a field of the query.</summary>
    /// <param name="key">Its name, not escaped.</param>
    /// <param name="value">Its value; null leaves the field out.</param>
    /// <exception cref="ArgumentException">The value has a NUL or half of a surrogate pair.</exception>
    public void Query(string key, string? value)
    {
        if (value is null) return;
        BeginField(key);
        Escape(value, InQuery, key);
    }

    /// <summary>Adds a field of the query, with a value as the invariant culture writes it.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="key">Its name, not escaped.</param>
    /// <param name="value">Its value; null leaves the field out.</param>
    /// <param name="format">The format, of those of the type; null for its usual one.</param>
    /// <exception cref="ArgumentException">Its text has a NUL or half of a surrogate pair.</exception>
    public void Query<T>(string key, T? value, string? format = null)
        where T : struct, ISpanFormattable
    {
        if (value is not { } given) return;
        Span<char> text = stackalloc char[ValueLimit];
        ReadOnlySpan<char> formatted = given.TryFormat(text, out int written, format, CultureInfo.InvariantCulture)
            ? text[..written]
            : given.ToString(format, CultureInfo.InvariantCulture);
        BeginField(key);
        Escape(formatted, InQuery, key);
    }

    /// <summary>Adds a field of the query with a value of an enum, by name; of flags, their names with commas between them.</summary>
    /// <param name="key">Its name, not escaped.</param>
    /// <param name="value">Its value; null leaves the field out.</param>
    /// <exception cref="ArgumentException">The value has no name.</exception>
    public void QueryMember(string key, Enum? value)
    {
        if (value is not null) Query(key, NameOf(value, key));
    }

    /// <summary>The finished link. The builder is not used again.</summary>
    public override string ToString()
    {
        string link = new(buffer[..length]);
        if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        rented = null;
        buffer = default;
        return link;
    }

    /// <summary>A value by name, as requests are read: without the blanks that .NET writes behind the commas of flags.</summary>
    private static string NameOf(Enum value, string name)
    {
        string text = value.ToString();

        // .NET writes the number of a value that no member has; no identifier begins as one does.
        if (text[0] == '-' || char.IsAsciiDigit(text[0])) throw new ArgumentException($"{text} is no member of {value.GetType().FullName}.", name);
        return text.Replace(", ", ",", StringComparison.Ordinal);
    }

    private void Segment(scoped ReadOnlySpan<char> value, string name)
    {
        if (value.IsEmpty) throw new ArgumentException("A segment of a path cannot be empty.", name);
        if (value is "." or "..") throw new ArgumentException($"A segment of a path cannot be '{value}': clients resolve it.", name);
        Escape(value, InSegment, name);
    }

    private void BeginField(string key)
    {
        Literal(hasQuery ? "&" : "?");
        hasQuery = true;
        Escape(key, InQuery, key);
        Literal("=");
    }

    private void Escape(scoped ReadOnlySpan<char> value, SearchValues<char> plain, string name)
    {
        while (!value.IsEmpty)
        {
            int run = value.IndexOfAnyExcept(plain);
            if (run < 0) run = value.Length;
            value[..run].CopyTo(Reserve(run));
            length += run;
            value = value[run..];
            if (!value.IsEmpty) value = value[EscapeFirst(value, name)..];
        }
    }

    /// <summary>Escapes the first character: each byte of its UTF-8, with capital digits (RFC 3986 section 2.1).</summary>
    /// <returns>How many units of UTF-16 it has.</returns>
    private int EscapeFirst(scoped ReadOnlySpan<char> value, string name)
    {
        OperationStatus status = Rune.DecodeFromUtf16(value, out Rune rune, out int units);
        if (status != OperationStatus.Done) throw new ArgumentException("Half of a surrogate pair cannot be part of a link.", name);
        if (rune.Value == 0) throw new ArgumentException("A NUL cannot be part of a link.", name);
        Span<byte> bytes = stackalloc byte[4];
        foreach (byte b in bytes[..rune.EncodeToUtf8(bytes)])
        {
            Span<char> escape = Reserve(3);
            escape[0] = '%';
            escape[1] = Digit(b >> 4);
            escape[2] = Digit(b & 15);
            length += 3;
        }

        return units;

        static char Digit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);
    }

    /// <summary>Room for more characters, behind those written.</summary>
    private Span<char> Reserve(int count)
    {
        if (buffer.Length - length < count) Grow(count);
        return buffer[length..];
    }

    private void Grow(int count)
    {
        char[] larger = ArrayPool<char>.Shared.Rent(Math.Max(length + count, buffer.Length * 2));
        buffer[..length].CopyTo(larger);
        if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        buffer = rented = larger;
    }
}
