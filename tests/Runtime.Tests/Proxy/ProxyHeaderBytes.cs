using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Gatehouse.Runtime.Tests.Proxy;

/// <summary>Writes PROXY headers as a proxy does, and as none should.</summary>
internal static class ProxyHeaderBytes
{
    public static readonly byte[] Signature = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];

    /// <summary>A version 1 header; the family follows from the addresses.</summary>
    public static byte[] Line(IPEndPoint source, IPEndPoint destination) => Encoding.ASCII.GetBytes(
        $"PROXY {(source.Address.GetAddressBytes().Length == 4 ? "TCP4" : "TCP6")} {source.Address} {destination.Address} {source.Port} {destination.Port}\r\n");

    /// <summary>A version 2 header that forwards a connection.</summary>
    public static byte[] Binary(IPEndPoint source, IPEndPoint destination, params byte[][] fields) => Binary(
        0x21,
        source.Address.GetAddressBytes().Length == 4 ? 0x11 : 0x21,
        [.. source.Address.GetAddressBytes(), .. destination.Address.GetAddressBytes(), .. Number(source.Port), .. Number(destination.Port)],
        fields);

    /// <summary>A version 2 header of any kind.</summary>
    public static byte[] Binary(int command, int family, byte[] addresses, params byte[][] fields)
    {
        byte[] rest = [.. addresses, .. fields.SelectMany(f => f)];
        return [.. Signature, (byte)command, (byte)family, .. Number(rest.Length), .. rest];
    }

    public static byte[] Field(int type, params byte[] value) => [(byte)type, .. Number(value.Length), .. value];

    public static byte[] Field(int type, string value) => Field(type, Encoding.UTF8.GetBytes(value));

    /// <summary>What a proxy says of TLS.</summary>
    public static byte[] Tls(int flags, uint verify, params byte[][] fields) =>
        Field(0x20, [(byte)flags, .. BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(verify)), .. fields.SelectMany(f => f)]);

    /// <summary>A checksum that is not there yet.</summary>
    public static byte[] NoChecksum => Field(0x03, 0, 0, 0, 0);

    /// <summary>Puts the checksum into the last field of a header, which is <see cref="NoChecksum"/>.</summary>
    public static byte[] Sealed(byte[] header)
    {
        byte[] copy = [.. header];
        BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(^4), Crc32c(copy));
        return copy;
    }

    /// <summary>Bit by bit, as RFC 4960 appendix B defines it: the polynomial 0x1EDC6F41, in reverse.</summary>
    private static uint Crc32c(byte[] bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte b in bytes)
        {
            sum ^= b;
            for (int bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ ((sum & 1) * 0x82F63B78);
        }

        return ~sum;
    }

    private static byte[] Number(int number) => [(byte)(number >> 8), (byte)number];
}
