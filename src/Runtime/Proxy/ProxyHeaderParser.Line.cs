using Gatehouse.Http;
using Gatehouse.Linux;

namespace Gatehouse.Proxy;

/// <content>Version 1 (section 2.1): <c>PROXY TCP4 192.0.2.1 192.0.2.9 56324 443</c> and CRLF.</content>
internal static partial class ProxyHeaderParser
{
    // With its CRLF: UNKNOWN, two IPv6 addresses of 39 characters, two ports of 5 (section 2.1).
    private const int MostInLine = 107;

    private static ReadOnlySpan<byte> Word => "PROXY "u8;

    private static ProxyHeaderReading ParseLine(ReadOnlySpan<byte> input)
    {
        ReadOnlySpan<byte> possible = input[..Math.Min(input.Length, MostInLine)];
        int end = possible.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0 || end == MostInLine - 1)
        {
            return possible.Length == MostInLine
                ? ProxyHeaderReading.Invalid("its PROXY line is longer than 107 bytes")
                : ProxyHeaderReading.NeedMore;
        }

        if (input[end] == '\r' && end + 1 == input.Length) return ProxyHeaderReading.NeedMore;
        if (input[end] == '\n' || input[end + 1] != '\n') return ProxyHeaderReading.Invalid("its PROXY line does not end with CRLF");
        return TryParseEnds(input[Word.Length..end], out PeerAddress source, out PeerAddress destination)
            ? ProxyHeaderReading.Done(end + 2, new ProxyHeader { Version = 1, Source = source, Destination = destination })
            : ProxyHeaderReading.Invalid("its PROXY line is malformed");
    }

    /// <summary>What stands between the word and the CRLF. Of UNKNOWN the rest of the line means nothing.</summary>
    private static bool TryParseEnds(ReadOnlySpan<byte> text, out PeerAddress source, out PeerAddress destination)
    {
        source = destination = default;
        ReadOnlySpan<byte> family = NextField(ref text, out _);
        if (family.SequenceEqual("UNKNOWN"u8)) return true;
        bool isIPv4 = family.SequenceEqual("TCP4"u8);
        if (!isIPv4 && !family.SequenceEqual("TCP6"u8)) return false;

        ReadOnlySpan<byte> from = NextField(ref text, out _);
        ReadOnlySpan<byte> to = NextField(ref text, out _);
        ReadOnlySpan<byte> fromPort = NextField(ref text, out _);
        ReadOnlySpan<byte> toPort = NextField(ref text, out bool hasMore);
        return !hasMore
            && TryParsePort(fromPort, out ushort port)
            && TryParseAddress(from, isIPv4, port, out source)
            && TryParsePort(toPort, out port)
            && TryParseAddress(to, isIPv4, port, out destination);
    }

    /// <summary>The bytes up to the next space, or to the end.</summary>
    private static ReadOnlySpan<byte> NextField(ref ReadOnlySpan<byte> text, out bool hasMore)
    {
        int space = text.IndexOf((byte)' ');
        hasMore = space >= 0;
        ReadOnlySpan<byte> field = hasMore ? text[..space] : text;
        text = hasMore ? text[(space + 1)..] : default;
        return field;
    }

    private static bool TryParseAddress(ReadOnlySpan<byte> text, bool isIPv4, ushort port, out PeerAddress address)
    {
        address = default;
        if (isIPv4)
        {
            if (!IPLiteral.TryParseIPv4(text, out uint v4)) return false;
            address = PeerAddress.IPv4(v4, port);
            return true;
        }

        if (!IPLiteral.TryParseIPv6(text, out UInt128 v6)) return false;
        address = PeerAddress.IPv6(v6, scope: 0, port);
        return true;
    }

    /// <summary>0 to 65535, without leading zeros: they could be taken for octal (section 2.1).</summary>
    private static bool TryParsePort(ReadOnlySpan<byte> text, out ushort port)
    {
        port = 0;
        if (text.Length is 0 or > 5 || (text[0] == '0' && text.Length > 1)) return false;
        int number = 0;
        foreach (byte digit in text)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            number = (number * 10) + (digit - '0');
        }

        port = (ushort)number;
        return number <= ushort.MaxValue;
    }
}
