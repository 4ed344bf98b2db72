using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gatehouse.Http;

namespace Gatehouse;

/// <summary>The path as routes see it.</summary>
public sealed partial class Request
{
    // Kept with the object, which serves one request after the other.
    private byte[] decodedPath = [];
    private int decodedLength = -1;

    /// <summary>Where segments end in the first bytes of <see cref="MatchedPath"/>: a bit for each slash, and one for the end. Bits after that mean nothing.</summary>
    private ulong segmentEnds;

    /// <summary>What the matcher's offsets count in: the path, or what <see cref="BeginMatch"/> made of it.</summary>
    internal ReadOnlySpan<byte> MatchedPath => decodedLength < 0 ? PathBytes : decodedPath.AsSpan(0, decodedLength);

    /// <summary>The path for a matcher: decoded once where it has escapes, and <c>%2F</c> stays; its segments are known.</summary>
    /// <exception cref="HttpStatusException">400: the path has a bad escape, or <c>%00</c>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> BeginMatch()
    {
        // Slashes and escapes are found at once in the bytes from the path's first one on. What follows a path that is
        // shorter is there to be read, as long as the receive buffer does not end before.
        ReadOnlySpan<byte> path = PathBytes;
        int start = origin + head.PathStart;
        if (path.Length < Vector512<byte>.Count && start <= buffer.Length - Vector512<byte>.Count)
        {
            Vector512<byte> bytes = Vector512.Create(buffer, start);
            ulong end = 1UL << path.Length;
            if ((Vector512.Equals(bytes, Vector512.Create((byte)'%')).ExtractMostSignificantBits() & (end - 1)) == 0)
            {
                segmentEnds = SlashesOf(bytes) | end;
                return path;
            }
        }

        return BeginMatchSlowly();
    }

    /// <summary>Where the segment of <see cref="MatchedPath"/> that begins at <paramref name="start"/> ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int SegmentEnd(ReadOnlySpan<byte> path, int start)
    {
        if (start < Vector512<byte>.Count && segmentEnds >> start is not 0 and ulong ends) return start + BitOperations.TrailingZeroCount(ends);
        return FarSegmentEnd(path, start);
    }

    private static int FarSegmentEnd(ReadOnlySpan<byte> path, int start)
    {
        int length = path[start..].IndexOf((byte)'/');
        return length < 0 ? path.Length : start + length;
    }

    /// <summary>The path is long, has escapes, or ends with the buffer.</summary>
    private ReadOnlySpan<byte> BeginMatchSlowly()
    {
        ReadOnlySpan<byte> path = PathBytes;
        if (path.Contains((byte)'%')) path = DecodePath();
        segmentEnds = path.Length < Vector512<byte>.Count ? ShortSegmentEnds(path) : SlashesOf(Vector512.Create(path));
        return path;
    }

    private static ulong ShortSegmentEnds(ReadOnlySpan<byte> path)
    {
        ulong ends = 1UL << path.Length;
        for (int i = 0; i < path.Length; i++)
        {
            if (path[i] == (byte)'/') ends |= 1UL << i;
        }

        return ends;
    }

    private static ulong SlashesOf(Vector512<byte> bytes) => Vector512.Equals(bytes, Vector512.Create((byte)'/')).ExtractMostSignificantBits();

    private ReadOnlySpan<byte> DecodePath()
    {
        ReadOnlySpan<byte> raw = PathBytes;
        if (decodedPath.Length < raw.Length) decodedPath = new byte[Math.Max(raw.Length, 256)];
        if (!PercentEncoding.TryDecode(raw, decodedPath, keepSlash: true, plusIsSpace: false, out int written))
            throw new HttpStatusException(400, "The path has a bad percent-escape.");
        decodedLength = written;
        return MatchedPath;
    }

    /// <summary>
    /// The raw bytes of whole segments, by where they lie in <see cref="MatchedPath"/>. Decoding makes no slash and loses none,
    /// so that what lies between two slashes there lies between the same two here.
    /// </summary>
    internal ReadOnlySpan<byte> RawRoute(int start, int length)
    {
        ReadOnlySpan<byte> raw = PathBytes;
        if (decodedLength < 0) return raw.Slice(start, length);
        ReadOnlySpan<byte> matched = MatchedPath;
        int from = AfterSlashes(raw, matched[..start].Count((byte)'/'));
        ReadOnlySpan<byte> rest = raw[from..];
        if (start + length == matched.Length) return rest;
        int to = AfterSlashes(rest, matched.Slice(start, length).Count((byte)'/') + 1);
        return rest[..(to - 1)];
    }

    private static int AfterSlashes(ReadOnlySpan<byte> path, int count)
    {
        int position = 0;
        for (; count > 0; count--) position += path[position..].IndexOf((byte)'/') + 1;
        return position;
    }
}
