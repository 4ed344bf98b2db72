using System.Security.Authentication;

namespace Gatehouse.Serving.Tls;

/// <summary>What a TLS listener offers its clients and asks of them.</summary>
internal sealed record TlsOptions
{
    /// <summary>The certificates; the first is for clients that ask for none of them by name.</summary>
    public required IReadOnlyList<CertificateFiles> Certificates { get; init; }

    /// <summary>The versions that are spoken.</summary>
    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Milliseconds from the connection to the end of the handshake.</summary>
    public long HandshakeTimeout { get; init; } = 10_000;

    /// <summary>Asks clients for a certificate.</summary>
    public bool AsksForClientCertificate { get; init; }

    /// <summary>Refuses clients that have none.</summary>
    public bool RequiresClientCertificate { get; init; }

    /// <summary>PEM file of the authorities that clients' certificates are checked against; null where none is asked for.</summary>
    public string? ClientAuthorities { get; init; }

    /// <summary>Where <see cref="ClientAuthorities"/> was named, for messages.</summary>
    public string ClientAuthoritiesOrigin { get; init; } = "";
}
