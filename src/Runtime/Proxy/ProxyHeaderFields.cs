using System.Buffers.Binary;

namespace Gatehouse.Proxy;

/// <summary>Walks over type-length-value fields: a byte, two bytes of length with the higher one first, and the value (section 2.2).</summary>
/// <param name="bytes">The fields, and nothing else.</param>
internal ref struct ProxyHeaderFields(ReadOnlySpan<byte> bytes)
{
    /// <summary>PP2_TYPE_CRC32C.</summary>
    public const byte Checksum = 0x03;

    /// <summary>PP2_TYPE_SSL: a byte of flags, four bytes of what came of the client's certificate, and fields of its own.</summary>
    public const byte Tls = 0x20;

    /// <summary>Bytes before the fields within <see cref="Tls"/>.</summary>
    public const int TlsFixedLength = 5;

    private const int FieldHead = 3;

    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int next;
    private int valueLength;

    /// <summary>Type of the field.</summary>
    public byte Type { get; private set; }

    /// <summary>Where its value begins.</summary>
    public int ValueStart { get; private set; }

    /// <summary>Whether what is left is no field.</summary>
    public bool IsMalformed { get; private set; }

    public readonly ReadOnlySpan<byte> Value => bytes.Slice(ValueStart, valueLength);

    /// <summary>Whether the value of a field of type <see cref="Tls"/> is as long as it must be, and made of fields.</summary>
    public static bool IsTlsField(ReadOnlySpan<byte> value)
    {
        if (value.Length < TlsFixedLength) return false;
        var inner = new ProxyHeaderFields(value[TlsFixedLength..]);
        while (inner.MoveNext())
        {
            // Each has to end where there are bytes.
        }

        return !inner.IsMalformed;
    }

    /// <summary>Goes on to the next field. False at the end, or where <see cref="IsMalformed"/>.</summary>
    public bool MoveNext()
    {
        if (next == bytes.Length) return false;
        ReadOnlySpan<byte> rest = bytes[next..];
        int length = rest.Length < FieldHead ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(rest[1..]);
        if (length > rest.Length - FieldHead)
        {
            IsMalformed = true;
            return false;
        }

        Type = rest[0];
        ValueStart = next + FieldHead;
        valueLength = length;
        next = ValueStart + length;
        return true;
    }
}
