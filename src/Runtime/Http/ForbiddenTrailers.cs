using System.Text;

namespace Gatehouse.Http;

/// <summary>
/// Fields that may not come after the body (RFC 9110 section 6.5.1): message framing, routing, request modifiers, authentication,
/// and how the content is to be read. A sender that puts one there wants somebody to merge it into the header.
/// </summary>
internal static class ForbiddenTrailers
{
    /// <summary>Length of the longest name in the list.</summary>
    public const int LongestName = 19;

    private static readonly string[] Names =
    [
        "Age", "Authorization", "Cache-Control", "Connection", "Content-Encoding", "Content-Length", "Content-Range",
        "Content-Type", "Cookie", "Expect", "Forwarded", "Host", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
        "If-Unmodified-Since", "Keep-Alive", "Max-Forwards", "Pragma", "Proxy-Authorization", "Proxy-Connection", "Range",
        "Set-Cookie", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port",
        "X-Forwarded-Prefix", "X-Forwarded-Proto", "X-Real-IP",
    ];

    /// <summary>Whether a name, compared without regard to case, is in the list.</summary>
    public static bool Contains(ReadOnlySpan<byte> name)
    {
        foreach (string forbidden in Names)
        {
            if (Ascii.EqualsIgnoreCase(name, forbidden)) return true;
        }

        return false;
    }
}
