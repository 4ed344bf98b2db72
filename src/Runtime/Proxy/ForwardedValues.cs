using System.Buffers;
using System.Text;
using Gatehouse.Http;
using Gatehouse.Linux;

namespace Gatehouse.Proxy;

/// <summary>
/// The grammar of single forwarded values. A trusted proxy may still be a badly configured one, so each is checked in full.
/// </summary>
internal static class ForwardedValues
{
    // pchar without percent-encoded octets, and the slash (RFC 3986 section 3.3).
    private static readonly SearchValues<byte> PathBytes = SearchValues.Create(
        "/:@-._~!$&'()*+,;=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // obfnode and obfport (RFC 7239 sections 6.2 and 6.3).
    private static readonly SearchValues<byte> ObfuscatedBytes = SearchValues.Create(
        "._-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>An IPv4 address, an IPv6 address with or without brackets, and a port behind IPv4 or brackets.</summary>
    public static bool TryParseAddress(ReadOnlySpan<byte> value, out PeerAddress address)
    {
        address = default;
        ushort port = 0;
        if (!value.IsEmpty && value[0] == '[')
        {
            int close = value.IndexOf((byte)']');
            if (close < 0 || !TryParsePortSuffix(value[(close + 1)..], out port)) return false;
            if (!IPLiteral.TryParseIPv6(value[1..close], out UInt128 bracketed)) return false;
            address = PeerAddress.IPv6(bracketed, 0, port);
            return true;
        }

        if (IPLiteral.TryParseIPv6(value, out UInt128 v6))
        {
            address = PeerAddress.IPv6(v6, 0, 0);
            return true;
        }

        int colon = value.IndexOf((byte)':');
        if (colon >= 0 && !TryParsePortSuffix(value[colon..], out port)) return false;
        if (!IPLiteral.TryParseIPv4(colon < 0 ? value : value[..colon], out uint v4)) return false;
        address = PeerAddress.IPv4(v4, port);
        return true;
    }

    /// <summary>
    /// The address in X-Forwarded-For: as above, or a word for a client that has none: <c>unknown</c>, or <c>unix:</c>, as nginx
    /// writes it. An address of no family then.
    /// </summary>
    public static bool TryParseClient(ReadOnlySpan<byte> value, out PeerAddress client)
    {
        if (TryParseAddress(value, out client)) return true;
        if (value.SequenceEqual("unix:"u8)) client = PeerAddress.Unix;
        return client.Family == AddressFamily.Unix || Ascii.EqualsIgnoreCase(value, "unknown"u8);
    }

    /// <summary>
    /// A node of RFC 7239 section 6: an IPv4 address, an IPv6 address in brackets, <c>unknown</c> or an obfuscated identifier, each
    /// with or without a port, which may be obfuscated too. One that tells no address is of no family.
    /// </summary>
    public static bool TryParseNode(ReadOnlySpan<byte> value, out PeerAddress node)
    {
        node = default;
        if (!value.IsEmpty && (value[0] == '[' || char.IsAsciiDigit((char)value[0])))
        {
            if (value[0] != '[' && value.Count((byte)':') > 1) return false;

            // What comes behind an obfuscated port says nothing about the address.
            int obfuscated = value.IndexOf(":_"u8);
            if (obfuscated < 0) return TryParseAddress(value, out node);
            return IsObfuscated(value[(obfuscated + 1)..]) && TryParseAddress(value[..obfuscated], out node) && node.Port == 0;
        }

        int colon = value.IndexOf((byte)':');
        ReadOnlySpan<byte> name = colon < 0 ? value : value[..colon];
        if (!Ascii.EqualsIgnoreCase(name, "unknown"u8) && !IsObfuscated(name)) return false;
        return colon < 0 || IsObfuscated(value[(colon + 1)..]) || TryParsePort(value[(colon + 1)..], out _);
    }

    /// <summary>Exactly http or https, without regard to case; one of two constants.</summary>
    public static string? ParseScheme(ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(value, "https"u8)) return "https";
        return Ascii.EqualsIgnoreCase(value, "http"u8) ? "http" : null;
    }

    /// <summary>A host that is not empty, with or without a port.</summary>
    public static bool IsHost(ReadOnlySpan<byte> value) =>
        Authority.TryParse(value, out int hostLength, out int port) && hostLength > 0 && port != 0;

    /// <summary>A port number, 1 to 65535.</summary>
    public static bool TryParsePort(ReadOnlySpan<byte> value, out ushort port)
    {
        port = 0;
        if (value.IsEmpty || value.Length > 5) return false;
        int number = 0;
        foreach (byte digit in value)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            number = (number * 10) + (digit - '0');
        }

        if (number is 0 or > ushort.MaxValue) return false;
        port = (ushort)number;
        return true;
    }

    /// <summary>
    /// An absolute path. Two slashes at its beginning would be another host in a redirect; dot segments, encoded ones too, would be
    /// another path in a browser.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="length">Length without trailing slashes; 0 for <c>/</c>.</param>
    public static bool TryParsePrefix(ReadOnlySpan<byte> value, out int length)
    {
        length = 0;
        if (value.IsEmpty || value[0] != '/' || value.StartsWith("//"u8) || !HasPathBytesOnly(value)) return false;
        foreach (Range segment in value.Split((byte)'/'))
        {
            if (IsDots(value[segment])) return false;
        }

        length = value.TrimEnd((byte)'/').Length;
        return true;
    }

    private static bool HasPathBytesOnly(ReadOnlySpan<byte> value)
    {
        while (true)
        {
            int stop = value.IndexOfAnyExcept(PathBytes);
            if (stop < 0) return true;
            if (!PercentEncoding.IsEscape(value[stop..])) return false;
            value = value[(stop + 3)..];
        }
    }

    // "." or "..", each dot plain or as %2e.
    private static bool IsDots(ReadOnlySpan<byte> segment)
    {
        int dots = 0;
        while (!segment.IsEmpty)
        {
            int length = segment[0] == '.' ? 1 : segment.Length >= 3 && Ascii.EqualsIgnoreCase(segment[..3], "%2e"u8) ? 3 : 0;
            if (length == 0) return false;
            segment = segment[length..];
            dots++;
        }

        return dots is 1 or 2;
    }

    private static bool IsObfuscated(ReadOnlySpan<byte> value) =>
        value.Length > 1 && value[0] == '_' && !value.ContainsAnyExcept(ObfuscatedBytes);

    private static bool TryParsePortSuffix(ReadOnlySpan<byte> suffix, out ushort port)
    {
        port = 0;
        return suffix.IsEmpty || (suffix[0] == ':' && TryParsePort(suffix[1..], out port));
    }
}
