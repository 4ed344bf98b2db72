using System.Net;
using System.Text;
using Gatehouse.Linux;

namespace Gatehouse;

/// <summary>
/// What a proxy said of a connection in the PROXY header that it began with, on a listener declared with <c>haproxy:</c>. The protocol is
/// HAProxy's, <c>doc/proxy-protocol.txt</c>; sections below are those of that text. The proxy was one of
/// <see cref="TrustedProxiesAttribute"/>; what it says is believed.
/// </summary>
public sealed class ProxyProtocol
{
    private const byte AuthorityType = 0x02;

    internal ProxyProtocol(
        int version, bool isLocal, PeerAddress source, PeerAddress destination, IReadOnlyList<ProxyProtocolField> fields, ProxyProtocolTls? tls)
    {
        Version = version;
        IsLocal = isLocal;
        Source = EndPointOf(source);
        Destination = EndPointOf(destination);
        Fields = fields;
        Tls = tls;
    }

    /// <summary>1 for the line of text, 2 for the binary form.</summary>
    public int Version { get; }

    /// <summary>
    /// The proxy speaks for itself, as in a health check (section 2.2, LOCAL): the client is the proxy, and no forwarding header is
    /// believed.
    /// </summary>
    public bool IsLocal { get; }

    /// <summary>Who connected to the proxy. Null for UNKNOWN, UNSPEC and a Unix socket, and where <see cref="IsLocal"/>.</summary>
    public IPEndPoint? Source { get; }

    /// <summary>Where the client connected to; null where <see cref="Source"/> is.</summary>
    public IPEndPoint? Destination { get; }

    /// <summary>The type-length-value fields in their order (section 2.2); empty in version 1.</summary>
    public IReadOnlyList<ProxyProtocolField> Fields { get; }

    /// <summary>What is said of TLS between client and proxy (section 2.2.6); null where nothing is.</summary>
    public ProxyProtocolTls? Tls { get; }

    /// <summary>The host that the client named, in TLS the server name (section 2.2.2); null where it is not said.</summary>
    public string? Authority => ProxyProtocolField.TextOf(Fields, AuthorityType);

    internal bool IsTls => Tls is { IsUsed: true };

    /// <summary>Finds the first field of a type.</summary>
    /// <param name="type">Its type, such as 5 for a unique id (section 2.2.5) or 0xE0 to 0xEF for an application's own (section 2.2.8).</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryFind(byte type, out ReadOnlyMemory<byte> value) => ProxyProtocolField.TryFind(Fields, type, out value);

    private static IPEndPoint? EndPointOf(PeerAddress address) => address.ToIPAddress() is { } ip ? new IPEndPoint(ip, address.Port) : null;
}

/// <summary>What a PROXY header says of TLS between the client and the proxy (section 2.2.6, PP2_TYPE_SSL).</summary>
public sealed class ProxyProtocolTls
{
    private const byte VersionType = 0x21;
    private const byte CommonNameType = 0x22;
    private const byte UsedFlag = 0x01;
    private const byte CertificateFlags = 0x02 | 0x04;

    internal ProxyProtocolTls(byte flags, uint verify, IReadOnlyList<ProxyProtocolField> fields)
    {
        IsUsed = (flags & UsedFlag) != 0;
        HasClientCertificate = (flags & CertificateFlags) != 0;
        IsClientCertificateVerified = HasClientCertificate && verify == 0;
        Fields = fields;
    }

    /// <summary>The client connected over TLS (PP2_CLIENT_SSL). Then <see cref="Request.Scheme"/> is <c>https</c>.</summary>
    public bool IsUsed { get; }

    /// <summary>The client showed a certificate, on this connection or earlier in its TLS session.</summary>
    public bool HasClientCertificate { get; }

    /// <summary>It showed one, and the proxy has verified it. Some proxies say "verified" without any certificate; that is false here.</summary>
    public bool IsClientCertificateVerified { get; }

    /// <summary>The fields within this one: version, common name, cipher and what else the proxy is told to send.</summary>
    public IReadOnlyList<ProxyProtocolField> Fields { get; }

    /// <summary>The version, such as <c>TLSv1.3</c>; null where it is not said.</summary>
    public string? Version => ProxyProtocolField.TextOf(Fields, VersionType);

    /// <summary>Common name of the client's certificate; null where it is not said. It says nothing unless <see cref="IsClientCertificateVerified"/>.</summary>
    public string? ClientCommonName => ProxyProtocolField.TextOf(Fields, CommonNameType);

    /// <summary>Finds the first field of a type.</summary>
    /// <param name="type">Its type, such as 0x23 for the cipher.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryFind(byte type, out ReadOnlyMemory<byte> value) => ProxyProtocolField.TryFind(Fields, type, out value);
}

/// <summary>A type-length-value field of a PROXY header (section 2.2).</summary>
public readonly struct ProxyProtocolField
{
    internal ProxyProtocolField(byte type, ReadOnlyMemory<byte> value)
    {
        Type = type;
        Value = value;
    }

    /// <summary>What it is: the types are listed in section 2.2.</summary>
    public byte Type { get; }

    /// <summary>Its bytes, valid for as long as anybody holds them.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    internal static bool TryFind(IReadOnlyList<ProxyProtocolField> fields, byte type, out ReadOnlyMemory<byte> value)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (fields[i].Type != type) continue;
            value = fields[i].Value;
            return true;
        }

        value = default;
        return false;
    }

    internal static string? TextOf(IReadOnlyList<ProxyProtocolField> fields, byte type) =>
        TryFind(fields, type, out ReadOnlyMemory<byte> value) ? Encoding.UTF8.GetString(value.Span) : null;
}
