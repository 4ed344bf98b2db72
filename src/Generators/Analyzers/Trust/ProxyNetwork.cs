using System.Globalization;
using System.Net;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>A network as .NET reads it: more of it than <see cref="Reading.TrustedNetwork"/> allows, and with the bits beyond the prefix masked away.</summary>
internal sealed class ProxyNetwork
{
    private const int MappedPrefix = 96;

    // RFC 1918 section 3, RFC 4193 section 3; of the last the half that is in use too.
    private static readonly ProxyNetwork[] PrivateRanges =
        [Of("10.0.0.0/8"), Of("172.16.0.0/12"), Of("192.168.0.0/16"), Of("fc00::/7"), Of("fd00::/8")];

    // RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3.
    private static readonly ProxyNetwork[] LoopbackRanges = [Of("127.0.0.0/8"), Of("::1/128")];

    // Where no client of the Internet comes from: besides those, loopback and link-local addresses.
    private static readonly ProxyNetwork[] UnroutedRanges =
        [.. PrivateRanges, .. LoopbackRanges, Of("169.254.0.0/16"), Of("fe80::/10")];

    private readonly byte[] address;

    private ProxyNetwork(byte[] address, int length)
    {
        this.address = address;
        Length = length;
        for (int bit = length; bit < address.Length * 8; bit++) address[bit / 8] &= (byte)~(0x80 >> (bit % 8));
    }

    public int Length { get; }

    public bool IsIPv4 => address.Length == 4;

    /// <summary>Whether it is a single address.</summary>
    public bool IsOne => Length == address.Length * 8;

    /// <summary>An IPv4 network in IPv6 form, ::ffff:0:0/96 or within: of a shorter prefix, bits of the ffff are masked away.</summary>
    public bool IsMapped => !IsIPv4 && address.Take(10).All(b => b == 0) && address[10] == 0xff && address[11] == 0xff;

    /// <summary>In what way it has more addresses than there are proxies; null where it has not.</summary>
    public NetworkWidth? Width
    {
        get
        {
            ProxyNetwork network = Unmapped();
            if (network.Length == 0) return NetworkWidth.Everybody;
            if (PrivateRanges.Any(range => range.IsSameAs(network))) return NetworkWidth.WholePrivateRange;
            return network.Length < (network.IsIPv4 ? 8 : 16) ? NetworkWidth.Wide : null;
        }
    }

    /// <summary>Whether there are addresses of the Internet in it.</summary>
    public bool IsPublic => !UnroutedRanges.Any(range => range.Contains(Unmapped()));

    /// <summary>Whether all of it is this machine itself.</summary>
    public bool IsLoopback => LoopbackRanges.Any(range => range.Contains(Unmapped()));

    /// <summary>Null for what .NET refuses. An address is a network of one.</summary>
    public static ProxyNetwork? Read(string text, bool isAddress)
    {
        int slash = text.IndexOf('/');
        if (slash < 0 != isAddress || !IPAddress.TryParse(isAddress ? text : text.Substring(0, slash), out IPAddress? address)) return null;
        byte[] bytes = address.GetAddressBytes();
        int bits = bytes.Length * 8;
        if (isAddress) return new ProxyNetwork(bytes, bits);
        return int.TryParse(text.Substring(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length <= bits
            ? new ProxyNetwork(bytes, length)
            : null;
    }

    public static ProxyNetwork Of(string text) => Read(text, isAddress: false) ?? throw new ArgumentException(text, nameof(text));

    /// <summary>The network as IPv4, where it is one in IPv6 form.</summary>
    public ProxyNetwork Unmapped() => IsMapped ? new ProxyNetwork([.. address.Skip(12)], Length - MappedPrefix) : this;

    public bool Contains(ProxyNetwork other) =>
        address.Length == other.address.Length
        && other.Length >= Length
        && new ProxyNetwork([.. other.address], Length).address.SequenceEqual(address);

    public bool IsSameAs(ProxyNetwork other) => Length == other.Length && Contains(other);

    public string AsText(bool isAddress) => isAddress ? new IPAddress(address).ToString() : ToString();

    public override string ToString() => $"{new IPAddress(address)}/{Length.ToString(CultureInfo.InvariantCulture)}";
}
