using System.Buffers.Binary;
using System.Numerics;
using Gatehouse.Linux;

namespace Gatehouse.Proxy;

/// <content>Version 2 (section 2.2): a signature, two bytes of what and how, a length, addresses, and fields.</content>
internal static partial class ProxyHeaderParser
{
    private const int FixedLength = 16;
    private const int VersionNibble = 0x20;
    private const int Local = 0;
    private const int Forwarded = 1;

    private const int Unspecified = 0;
    private const int IPv4Ends = 12;
    private const int IPv6Ends = 36;
    private const int UnixEnds = 216;

    private const int ChecksumLength = 4;
    private const string Malformed = "the fields of its PROXY header are malformed";

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    private static ProxyHeaderReading ParseBinary(ReadOnlySpan<byte> input)
    {
        if (input.Length > 12 && (input[12] & 0xf0) != VersionNibble) return ProxyHeaderReading.Invalid("its PROXY header is of no known version");
        if (input.Length > 12 && (input[12] & 0x0f) > Forwarded) return ProxyHeaderReading.Invalid("its PROXY header has an unknown command");
        if (input.Length < FixedLength) return ProxyHeaderReading.NeedMore;
        bool isLocal = (input[12] & 0x0f) == Local;
        int family = input[13];
        int length = FixedLength + BinaryPrimitives.ReadUInt16BigEndian(input[14..]);
        if (length > MostBytes) return ProxyHeaderReading.Invalid($"its PROXY header is longer than {MostBytes} bytes");

        // Whatever a proxy adds when it speaks for itself is to be discarded, its family too (section 2.2).
        int ends = isLocal ? 0 : EndsLength(family);
        if (ends < 0) return ProxyHeaderReading.Invalid("its PROXY header has an unknown address family or protocol");
        if (!isLocal && length < FixedLength + ends) return ProxyHeaderReading.Invalid("its PROXY header is too short for its addresses");
        if (input.Length < length) return ProxyHeaderReading.NeedMore;
        if (isLocal) return ProxyHeaderReading.Done(length, new ProxyHeader { Version = 2, IsLocal = true });

        ReadOnlySpan<byte> header = input[..length];
        int fieldsStart = FixedLength + ends;
        if (CheckFields(header, fieldsStart) is { } problem)
        {
            // Without a family there may be addresses all the same, of no known form, which are to be ignored.
            return family == Unspecified && problem == Malformed
                ? ProxyHeaderReading.Done(length, new ProxyHeader { Version = 2 })
                : ProxyHeaderReading.Invalid(problem);
        }

        ReadEnds(header, ends, out PeerAddress source, out PeerAddress destination);
        return ProxyHeaderReading.Done(length, new ProxyHeader
        {
            Version = 2,
            Source = source,
            Destination = destination,
            FieldsStart = fieldsStart,
            FieldsLength = length - fieldsStart,
        });
    }

    /// <summary>
    /// Bytes of both addresses; -1 for what is to be rejected. The client may have come to the proxy over datagrams (HTTP/3): who it is
    /// does not depend on that.
    /// </summary>
    private static int EndsLength(int family) => family switch
    {
        Unspecified => 0,
        0x11 or 0x12 => IPv4Ends,
        0x21 or 0x22 => IPv6Ends,
        0x31 or 0x32 => UnixEnds,
        _ => -1,
    };

    /// <summary>Paths of Unix sockets are not kept: they say nothing of who the client is.</summary>
    private static void ReadEnds(ReadOnlySpan<byte> header, int ends, out PeerAddress source, out PeerAddress destination)
    {
        source = destination = default;
        ReadOnlySpan<byte> block = header.Slice(FixedLength, ends);
        if (ends == IPv4Ends)
        {
            source = PeerAddress.IPv4(BinaryPrimitives.ReadUInt32BigEndian(block), BinaryPrimitives.ReadUInt16BigEndian(block[8..]));
            destination = PeerAddress.IPv4(BinaryPrimitives.ReadUInt32BigEndian(block[4..]), BinaryPrimitives.ReadUInt16BigEndian(block[10..]));
        }
        else if (ends == IPv6Ends)
        {
            source = PeerAddress.IPv6(
                BinaryPrimitives.ReadUInt128BigEndian(block), scope: 0, BinaryPrimitives.ReadUInt16BigEndian(block[32..]));
            destination = PeerAddress.IPv6(
                BinaryPrimitives.ReadUInt128BigEndian(block[16..]), scope: 0, BinaryPrimitives.ReadUInt16BigEndian(block[34..]));
        }
    }

    /// <summary>Sees to it that every field ends within the header, and that the checksum is right if there is one. Null if so.</summary>
    private static string? CheckFields(ReadOnlySpan<byte> header, int start)
    {
        bool hasTls = false;
        int checksum = -1;
        var fields = new ProxyHeaderFields(header[start..]);
        while (fields.MoveNext())
        {
            if (fields.Type == ProxyHeaderFields.Checksum)
            {
                if (fields.Value.Length != ChecksumLength || checksum >= 0) return Malformed;
                checksum = start + fields.ValueStart;
            }
            else if (fields.Type == ProxyHeaderFields.Tls)
            {
                if (hasTls || !ProxyHeaderFields.IsTlsField(fields.Value)) return Malformed;
                hasTls = true;
            }
        }

        if (fields.IsMalformed) return Malformed;
        return checksum < 0 || IsIntact(header, checksum) ? null : "the checksum of its PROXY header is wrong";
    }

    /// <summary>CRC32c of the header with zeros in the place of the checksum (section 2.2.3, RFC 4960 appendix B).</summary>
    private static bool IsIntact(ReadOnlySpan<byte> header, int checksum)
    {
        uint sum = Add(uint.MaxValue, header[..checksum]);
        sum = BitOperations.Crc32C(sum, 0u);
        sum = Add(sum, header[(checksum + ChecksumLength)..]);
        return ~sum == BinaryPrimitives.ReadUInt32BigEndian(header[checksum..]);

        static uint Add(uint sum, ReadOnlySpan<byte> bytes)
        {
            foreach (byte b in bytes) sum = BitOperations.Crc32C(sum, b);
            return sum;
        }
    }
}
