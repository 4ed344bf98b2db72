namespace Gatehouse.Serving.Tls;

/// <summary>Where a certificate and its private key lie, in PEM files.</summary>
/// <param name="Certificate">The certificate, first in its file; what follows it are intermediates.</param>
/// <param name="Key">The private key; may be the same file.</param>
/// <param name="Chain">More intermediates; null for none.</param>
/// <param name="Origin">Where the files were named, for messages.</param>
internal sealed record CertificateFiles(string Certificate, string Key, string? Chain, string Origin);

/// <summary>A certificate cannot be used; the message is one line that names the file and where it was named.</summary>
internal sealed class CertificateException(string message) : Exception(message);
