using System.Buffers;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text;
using Gatehouse.Http;

namespace Gatehouse.CompilerServices;

/// <summary>
/// The vocabulary of generated matchers, which derive from it so that these names mean this and nothing of the user's.
/// Never instantiated. For generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RouteMatcher
{
    private const string Separator = ", ";

    private static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

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

    /// <summary>Whether the method is GET.</summary>
    /// <param name="request">The request.</param>
    protected static bool IsGet(Request request) => request.Head.Method == HttpMethod.Get;

    /// <summary>Whether the method is HEAD.</summary>
    /// <param name="request">The request.</param>
    protected static bool IsHead(Request request) => request.Head.Method == HttpMethod.Head;

    /// <summary>Whether the method is POST.</summary>
    /// <param name="request">The request.</param>
    protected static bool IsPost(Request request) => request.Head.Method == HttpMethod.Post;

    /// <summary>Whether the method is PUT.</summary>
    /// <param name="request">The request.</param>
    protected static bool IsPut(Request request) => request.Head.Method == HttpMethod.Put;

    /// <summary>Whether the method is PATCH.</summary>
    /// <param name="request">The request.</param>
    protected static bool IsPatch(Request request) => request.Head.Method == HttpMethod.Patch;

    /// <summary>Whether the method is DELETE.</summary>
    /// <param name="request">The request.</param>
    protected static bool IsDelete(Request request) => request.Head.Method == HttpMethod.Delete;

    /// <summary>Whether the method is OPTIONS.</summary>
    /// <param name="request">The request.</param>
    protected static bool IsOptions(Request request) => request.Head.Method == HttpMethod.Options;

    /// <summary>Where the segment that begins at <paramref name="start"/> ends: at the next slash, or with the path.</summary>
    /// <param name="request">The request.</param>
    /// <param name="path">What <see cref="PathOf"/> returned for it.</param>
    /// <param name="start">Index of the segment's first byte; the path's length for an empty last segment.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static int SegmentEnd(Request request, ReadOnlySpan<byte> path, int start) => request.SegmentEnd(path, start);

    /// <summary>
    /// The path to match: percent-decoded once, <c>%2F</c> as it is, so that an escaped slash never separates. A path without
    /// escapes is the request's own.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <exception cref="HttpStatusException">400: the path has a bad escape, or <c>%00</c>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static ReadOnlySpan<byte> PathOf(Request request) => request.BeginMatch();

    /// <summary>
    /// Whether a segment can be the value of a parameter: it is not empty, and no dot segment, which a client resolves before
    /// it sends a path and a proxy may resolve later (RFC 3986 section 5.2.4).
    /// </summary>
    /// <param name="segment">The bytes of a segment.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static bool IsValue(ReadOnlySpan<byte> segment) => !segment.IsEmpty && (segment[0] != (byte)'.' || !IsDots(segment));

    /// <summary>Whether a segment is a canonical 32-bit integer.</summary>
    /// <param name="segment">The bytes of a segment.</param>
    protected static bool IsInt32(ReadOnlySpan<byte> segment) => RouteValue.TryInteger(segment, int.MinValue, int.MaxValue, out _);

    /// <summary>Whether a segment is a canonical 64-bit integer.</summary>
    /// <param name="segment">The bytes of a segment.</param>
    protected static bool IsInt64(ReadOnlySpan<byte> segment) => RouteValue.TryInteger(segment, long.MinValue, long.MaxValue, out _);

    /// <summary>Whether a segment is a canonical integer between two bounds.</summary>
    /// <param name="segment">The bytes of a segment.</param>
    /// <param name="least">The least that matches.</param>
    /// <param name="greatest">The greatest that matches.</param>
    protected static bool IsInRange(ReadOnlySpan<byte> segment, long least, long greatest) =>
        RouteValue.TryInteger(segment, long.MinValue, long.MaxValue, out long value) && value >= least && value <= greatest;

    /// <summary>Whether a segment is a GUID in the form with hyphens.</summary>
    /// <param name="segment">The bytes of a segment.</param>
    protected static bool IsGuid(ReadOnlySpan<byte> segment) => RouteValue.TryGuid(segment, out _);

    /// <summary>Whether a segment is <c>true</c> or <c>false</c>.</summary>
    /// <param name="segment">The bytes of a segment.</param>
    protected static bool IsBool(ReadOnlySpan<byte> segment) => Is(segment, "true"u8) || Is(segment, "false"u8);

    /// <summary>Whether a segment is a day of the calendar, as 2026-01-31 (RFC 3339 section 5.6, full-date).</summary>
    /// <param name="segment">The bytes of a segment.</param>
    protected static bool IsDate(ReadOnlySpan<byte> segment) => RouteValue.IsDate(segment);

    /// <summary>Whether a segment is made of ASCII letters.</summary>
    /// <param name="segment">The bytes of a segment.</param>
    protected static bool IsAlpha(ReadOnlySpan<byte> segment) => !segment.IsEmpty && !segment.ContainsAnyExcept(Letters);

    /// <summary>Whether a segment has a length between two bounds, in UTF-16 units as strings count them.</summary>
    /// <param name="segment">The bytes of a segment.</param>
    /// <param name="least">The least that matches.</param>
    /// <param name="greatest">The greatest that matches.</param>
    protected static bool HasLength(ReadOnlySpan<byte> segment, long least, long greatest)
    {
        int length = Encoding.UTF8.GetCharCount(segment);
        return length >= least && length <= greatest;
    }

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

    /// <summary>Notes that the rest of the path is a parameter's; false where the rest has a dot segment.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    /// <param name="path">The path.</param>
    /// <param name="start">Index of the rest's first byte; the path's length for an empty rest.</param>
    protected static bool CaptureRest(Request request, int slot, ReadOnlySpan<byte> path, int start)
    {
        ReadOnlySpan<byte> rest = path[start..];
        Capture(request, slot, start, rest.Length);
        if (!rest.Contains((byte)'.')) return true;
        foreach (Range range in rest.Split((byte)'/'))
        {
            if (IsDots(rest[range])) return false;
        }

        return true;
    }

    /// <summary>Notes that the path lacks a parameter.</summary>
    /// <param name="request">The request.</param>
    /// <param name="slot">Number of the parameter, from 0.</param>
    protected static void CaptureNothing(Request request, int slot) => Capture(request, slot, 0, -1);

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
        return Is(method, "GET"u8) || Is(method, "HEAD"u8) ? handler : Handler.MethodNotAllowed("GET, HEAD, OPTIONS");
    }

    /// <summary>A fallback for paths that no route has; a path with the wrong method stays 405.</summary>
    /// <param name="route">Outcome of the routes.</param>
    /// <param name="fallback">A static folder, or the bare callable.</param>
    protected static Handler OrElse(Handler route, Handler fallback) => route.IsNotFound ? fallback : route;

    private static bool IsDots(ReadOnlySpan<byte> segment) => Is(segment, "."u8) || Is(segment, ".."u8);

    /// <summary>Two lists of methods as one, in ordinal order. Only ever for a 405 of overlapping templates.</summary>
    private static string Union(string left, string right) =>
        left == right
            ? left
            : string.Join(Separator, new SortedSet<string>(left.Split(Separator).Concat(right.Split(Separator)), StringComparer.Ordinal));
}
