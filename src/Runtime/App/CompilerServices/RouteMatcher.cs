using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Gatehouse.CompilerServices;

/// <summary>
/// The vocabulary of generated matchers, which derive from it so that these names mean this and nothing of the user's.
/// Never instantiated. For generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RouteMatcher
{
    private const string Separator = ", ";

    /// <summary>For derived classes, which have only static members.</summary>
    protected RouteMatcher()
    {
    }

    /// <summary>Nothing matches.</summary>
    protected static Handler NotFound => Handler.NotFound;

    /// <summary>Whether bytes are exactly these.</summary>
    /// <param name="value">Bytes of the request.</param>
    /// <param name="literal">Bytes of a template, or of a method name.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static bool Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> literal) => value.SequenceEqual(literal);

    /// <summary>Where the segment that begins at <paramref name="start"/> ends: at the next slash, or with the path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="start">Index of the segment's first byte; the path's length for an empty last segment.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static int SegmentEnd(ReadOnlySpan<byte> path, int start)
    {
        int length = path[start..].IndexOf((byte)'/');
        return length < 0 ? path.Length : start + length;
    }

    /// <summary>Whether a segment is a canonical 32-bit integer.</summary>
    /// <param name="segment">The raw bytes of a segment.</param>
    protected static bool IsInt32(ReadOnlySpan<byte> segment) => RouteValue.TryInteger(segment, int.MinValue, int.MaxValue, out _);

    /// <summary>Whether a segment is a canonical 64-bit integer.</summary>
    /// <param name="segment">The raw bytes of a segment.</param>
    protected static bool IsInt64(ReadOnlySpan<byte> segment) => RouteValue.TryInteger(segment, long.MinValue, long.MaxValue, out _);

    /// <summary>Whether a segment is a GUID in the form with hyphens.</summary>
    /// <param name="segment">The raw bytes of a segment.</param>
    protected static bool IsGuid(ReadOnlySpan<byte> segment) => RouteValue.TryGuid(segment, out _);

    /// <summary>Notes where a parameter lies. A branch that is tried later overwrites what an earlier one noted.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    /// <param name="start">Index of its first byte in the path.</param>
    /// <param name="length">Number of its bytes.</param>
    protected static void Capture(Request request, int slot, int start, int length)
    {
        Span<int> slots = request.RouteSlots;
        slots[slot * 2] = start;
        slots[(slot * 2) + 1] = length;
    }

    /// <summary>
    /// The outcome of two branches: the one that answers, <paramref name="specific"/> first. When neither does, the methods
    /// that either would allow.
    /// </summary>
    /// <param name="specific">Outcome of the more specific branch.</param>
    /// <param name="general">Outcome of the other.</param>
    protected static Handler Either(Handler specific, Handler general)
    {
        if (specific.Id >= 0 || general.IsNotFound) return specific;
        if (general.Id >= 0 || specific.IsNotFound) return general;
        return Handler.MethodNotAllowed(Union(specific.Allow!, general.Allow!));
    }

    /// <summary>Whether a path is that of a static folder, or beneath it.</summary>
    /// <param name="path">The path.</param>
    /// <param name="folder">The folder's path without a slash at its end; empty for the root.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static bool IsBeneath(ReadOnlySpan<byte> path, ReadOnlySpan<byte> folder) =>
        path.StartsWith(folder) && (path.Length == folder.Length ? !path.IsEmpty : path[folder.Length] == (byte)'/');

    /// <summary>The handler of a static folder, for the methods that files answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="handler">The folder's handler.</param>
    protected static Handler FileHandler(Request request, Handler handler)
    {
        ReadOnlySpan<byte> method = request.MethodBytes;
        return Is(method, "GET"u8) || Is(method, "HEAD"u8) ? handler : Handler.MethodNotAllowed("GET, HEAD");
    }

    /// <summary>A fallback for paths that no route has; a path with the wrong method stays 405.</summary>
    /// <param name="route">Outcome of the routes.</param>
    /// <param name="fallback">A static folder, or the bare callable.</param>
    protected static Handler OrElse(Handler route, Handler fallback) => route.IsNotFound ? fallback : route;

    /// <summary>Two lists of methods as one, in ordinal order. Only ever for a 405 of overlapping templates.</summary>
    private static string Union(string left, string right) =>
        left == right
            ? left
            : string.Join(Separator, new SortedSet<string>(left.Split(Separator).Concat(right.Split(Separator)), StringComparer.Ordinal));
}
