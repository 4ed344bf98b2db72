using System.Buffers.Binary;
using Gatehouse.Proxy;

namespace Gatehouse.Serving;

/// <summary>Makes of a PROXY header what an application sees of it. Once for a connection.</summary>
internal static class ProxyHeaderFacts
{
    /// <param name="header">The header, which is valid.</param>
    /// <param name="bytes">Its bytes; they are copied.</param>
    public static ProxyProtocol Of(ProxyHeader header, ReadOnlySpan<byte> bytes)
    {
        byte[] kept = bytes.Slice(header.FieldsStart, header.FieldsLength).ToArray();
        ProxyProtocolField[] fields = FieldsOf(kept);
        return new ProxyProtocol(header.Version, header.IsLocal, header.Source, header.Destination, fields, TlsOf(fields));
    }

    private static ProxyProtocolTls? TlsOf(ProxyProtocolField[] fields)
    {
        if (!ProxyProtocolField.TryFind(fields, ProxyHeaderFields.Tls, out ReadOnlyMemory<byte> value)) return null;
        return new ProxyProtocolTls(
            value.Span[0], BinaryPrimitives.ReadUInt32BigEndian(value.Span[1..]), FieldsOf(value[ProxyHeaderFields.TlsFixedLength..]));
    }

    private static ProxyProtocolField[] FieldsOf(ReadOnlyMemory<byte> bytes)
    {
        int count = 0;
        for (var fields = new ProxyHeaderFields(bytes.Span); fields.MoveNext();) count++;
        if (count == 0) return [];
        var made = new ProxyProtocolField[count];
        var next = new ProxyHeaderFields(bytes.Span);
        for (int i = 0; next.MoveNext(); i++) made[i] = new ProxyProtocolField(next.Type, bytes.Slice(next.ValueStart, next.Value.Length));
        return made;
    }
}
