using System.Globalization;
using Gatehouse.Serving.Tls;

namespace Gatehouse.Serving;

/// <summary>
/// Answers requests on plain HTTP with the same address on HTTPS. The host is the client's word, so it is taken only where a
/// certificate of this server is for it: the redirect never leads elsewhere.
/// </summary>
/// <param name="endpoints">The TLS listeners.</param>
/// <param name="port">The port that clients reach them on.</param>
internal sealed class HttpsRedirect(IReadOnlyList<TlsEndpoint> endpoints, int port)
{
    private const int StandardPort = 443;

    /// <summary>Writes 308 (RFC 9110 section 15.4.9), which keeps method and body; 421 for a host that is not ours.</summary>
    public void Answer(Request request, Response response)
    {
        response.ContentType = Response.PlainText;
        ReadOnlySpan<char> host = HostName(request.Host);
        if (!IsOurs(host))
        {
            response.Status = 421;
            response.Write("Misdirected Request\n"u8);
            return;
        }

        string authority = host.Contains(':') ? $"[{host}]" : host.ToString();
        string suffix = port == StandardPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{port}");
        response.Status = 308;
        response.Headers.Add("Location", $"https://{authority}{suffix}{PathAndQuery(request)}");
        response.Write("Permanent Redirect\n"u8);
    }

    /// <summary>The host without port and brackets. The parser has seen to it that it is a valid one.</summary>
    private static ReadOnlySpan<char> HostName(string host)
    {
        if (host.StartsWith('[')) return host.AsSpan(1, Math.Max(0, host.IndexOf(']', StringComparison.Ordinal) - 1));
        int colon = host.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? host : host.AsSpan(0, colon);
    }

    /// <summary>As it was received; <c>OPTIONS *</c> has none.</summary>
    private static string PathAndQuery(Request request)
    {
        string path = System.Text.Encoding.Latin1.GetString(request.PathBytes);
        if (!path.StartsWith('/')) path = "/";
        return request.QueryBytes.IsEmpty ? path : $"{path}?{request.QueryString}";
    }

    private bool IsOurs(ReadOnlySpan<char> host)
    {
        if (host.IsEmpty) return false;
        foreach (TlsEndpoint endpoint in endpoints)
        {
            if (endpoint.IsFor(host)) return true;
        }

        return false;
    }
}
