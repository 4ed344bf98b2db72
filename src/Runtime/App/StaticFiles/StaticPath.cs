using Gatehouse.Http;

namespace Gatehouse;

/// <summary>
/// The path of a file as a client names it: decoded once, and only if it means the same to everybody. Escaped slashes, dot
/// segments, empty segments, backslashes and controls are of no use to an honest client, and are the stuff of traversals.
/// </summary>
internal static class StaticPath
{
    /// <summary>Longest path that is looked at: PATH_MAX of Linux, less room for a name behind it.</summary>
    public const int MaxLength = 3840;

    /// <summary>Decodes and checks.</summary>
    /// <param name="raw">What stands behind the folder's own path and a slash: empty for the folder itself.</param>
    /// <param name="dotFiles">Whether names may begin with a dot.</param>
    /// <param name="destination">Receives the path; as long as <paramref name="raw"/> at least.</param>
    /// <param name="length">Its length. It ends with a slash where a directory is meant.</param>
    /// <returns>0, or the status that the request is refused with: 400 for a bad escape, else 404.</returns>
    public static int Read(ReadOnlySpan<byte> raw, bool dotFiles, Span<byte> destination, out int length)
    {
        length = 0;
        if (raw.Length > MaxLength) return 404;
        if (!PercentEncoding.TryDecode(raw, destination, keepSlash: true, plusIsSpace: false, out length)) return 400;

        // Whatever stands for an escaped slash now was one before: '%' is the first of its escape, never inside of one.
        if (raw.IndexOf("%2F"u8) >= 0 || raw.IndexOf("%2f"u8) >= 0) return 404;
        ReadOnlySpan<byte> path = destination[..length];
        if (path.IndexOfAnyInRange((byte)0, (byte)0x1f) >= 0 || path.IndexOfAny((byte)'\\', (byte)0x7f) >= 0) return 404;
        while (!path.IsEmpty)
        {
            int slash = path.IndexOf((byte)'/');
            ReadOnlySpan<byte> name = slash < 0 ? path : path[..slash];
            if (name.IsEmpty || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8)) return 404;
            if (name[0] == '.' && !dotFiles) return 404;
            path = slash < 0 ? default : path[(slash + 1)..];
        }

        return 0;
    }
}
