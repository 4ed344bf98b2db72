using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gatehouse.Runtime.Tests.Serving.Tls;

/// <summary>Certificates made for a test, and their PEM files in a directory of the test's.</summary>
internal static class TestCertificates
{
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";
    public const string ClientUse = "1.3.6.1.5.5.7.3.2";

    /// <summary>A certificate that signed itself.</summary>
    public static X509Certificate2 SelfSigned(string name, bool rsa = false, int validDays = 30, int fromDays = -60, params string[] alternatives)
    {
        CertificateRequest request = Request(name, rsa, alternatives, out _);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(fromDays), DateTimeOffset.UtcNow.AddDays(validDays));
    }

    /// <summary>An authority; signed by another one if there is one.</summary>
    public static X509Certificate2 Authority(string name, X509Certificate2? issuer = null)
    {
        CertificateRequest request = Request(name, rsa: false, [], out ECDsa? key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return issuer is null
            ? request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-60), DateTimeOffset.UtcNow.AddDays(60))
            : Sign(request, issuer, key!);
    }

    /// <summary>A certificate of an authority.</summary>
    public static X509Certificate2 Issued(string name, X509Certificate2 issuer, string use)
    {
        CertificateRequest request = Request(name, rsa: false, [], out ECDsa? key);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        return Sign(request, issuer, key!);
    }

    public static string Pem(X509Certificate2 certificate) => certificate.ExportCertificatePem() + "\n";

    public static string KeyPem(X509Certificate2 certificate) =>
        (certificate.GetECDsaPrivateKey()?.ExportPkcs8PrivateKeyPem() ?? certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()) + "\n";

    /// <summary>Both in one file, as Twisted has them. Returns its path.</summary>
    public static string Write(string path, X509Certificate2 certificate, params X509Certificate2[] chain)
    {
        File.WriteAllText(path, KeyPem(certificate) + Pem(certificate) + string.Concat(chain.Select(Pem)));
        return path;
    }

    private static X509Certificate2 Sign(CertificateRequest request, X509Certificate2 issuer, ECDsa key)
    {
        using X509Certificate2 signed = request.Create(
            issuer, DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    private static CertificateRequest Request(string name, bool rsa, string[] alternatives, out ECDsa? key)
    {
        key = rsa ? null : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = rsa
            ? new CertificateRequest($"CN={name}", RSA.Create(2048), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={name}", key!, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (string alternative in alternatives.Length > 0 ? alternatives : [name])
        {
            if (IPAddress.TryParse(alternative, out IPAddress? address)) names.AddIpAddress(address);
            else if (!alternative.Contains(' ', StringComparison.Ordinal)) names.AddDnsName(alternative);
        }

        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
