using System.Buffers;

namespace Gatehouse.Http;

/// <summary>What a header field may be made of (RFC 9110 section 5), as text that the application writes and as bytes received.</summary>
internal static class HeaderRules
{
    private const string TokenAlphabet = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> TokenChars = SearchValues.Create(TokenAlphabet);

    private static readonly SearchValues<char> ValueChars = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x7f - 0x20).Concat(Enumerable.Range(0x80, 0x80)).Append('\t').Select(c => (char)c)]);

    /// <summary>The bytes of a token: tchar (RFC 9110 section 5.6.2).</summary>
    public static readonly SearchValues<byte> TokenBytes = SearchValues.Create([.. TokenAlphabet.Select(c => (byte)c)]);

    /// <summary>The bytes of a field value: field-vchar, SP and HTAB (RFC 9110 section 5.5). All others are controls.</summary>
    public static readonly SearchValues<byte> ValueBytes = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x7f - 0x20).Concat(Enumerable.Range(0x80, 0x80)).Append('\t').Select(c => (byte)c)]);

    /// <summary>Whether a name is a token (RFC 9110 section 5.6.2).</summary>
    public static bool IsToken(ReadOnlySpan<char> name) => !name.IsEmpty && !name.ContainsAnyExcept(TokenChars);

    /// <summary>Whether a name is a token (RFC 9110 section 5.6.2).</summary>
    public static bool IsToken(ReadOnlySpan<byte> name) => !name.IsEmpty && !name.ContainsAnyExcept(TokenBytes);

    /// <summary>Whether a value has only field-vchar, SP and HTAB (RFC 9110 section 5.5), each character one byte.</summary>
    public static bool IsFieldValue(ReadOnlySpan<char> value) => !value.ContainsAnyExcept(ValueChars);

    /// <summary>Whether the engine alone writes this field: framing, connection management and the date.</summary>
    public static bool IsEngineOwned(string name) => name.Length switch
    {
        4 => Is(name, "Date"),
        7 => Is(name, "Trailer"),
        10 => Is(name, "Connection") || Is(name, "Keep-Alive"),
        12 => Is(name, "Content-Type"),
        14 => Is(name, "Content-Length"),
        17 => Is(name, "Transfer-Encoding"),
        _ => false,
    };

    private static bool Is(string name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);
}
