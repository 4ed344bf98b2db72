using System.Text;

namespace Gatehouse.Http;

/// <summary>
/// Whether the page that opens a WebSocket may. Browsers let every page open one to every server, with the user's cookies and
/// without asking (no CORS), and say in Origin which page it was: a server that does not look lets any page speak as its users
/// (cross-site WebSocket hijacking, CWE-1385; RFC 6455 section 10.2).
/// </summary>
internal static class WebSocketOrigin
{
    private const int HttpPort = 80;
    private const int HttpsPort = 443;

    /// <summary>
    /// Whether an origin is the server's own: <c>scheme://host[:port]</c> (RFC 6454 section 6.1) with the host and port that the client
    /// asked for. An https page is let through where the request seems to be plain http and names no port, because a proxy
    /// may have ended TLS without saying so; an http page of a host that is asked for by https is not.
    /// </summary>
    /// <param name="origin">Value of the Origin field; <c>null</c>, for a page without an origin, is nobody's own.</param>
    /// <param name="host">Host and perhaps port that the client asked for.</param>
    /// <param name="isHttps">Whether it did so by https.</param>
    public static bool IsOwn(ReadOnlySpan<byte> origin, ReadOnlySpan<byte> host, bool isHttps)
    {
        if (!TrySplit(origin, out bool originIsHttps, out ReadOnlySpan<byte> authority)) return false;
        if (!TrySplit(authority, originIsHttps, out ReadOnlySpan<byte> originName, out int originPort, out _)) return false;
        if (!TrySplit(host, isHttps, out ReadOnlySpan<byte> name, out int port, out bool isPortNamed)) return false;
        if (!Ascii.EqualsIgnoreCase(originName, name)) return false;
        return originPort == port || (originIsHttps && originPort == HttpsPort && !isHttps && !isPortNamed);
    }

    /// <summary>Whether an origin is in a list: written there as browsers send it, or <c>*</c> for every one.</summary>
    public static bool IsAllowed(ReadOnlySpan<byte> origin, IReadOnlyList<string> allowed)
    {
        for (int i = 0; i < allowed.Count; i++)
        {
            if (allowed[i] == "*" || Ascii.EqualsIgnoreCase(origin, allowed[i])) return true;
        }

        return false;
    }

    private static bool TrySplit(ReadOnlySpan<byte> origin, out bool isHttps, out ReadOnlySpan<byte> authority)
    {
        isHttps = StartsWith(origin, "https://"u8);
        authority = isHttps ? origin[8..] : StartsWith(origin, "http://"u8) ? origin[7..] : default;
        return !authority.IsEmpty;
    }

    private static bool TrySplit(
        ReadOnlySpan<byte> authority, bool isHttps, out ReadOnlySpan<byte> name, out int port, out bool isPortNamed)
    {
        name = default;
        isPortNamed = false;
        if (!Authority.TryParse(authority, out int nameLength, out port) || nameLength == 0) return false;
        name = authority[..nameLength];
        isPortNamed = port != Authority.NoPort;
        if (!isPortNamed) port = isHttps ? HttpsPort : HttpPort;
        return true;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix) =>
        text.Length > prefix.Length && Ascii.EqualsIgnoreCase(text[..prefix.Length], prefix);
}
