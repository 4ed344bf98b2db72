using System.Text.RegularExpressions;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>A route as the test made it: it does not go through the parser that it tests.</summary>
internal sealed record NaiveRoute(string Method, IReadOnlyList<NaiveSegment> Segments)
{
    public string Template => string.Concat(Segments.Select((segment, i) => "/" + segment.Text(i)));

    /// <summary>The same for templates that differ in names only.</summary>
    public string Shape => string.Concat(Segments.Select(segment => "/" + segment.Text(0)));

    public override string ToString() => $"{Method} {Template}";
}

/// <summary>A segment; of the kinds, the lower goes first.</summary>
internal sealed record NaiveSegment(NaiveKind Kind, string Literal = "")
{
    public string Text(int position) => Kind switch
    {
        NaiveKind.Literal => Literal,
        NaiveKind.Free => $"{{p{position}}}",
        _ => $"{{p{position}:{Kind.ToString().ToLowerInvariant()}}}",
    };
}

internal enum NaiveKind
{
    Literal,
    Int,
    Long,
    Guid,
    Free,
}

/// <summary>Routing as its documentation says it, with lists and regular expressions.</summary>
internal static partial class NaiveMatcher
{
    public static string Match(IReadOnlyList<NaiveRoute> routes, string method, string path)
    {
        if (!path.StartsWith('/')) return "404";
        string[] pieces = path[1..].Split('/');
        List<NaiveRoute> matching =
        [
            .. routes.Where(route => Matches(route, pieces))
                .OrderBy(route => string.Concat(route.Segments.Select(segment => (char)('0' + (int)segment.Kind))), StringComparer.Ordinal),
        ];
        if (matching.Count == 0) return "404";

        foreach (IGrouping<string, NaiveRoute> resource in matching.GroupBy(route => route.Shape))
        {
            NaiveRoute? chosen = resource.FirstOrDefault(route => route.Method == method)
                ?? (method == "HEAD" ? resource.FirstOrDefault(route => route.Method == "GET") : null);
            if (chosen is null) continue;
            IEnumerable<string> values = pieces.Where((_, i) => chosen.Segments[i].Kind != NaiveKind.Literal);
            return $"#{routes.ToList().IndexOf(chosen)} {chosen.Template} {string.Join(",", values)}";
        }

        IEnumerable<string> allowed = matching.Select(route => route.Method).Concat(matching.Any(route => route.Method == "GET") ? ["HEAD"] : []);
        return $"405 {string.Join(", ", allowed.Distinct().Order(StringComparer.Ordinal))}";
    }

    private static bool Matches(NaiveRoute route, string[] pieces) =>
        route.Segments.Count == pieces.Length && route.Segments.Zip(pieces, Matches).All(both => both);

    private static bool Matches(NaiveSegment segment, string piece) => segment.Kind switch
    {
        NaiveKind.Literal => piece == segment.Literal,
        NaiveKind.Int => Integer().IsMatch(piece) && int.TryParse(piece, out _),
        NaiveKind.Long => Integer().IsMatch(piece) && long.TryParse(piece, out _),
        NaiveKind.Guid => Guid().IsMatch(piece),
        _ => piece.Length > 0,
    };

    [GeneratedRegex(@"\A(0|-?[1-9][0-9]*)\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z")]
    private static partial Regex Guid();
}

/// <summary>Random routes and paths from so few pieces that they collide.</summary>
internal static class RandomSets
{
    private const string SomeGuid = "0f8fad5b-d9cb-469f-a165-70867728950e";

    private static readonly string[] Literals =
        ["a", "b", "ab", "ba", "items", "users", "it'ms", "1", "12", "-1", "99999999999", SomeGuid, "a-b.c~d", "%41"];

    private static readonly string[] Pieces =
        [.. Literals, "", "0", "01", "-0", "+1", "2147483648", "-2147483648", "9223372036854775808", "é", "A", ".", "..", "x", SomeGuid.ToUpperInvariant()];

    /// <summary>Sets alternate between few colliding routes, and many literals of the same lengths.</summary>
    public static List<NaiveRoute> Routes(Random random, int number, string[] methods)
    {
        bool isWide = number % 3 == 2;
        int count = isWide ? random.Next(20, 60) : random.Next(1, 16);
        var routes = new Dictionary<string, NaiveRoute>();
        for (int i = 0; i < count; i++)
        {
            List<NaiveSegment> segments = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Segment(random, isWide))];
            if (random.Next(8) == 0) segments.Add(new NaiveSegment(NaiveKind.Literal));
            var route = new NaiveRoute(methods[random.Next(methods.Length)], segments);
            routes.TryAdd($"{route.Method} {route.Shape}", route);
        }

        return [.. routes.Values];
    }

    public static string Path(Random random, List<NaiveRoute> routes)
    {
        switch (random.Next(10))
        {
            case 0:
                return new[] { "", "*", "/", "//", "a", "/a//b" }[random.Next(6)];
            case 1:
                return string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => "/" + Pieces[random.Next(Pieces.Length)]));
        }

        // Most paths are made for a route of the set; one piece in six is any.
        NaiveRoute route = routes[random.Next(routes.Count)];
        return string.Concat(route.Segments.Select(segment => "/" + (random.Next(6) == 0 ? Pieces[random.Next(Pieces.Length)] : Piece(random, segment))));
    }

    private static NaiveSegment Segment(Random random, bool isWide)
    {
        if (isWide && random.Next(4) != 0)
        {
            string word = new([.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => (char)('a' + random.Next(3)))]);
            return new NaiveSegment(NaiveKind.Literal, word);
        }

        return random.Next(2) == 0
            ? new NaiveSegment(NaiveKind.Literal, Literals[random.Next(Literals.Length)])
            : new NaiveSegment((NaiveKind)random.Next(1, 5));
    }

    private static string Piece(Random random, NaiveSegment segment) => segment.Kind switch
    {
        NaiveKind.Literal => segment.Literal,
        NaiveKind.Int => random.Next(-20, 20).ToString(),
        NaiveKind.Long => random.NextInt64(-9999999999, 9999999999).ToString(),
        NaiveKind.Guid => SomeGuid,
        _ => Pieces[random.Next(Pieces.Length)],
    };
}
