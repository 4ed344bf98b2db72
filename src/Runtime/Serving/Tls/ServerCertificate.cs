using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gatehouse.Serving.Tls;

/// <summary>A certificate with its key and intermediates, ready for handshakes, and the names that it is for.</summary>
internal sealed class ServerCertificate
{
    private readonly string[] names;
    private readonly IPAddress[] addresses;

    private ServerCertificate(X509Certificate2 leaf, SslStreamCertificateContext context)
    {
        Context = context;
        X509SubjectAlternativeNameExtension? alternatives = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        names = alternatives is null
            ? [leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: false)]
            : [.. alternatives.EnumerateDnsNames()];
        addresses = alternatives is null ? [] : [.. alternatives.EnumerateIPAddresses()];
    }

    /// <summary>The certificate and its chain as every handshake uses them; it holds OpenSSL's session cache too.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>Reads and checks the files.</summary>
    /// <param name="files">The files; relative paths count from the working directory.</param>
    /// <param name="now">The time that the certificate has to be valid at.</param>
    /// <exception cref="CertificateException">A file cannot be read, or what it holds cannot serve.</exception>
    public static ServerCertificate Load(CertificateFiles files, DateTimeOffset now)
    {
        X509Certificate2Collection chain = ReadCertificates(files.Certificate, files.Origin);
        if (files.Chain is not null) chain.AddRange(ReadCertificates(files.Chain, files.Origin));
        X509Certificate2 leaf = AddKey(chain[0], files);
        chain.RemoveAt(0);
        if (now > leaf.NotAfter) throw Fail(files, $"it expired on {Day(leaf.NotAfter)}");
        if (now < leaf.NotBefore) throw Fail(files, $"it is valid from {Day(leaf.NotBefore)} on only");
        try
        {
            // Offline: what a handshake sends must not depend on a download.
            return new ServerCertificate(leaf, SslStreamCertificateContext.Create(leaf, chain, offline: true));
        }
        catch (Exception e) when (e is CryptographicException or NotSupportedException)
        {
            throw Fail(files, e.Message);
        }
    }

    /// <summary>The certificates of a PEM file: at least one.</summary>
    /// <exception cref="CertificateException">It cannot be read, or has none.</exception>
    public static X509Certificate2Collection ReadCertificates(string path, string origin)
    {
        var read = new X509Certificate2Collection();
        try
        {
            read.ImportFromPem(ReadText(path, "certificate", origin));
        }
        catch (CryptographicException e)
        {
            throw new CertificateException($"the certificate file '{path}' (from {origin}) is damaged: {e.Message}");
        }

        return read.Count > 0
            ? read
            : throw new CertificateException($"the certificate file '{path}' (from {origin}) holds no certificate in PEM form");
    }

    /// <summary>Whether the certificate is for a host, by the rules of RFC 9525: an asterisk stands for one whole label.</summary>
    public bool IsFor(ReadOnlySpan<char> host)
    {
        if (IPAddress.TryParse(host, out IPAddress? address)) return Array.IndexOf(addresses, address) >= 0;
        host = host.TrimEnd('.');
        foreach (string name in names)
        {
            if (host.Equals(name, StringComparison.OrdinalIgnoreCase)) return true;
            if (!name.StartsWith("*.", StringComparison.Ordinal)) continue;
            int dot = host.IndexOf('.');
            if (dot > 0 && host[dot..].Equals(name.AsSpan(1), StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private static X509Certificate2 AddKey(X509Certificate2 leaf, CertificateFiles files)
    {
        string pem = ReadText(files.Key, "key", files.Origin);
        try
        {
            return X509Certificate2.CreateFromPem(leaf.ExportCertificatePem(), pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            string reason = pem.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal) ? "it is encrypted"
                : !pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? "it holds no private key in PEM form"
                : e is ArgumentException ? $"it is not the key of the certificate '{files.Certificate}'"
                : $"it is damaged, or not the key of the certificate '{files.Certificate}'";
            throw new CertificateException($"the key file '{files.Key}' (from {files.Origin}) cannot be used: {reason}");
        }
    }

    private static string ReadText(string path, string what, string origin)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file"
                : Directory.Exists(path) ? "it is a directory"
                : e is UnauthorizedAccessException ? "permission denied"
                : e.Message;
            throw new CertificateException($"cannot read the {what} file '{path}' (from {origin}): {reason}");
        }
    }

    private static CertificateException Fail(CertificateFiles files, string reason) =>
        new($"the certificate '{files.Certificate}' (from {files.Origin}) cannot be used: {reason}");

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
