using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gatehouse.Generators.Reading;

/// <summary>
/// Checks the networks of <c>[TrustedProxies]</c>. Stricter than <see cref="IPAddress"/>, which takes "10.1" for 10.0.0.1,
/// and than System.Net.IPNetwork, which masks host bits away without a word: trust means what it says, or is refused.
/// </summary>
internal static class TrustedNetwork
{
    private const string UnixPeers = "unix:";

    /// <summary>What is wrong with a network; null for a good one.</summary>
    public static string? FaultOf(string text)
    {
        if (text == UnixPeers) return null;
        int slash = text.IndexOf('/');
        string address = slash < 0 ? text : text.Substring(0, slash);
        byte[]? bytes = ParseAddress(address);
        if (bytes is null) return $"'{text}' is not an IP network such as 10.1.0.0/16, an address, or {UnixPeers}";

        if (bytes.Length == 16 && bytes.Take(10).All(b => b == 0) && bytes[10] == 0xff && bytes[11] == 0xff)
            return $"'{text}' is an IPv4 address in IPv6 form; peers are compared as IPv4, so write it as IPv4";

        if (slash < 0) return null;
        int bits = bytes.Length * 8;
        string prefix = text.Substring(slash + 1);
        if (!int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            || length > bits
            || prefix != length.ToString(CultureInfo.InvariantCulture))
        {
            return $"'{text}' has no prefix length of 0 to {bits} after its '/'";
        }

        byte[] masked = Mask(bytes, length);
        return masked.SequenceEqual(bytes) ? null : $"'{text}' has bits set beyond its prefix; the network is {new IPAddress(masked)}/{length}";
    }

    private static byte[]? ParseAddress(string text)
    {
        if (text.IndexOf(':') >= 0)
        {
            // A scope or brackets belong to sockets and URLs, not to networks (RFC 4291 section 2.3).
            return text.IndexOfAny(['%', '[', ']']) < 0
                && IPAddress.TryParse(text, out IPAddress? address)
                && address.AddressFamily == AddressFamily.InterNetworkV6
                ? address.GetAddressBytes()
                : null;
        }

        string[] parts = text.Split('.');
        if (parts.Length != 4) return null;
        var bytes = new byte[4];
        for (int i = 0; i < 4; i++)
        {
            // A leading zero reads as octal elsewhere: refused rather than guessed.
            if (!byte.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i])
                || parts[i] != bytes[i].ToString(CultureInfo.InvariantCulture))
            {
                return null;
            }
        }

        return bytes;
    }

    private static byte[] Mask(byte[] address, int length)
    {
        var masked = new byte[address.Length];
        for (int i = 0; i < address.Length; i++)
        {
            int kept = Math.Min(8, Math.Max(0, length - (i * 8)));
            masked[i] = (byte)(address[i] & (0xff << (8 - kept)));
        }

        return masked;
    }
}
