using System.Security.Authentication;
using Gatehouse.Linux;
using Gatehouse.Serving.Tls;

namespace Gatehouse.Hosting;

/// <summary>Reads the settings of TLS: what they contradict, and which certificates each address has.</summary>
internal static class TlsSettings
{
    /// <summary>What makes no sense together, a line each. No file is looked at.</summary>
    public static IEnumerable<string> Problems(EffectiveSettings settings)
    {
        BindAddress[] tls = [.. settings.Bind.Where(b => b.Protocol == BindProtocol.Tls)];
        int certificates = settings.TlsCertificate.Count;
        int keys = settings.TlsKey.Count;
        if (keys > 0 && keys != certificates)
        {
            yield return $"there {(keys == 1 ? "is 1 key" : $"are {keys} keys")} in tlsKey (from {settings.OriginOf("tlsKey")}) for "
                + $"{certificates} in tlsCertificate (from {settings.OriginOf("tlsCertificate")}); each certificate needs its own";
        }

        if (certificates > 0 && tls.Length == 0)
        {
            yield return $"tlsCertificate is set (from {settings.OriginOf("tlsCertificate")}), but no address speaks TLS "
                + $"(bind is from {settings.OriginOf("bind")}); write --bind ssl:443";
        }

        if (certificates == 0 && Array.Find(tls, b => b.PrivateKeyFile is null) is { } bare)
        {
            yield return $"'{bare}' for bind (from {settings.OriginOf("bind")}) has no certificate; "
                + "add :privateKey=FILE:certKey=FILE, or set tlsCertificate and tlsKey";
        }

        if (tls.Length == 0 && settings.Bind.FirstOrDefault(b => b.Protocol == BindProtocol.Redirect) is { } redirect)
        {
            yield return $"'{redirect}' for bind (from {settings.OriginOf("bind")}) has nowhere to send clients to: no address speaks TLS";
        }

        bool asks = settings.TlsClientCertificate != ClientCertificateMode.None;
        if (asks && settings.TlsCaCertificate is null)
        {
            yield return $"tlsClientCertificate (from {settings.OriginOf("tlsClientCertificate")}) needs tlsCaCertificate: "
                + "the authorities that clients' certificates are checked against";
        }

        if (!asks && settings.TlsCaCertificate is not null)
        {
            yield return $"tlsCaCertificate is set (from {settings.OriginOf("tlsCaCertificate")}), but clients are asked for no certificate; "
                + "set tlsClientCertificate to optional or required";
        }
    }

    /// <summary>What the TLS listener of an address offers and asks.</summary>
    /// <param name="settings">All settings.</param>
    /// <param name="address">The address.</param>
    /// <param name="directory">The directory that relative paths count from.</param>
    public static TlsOptions OptionsOf(EffectiveSettings settings, BindAddress address, string directory)
    {
        return new TlsOptions
        {
            Certificates = address.PrivateKeyFile is null ? Shared() : [Own(address.PrivateKeyFile)],
            Protocols = settings.TlsMinVersion == SslProtocols.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
            HandshakeTimeout = (long)settings.TlsHandshakeTimeout.TotalMilliseconds,
            AsksForClientCertificate = settings.TlsClientCertificate != ClientCertificateMode.None,
            RequiresClientCertificate = settings.TlsClientCertificate == ClientCertificateMode.Required,
            ClientAuthorities = settings.TlsCaCertificate is { } authorities ? At(authorities) : null,
            ClientAuthoritiesOrigin = settings.OriginOf("tlsCaCertificate"),
        };

        CertificateFiles Own(string key) => new(
            At(address.CertificateFile ?? key), At(key), address.ChainFile is { } chain ? At(chain) : null, settings.OriginOf("bind"));

        CertificateFiles[] Shared() => [.. settings.TlsCertificate.Select((certificate, index) => new CertificateFiles(
            At(certificate),
            At(settings.TlsKey.Count > 0 ? settings.TlsKey[index] : certificate),
            null,
            settings.OriginOf("tlsCertificate")))];

        string At(string path) => Path.Combine(directory, path);
    }
}
