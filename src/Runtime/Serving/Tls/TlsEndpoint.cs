using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gatehouse.Serving.Tls;

/// <summary>
/// The certificates of a TLS listener, shared by all loops. <see cref="Reload"/> replaces them at once: handshakes that begin
/// afterwards use the new ones, connections that stand go on.
/// </summary>
internal sealed class TlsEndpoint
{
    // TLS Web Client Authentication, RFC 5280 section 4.2.1.12.
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private volatile Choice[] choices;

    /// <summary>Reads the certificates.</summary>
    /// <exception cref="CertificateException">One of them cannot be used.</exception>
    public TlsEndpoint(TlsOptions options)
    {
        Options = options;
        choices = Load(options);
    }

    public TlsOptions Options { get; }

    /// <summary>Reads the files again.</summary>
    /// <exception cref="CertificateException">One of them cannot be used; nothing has changed.</exception>
    public void Reload() => choices = Load(Options);

    /// <summary>What a handshake goes by; of several certificates the one for the name that the client asks for (RFC 6066 section 3).</summary>
    public SslServerAuthenticationOptions Select(string? serverName)
    {
        Choice[] current = choices;
        if (current.Length > 1 && ToAscii(serverName) is { Length: > 0 } name)
        {
            foreach (Choice choice in current)
            {
                if (choice.Certificate.IsFor(name)) return choice.Handshake;
            }
        }

        return current[0].Handshake;
    }

    /// <summary>Whether one of the certificates is for a host.</summary>
    public bool IsFor(ReadOnlySpan<char> host)
    {
        foreach (Choice choice in choices)
        {
            if (choice.Certificate.IsFor(host)) return true;
        }

        return false;
    }

    private static Choice[] Load(TlsOptions options)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        X509ChainPolicy? clients = options.AsksForClientCertificate ? LoadAuthorities(options) : null;
        return [.. options.Certificates.Select(files =>
        {
            var certificate = ServerCertificate.Load(files, now);
            return new Choice(certificate, Handshake(options, certificate, clients));
        })];
    }

    private static SslServerAuthenticationOptions Handshake(TlsOptions options, ServerCertificate certificate, X509ChainPolicy? clients)
    {
        bool isRequired = options.RequiresClientCertificate;
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate.Context,
            EnabledSslProtocols = options.Protocols,
            ApplicationProtocols = [SslApplicationProtocol.Http11],

            // TLS 1.2 lets either side begin anew at any time: the cost is the server's.
            AllowRenegotiation = false,
            ClientCertificateRequired = clients is not null,
            CertificateChainPolicy = clients,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = clients is null ? null : (_, _, _, errors) =>
                errors == SslPolicyErrors.None || (errors == SslPolicyErrors.RemoteCertificateNotAvailable && !isRequired),
        };
    }

    private static X509ChainPolicy LoadAuthorities(TlsOptions options)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        policy.CustomTrustStore.AddRange(ServerCertificate.ReadCertificates(options.ClientAuthorities!, options.ClientAuthoritiesOrigin));
        return policy;
    }

    /// <summary>SslStream shows an internationalized name in Unicode; certificates hold the form of the wire (RFC 5890).</summary>
    private static string? ToAscii(string? name)
    {
        if (name is null || System.Text.Ascii.IsValid(name)) return name;
        try
        {
            return new IdnMapping().GetAscii(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private sealed record Choice(ServerCertificate Certificate, SslServerAuthenticationOptions Handshake);
}
