using FsCheck;
using FsCheck.Fluent;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>A set of routes, requests for it, and for each route links: the values of its parameters, null for one left out.</summary>
internal sealed record RouteCase(
    IReadOnlyList<NaiveRoute> Routes, IReadOnlyList<(string Method, string Path)> Requests, IReadOnlyList<IReadOnlyList<object?[]>> Links);

/// <summary>Random routes and paths from so few pieces that they collide.</summary>
internal static class RandomRoutes
{
    public const string SomeGuid = "0f8fad5b-d9cb-469f-a165-70867728950e";

    private static readonly string[] RouteMethods = ["GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"];
    private static readonly string[] RequestMethods = ["GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "get", "PROPFIND"];

    /// <summary>Literals as templates have them, and decoded.</summary>
    private static readonly (string Written, string Literal)[] Literals =
    [
        ("a", "a"), ("b", "b"), ("ab", "ab"), ("ba", "ba"), ("items", "items"), ("users", "users"), ("it'ms", "it'ms"), ("1", "1"), ("12", "12"),
        ("-1", "-1"), ("99999999999", "99999999999"), (SomeGuid, SomeGuid), ("a-b.c~d", "a-b.c~d"), ("%41", "A"), ("caf%C3%A9", "café"),
        ("%C3%a9", "é"), ("a%20b", "a b"), ("true", "true"), ("2024-02-29", "2024-02-29"), ("%25", "%"), ("%7B%7D", "{}"), ("...", "..."),
    ];

    private static readonly string[] Pieces =
    [
        .. Literals.Select(literal => literal.Written), "", "0", "01", "-0", "+1", "-5", "50", "51", "2147483648", "-2147483648", "9223372036854775808", "é", "A",
        ".", "..", "%2e", "%2E.", "x", "abc", "abcd", SomeGuid.ToUpperInvariant(), "false", "True", "2024-02-30", "2023-02-29", "0000-01-01", "2024-13-01", "202a-01-01",
        "a%2Fb", "%2f", "%252F", "%31", "%31%32", "%61", "t%72ue", "%F0%9F%98%80", "%FF", "%", "%4", "%zz", "%00", "a%00", "b%", "%D0%B0",
    ];

    private static readonly Gen<NaiveSegment> Literal =
        Gen.Elements(Literals).Select(literal => new NaiveSegment(NaiveKind.Literal, literal.Literal, literal.Written));

    // Many of the same lengths, so that the switches by byte are reached.
    private static readonly Gen<NaiveSegment> Word =
        from length in Gen.Choose(2, 4)
        from letters in Gen.Elements('a', 'b', 'c').ArrayOf(length)
        select new NaiveSegment(NaiveKind.Literal, new string(letters));

    private static readonly Gen<NaiveSegment> Parameter =
        from kind in Gen.Choose((int)NaiveKind.Bool, (int)NaiveKind.Free)
        from choice in Gen.Choose(0, 99)
        select new NaiveSegment((NaiveKind)kind, Choice: choice);

    private static readonly Gen<NaiveSegment> Free = Gen.Choose(0, 99).Select(choice => new NaiveSegment(NaiveKind.Free, Choice: choice));

    private static readonly Gen<NaiveRoute> Route = RouteOf(Gen.Frequency((4, Literal), (3, Parameter), (1, Free)));

    private static readonly Gen<NaiveRoute> WideRoute = RouteOf(Gen.Frequency((6, Word), (1, Literal), (1, Parameter)));

    // Few colliding routes, or many literals of the same lengths.
    private static readonly Gen<IReadOnlyList<NaiveRoute>> Sets = Gen.Frequency(
        (2, Gen.Choose(1, 16).SelectMany(count => Route.ArrayOf(count)).Select(WithoutDuplicates)),
        (1, Gen.Choose(20, 60).SelectMany(count => WideRoute.ArrayOf(count)).Select(WithoutDuplicates)));

    public static Gen<RouteCase[]> Cases(int sets, int paths, int linksOfRoute) => (
        from routes in Sets
        from requests in Request(routes).ArrayOf(paths)
        from links in Gen.CollectToArray(routes, route => NaiveLink.ValuesFor(route).ArrayOf(linksOfRoute))
        select new RouteCase(routes, requests, links)).ArrayOf(sets);

    private static Gen<NaiveRoute> RouteOf(Gen<NaiveSegment> segment) =>
        from method in Gen.Elements(RouteMethods)
        from count in Gen.Choose(1, 4)
        from segments in segment.ArrayOf(count)
        from end in Gen.Choose(0, 11)
        select (end, segments[^1].Kind) switch
        {
            (0, _) => new NaiveRoute(method, [.. segments, new NaiveSegment(NaiveKind.Literal)]),
            (1, _) => new NaiveRoute(method, [.. segments, new NaiveSegment(NaiveKind.Rest)]),
            (2, _) => new NaiveRoute(method, [new NaiveSegment(NaiveKind.Rest)]),
            (3 or 4, > NaiveKind.Literal) => new NaiveRoute(method, segments, NaiveLast.Optional),
            (5, > NaiveKind.Literal) => new NaiveRoute(method, segments, NaiveLast.Defaulted),
            _ => new NaiveRoute(method, segments),
        };

    private static IReadOnlyList<NaiveRoute> WithoutDuplicates(NaiveRoute[] routes)
    {
        var taken = new HashSet<string>();
        return [.. routes.Where(route =>
        {
            List<string> keys = [.. route.Variants.Select(segments => $"{route.Method} {NaiveRoute.Shape(segments)}")];
            if (keys.Exists(taken.Contains)) return false;
            taken.UnionWith(keys);
            return true;
        })];
    }

    private static Gen<(string Method, string Path)> Request(IReadOnlyList<NaiveRoute> routes)
    {
        Gen<string> odd = Gen.Elements("", "*", "/", "//", "a", "/a//b", "%", "/%2F", "/./a", "/a/../b");
        Gen<string> noise = Gen.Choose(1, 4).SelectMany(count => Gen.Elements(Pieces).ArrayOf(count)).Select(pieces => "/" + string.Join('/', pieces));
        Gen<string> made = Gen.Elements(routes.AsEnumerable()).SelectMany(PathFor);
        return
            from path in Gen.Frequency((1, odd), (1, noise), (8, made))
            from method in Gen.Elements(RequestMethods)
            select (method, path);
    }

    // Most paths are made for a route of the set; one piece in six is any.
    private static Gen<string> PathFor(NaiveRoute route) =>
        from lacks in Gen.Choose(0, 1)
        let segments = route.Last != NaiveLast.Required && lacks == 1 ? route.Variants.Last() : route.Segments
        from pieces in Gen.CollectToArray(segments, segment => Gen.Frequency((1, Gen.Elements(Pieces)), (6, Piece(segment))))
        select "/" + string.Join('/', pieces);

    private static Gen<string> Piece(NaiveSegment segment) => segment.Kind switch
    {
        NaiveKind.Literal => Gen.Constant(segment.Written ?? segment.Literal),
        NaiveKind.Bool => Gen.Elements("true", "false", "tru%65"),
        NaiveKind.Date => Gen.Elements("2024-02-29", "1999-12-31", "2023%2D01-01"),
        NaiveKind.Guid => Gen.Constant(SomeGuid),
        NaiveKind.SmallRange or NaiveKind.LargeRange or NaiveKind.Int => Gen.Choose(-20, 60).Select(number => $"{number}"),
        NaiveKind.Long => Gen.Choose(-99, 99).Select(number => $"{number * 100_000_000_000L}"),
        NaiveKind.Rest => Gen.Choose(0, 3).SelectMany(count => Gen.Elements(Pieces).ArrayOf(count)).Select(pieces => string.Join('/', pieces)),
        _ => Gen.Elements(Pieces),
    };
}
