using Gatehouse.Serving.Tls;

namespace Gatehouse.Serving;

/// <summary>A listening socket and what is spoken on it.</summary>
/// <param name="Descriptor">The socket.</param>
/// <param name="Tls">The certificates of a TLS listener; null for plain HTTP.</param>
/// <param name="Redirect">Where a listener that only redirects sends its clients; null for one that serves.</param>
internal sealed record Listener(int Descriptor, TlsEndpoint? Tls = null, HttpsRedirect? Redirect = null)
{
    /// <summary>The scheme that clients of the listener use, before a trusted proxy says otherwise.</summary>
    public string Scheme => Tls is null ? "http" : "https";
}
