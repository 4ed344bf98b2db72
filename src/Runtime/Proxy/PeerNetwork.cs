using System.Globalization;
using System.Text;
using Gatehouse.Http;
using Gatehouse.Linux;

namespace Gatehouse.Proxy;

/// <summary>A range of IP addresses with a common prefix (RFC 4632 section 3.1, RFC 4291 section 2.3).</summary>
internal readonly struct PeerNetwork
{
    // ::ffff:0:0/96, the IPv4-mapped addresses, which PeerAddress holds as IPv4.
    private const int MappedPrefixLength = 96;

    private readonly AddressFamily family;
    private readonly UInt128 bits;
    private readonly UInt128 mask;

    private PeerNetwork(AddressFamily family, UInt128 bits, UInt128 mask)
    {
        this.family = family;
        this.bits = bits;
        this.mask = mask;
    }

    /// <summary>Whether an address lies within. IPv6 zones do not count; IPv4-mapped addresses are IPv4.</summary>
    public bool Contains(PeerAddress address) => address.Family == family && (address.Bits & mask) == bits;

    /// <summary>Reads <c>10.1.0.0/16</c>, <c>fd00::/8</c>, or a single address.</summary>
    /// <exception cref="FormatException">The text is none of these; the message says what was expected instead.</exception>
    public static PeerNetwork Parse(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        PeerAddress address = ParseAddress(text, slash < 0 ? text : text[..slash]);
        int width = address.Family == AddressFamily.IPv4 ? 32 : 128;
        int length = slash < 0 ? width : ParseLength(text, slash, width);
        UInt128 mask = MaskOf(length, width);
        if ((address.Bits & ~mask) != 0)
        {
            UInt128 first = address.Bits & mask;
            PeerAddress canonical = width == 32 ? PeerAddress.IPv4((uint)first, 0) : PeerAddress.IPv6(first, 0, 0);
            throw new FormatException(
                $"'{text}' has bits set behind its prefix of {length} bits: "
                + $"write '{canonical}/{length}' for the network, or '{address}' for the one address.");
        }

        return new PeerNetwork(address.Family, address.Bits, mask);
    }

    private static UInt128 MaskOf(int length, int width)
    {
        if (length == 0) return 0;
        UInt128 all = width == 128 ? UInt128.MaxValue : (UInt128.One << width) - 1;
        return (all << (width - length)) & all;
    }

    private static PeerAddress ParseAddress(string text, string address)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(address);
        if (IPLiteral.TryParseIPv4(bytes, out uint v4)) return PeerAddress.IPv4(v4, 0);
        if (IPLiteral.TryParseIPv6(bytes, out UInt128 v6)) return PeerAddress.IPv6(v6, 0, 0);
        string hint = text switch
        {
            "*" => "every peer could then name any client it likes; list the addresses of the proxies",
            _ when address.Contains('%', StringComparison.Ordinal) => "an IPv6 zone cannot be named here; fe80::/10 covers all of them",
            _ => "expected an address such as 10.1.2.3 or fd00::1, a network such as 10.1.0.0/16, or 'unix:'",
        };
        throw new FormatException($"'{text}' is not an IP network: {hint}.");
    }

    // The length of an IPv4-mapped network counts from the IPv6 beginning; what is left of it is the length of the IPv4 network.
    private static int ParseLength(string text, int slash, int width)
    {
        bool mapped = width == 32 && text.Contains(':', StringComparison.Ordinal);
        int least = mapped ? MappedPrefixLength : 0;
        int most = least + width;
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            || value < least || value > most)
        {
            throw new FormatException(
                $"'{text}' is not an IP network: the prefix length of '{text[..slash]}' is a number from {least} to {most}.");
        }

        return value - least;
    }
}
