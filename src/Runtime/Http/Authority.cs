using System.Buffers;

namespace Gatehouse.Http;

/// <summary>
/// Host and port as the Host field and request targets carry them: <c>uri-host [ ":" port ]</c> (RFC 9110 section 7.2,
/// RFC 3986 section 3.2). User information is not part of it and is refused (RFC 9110 section 4.2.4).
/// </summary>
internal static class Authority
{
    /// <summary>No port in the text, or an empty one.</summary>
    public const int NoPort = -1;

    // unreserved and sub-delims; percent-encoded octets are looked at one by one.
    private static readonly SearchValues<byte> RegNameBytes = SearchValues.Create(
        "-._~!$&'()*+,;=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Splits an authority. The empty text has an empty host; a port without a host is refused.</summary>
    /// <param name="text">The authority.</param>
    /// <param name="hostLength">Length of the host, brackets included.</param>
    /// <param name="port">0 to 65535, or <see cref="NoPort"/>.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out int hostLength, out int port)
    {
        port = NoPort;
        hostLength = 0;
        if (text.IsEmpty) return true;
        hostLength = text[0] == '[' ? MeasureIPLiteral(text) : MeasureRegName(text);
        if (hostLength <= 0) return false;
        if (hostLength == text.Length) return true;
        return text[hostLength] == ':' && TryParsePort(text[(hostLength + 1)..], out port);
    }

    private static int MeasureRegName(ReadOnlySpan<byte> text)
    {
        int length = 0;
        while (true)
        {
            int stop = text[length..].IndexOfAnyExcept(RegNameBytes);
            if (stop < 0) return text.Length;
            length += stop;
            if (text[length] != '%') return length;
            if (!PercentEncoding.IsEscape(text[length..])) return -1;
            length += 3;
        }
    }

    // IPvFuture is grammatical, but there is none; RFC 3986 section 3.2.2 wants an error for an unknown version.
    private static int MeasureIPLiteral(ReadOnlySpan<byte> text)
    {
        int close = text.IndexOf((byte)']');
        return close > 0 && IPLiteral.TryParseIPv6(text[1..close], out _) ? close + 1 : -1;
    }

    // port = *DIGIT: it may be empty (RFC 3986 section 3.2.3), but a number that is no TCP port is refused.
    private static bool TryParsePort(ReadOnlySpan<byte> digits, out int port)
    {
        port = NoPort;
        if (digits.IsEmpty) return true;
        int value = 0;
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            value = (value * 10) + (digit - '0');
            if (value > 65535) return false;
        }

        port = value;
        return true;
    }
}
