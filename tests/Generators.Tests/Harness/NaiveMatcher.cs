using System.Text;
using System.Text.RegularExpressions;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>A route as the test made it: it does not go through the parser that it tests.</summary>
/// <param name="Method">Its request method.</param>
/// <param name="Segments">Its segments.</param>
/// <param name="Last">Whether a path may lack the last one, and what it is then.</param>
internal sealed record NaiveRoute(string Method, IReadOnlyList<NaiveSegment> Segments, NaiveLast Last = NaiveLast.Required)
{
    public string Template => string.Concat(Segments.Select((segment, i) => "/" + segment.Text(i, i == Segments.Count - 1 ? Last : NaiveLast.Required)));

    /// <summary>The lists of segments that it answers: its own, and without the last where a path may lack that.</summary>
    public IEnumerable<IReadOnlyList<NaiveSegment>> Variants
    {
        get
        {
            yield return Segments;
            if (Last == NaiveLast.Required) yield break;
            yield return Segments.Count > 1 ? [.. Segments.SkipLast(1)] : [new NaiveSegment(NaiveKind.Literal)];
        }
    }

    /// <summary>The same for lists of segments that differ in names only.</summary>
    public static string Shape(IReadOnlyList<NaiveSegment> segments) => string.Concat(segments.Select(segment => $"/{segment.Kind}{segment.Literal}"));

    public override string ToString() => $"{Method} {Template}";
}

/// <summary>Whether a path may lack the last segment.</summary>
internal enum NaiveLast
{
    Required,
    Optional,
    Defaulted,
}

/// <summary>A segment; of the kinds, the lower goes first.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Literal">The decoded text, for a literal.</param>
/// <param name="Written">The literal as the template has it; else the same.</param>
/// <param name="Choice">Which of the types that go with the kind the handler takes.</param>
internal sealed record NaiveSegment(NaiveKind Kind, string Literal = "", string? Written = null, int Choice = 0)
{
    public bool IsParameter => Kind != NaiveKind.Literal;

    public string Text(int position, NaiveLast last)
    {
        if (Kind == NaiveKind.Literal) return Written ?? Literal;
        if (Kind == NaiveKind.Rest) return $"{{*p{position}}}";
        string end = last switch { NaiveLast.Optional => "?", NaiveLast.Defaulted => "=" + Default, _ => "" };
        return $"{{p{position}{Constraint}{end}}}";
    }

    private string Constraint => Kind switch
    {
        NaiveKind.SmallRange => ":range(1,9)",
        NaiveKind.LargeRange => ":range(-5,50)",
        NaiveKind.OwnA => ":HasA",
        NaiveKind.OwnB => ":HasB",
        NaiveKind.ShortLength => ":length(2)",
        NaiveKind.WideLength => ":length(1,3)",
        NaiveKind.Free => "",
        _ => ":" + Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The text of the default that the template has, where it has one.</summary>
    public string Default => Kind switch
    {
        NaiveKind.Bool => "true",
        NaiveKind.Date => "2024-02-29",
        NaiveKind.Guid => RandomRoutes.SomeGuid,
        NaiveKind.SmallRange or NaiveKind.LargeRange or NaiveKind.Int or NaiveKind.Long => "7",
        _ => "ab",
    };
}

/// <summary>What segments there are, in the order of their precedence.</summary>
internal enum NaiveKind
{
    Literal,
    Bool,
    Date,
    Guid,
    SmallRange,
    LargeRange,
    Int,
    Long,
    OwnA,
    OwnB,
    Alpha,
    ShortLength,
    WideLength,
    Free,
    Rest,
}

/// <summary>What the list answers, as text, and how it came to that.</summary>
internal sealed record NaiveAnswer(string Text, params string[] Ways);

/// <summary>Routing as docs/routing.md says it, with lists and regular expressions.</summary>
internal sealed partial class NaiveMatcher
{
    private readonly List<Variant> variants;

    /// <param name="routes">The routes; their numbers are their places.</param>
    public NaiveMatcher(IReadOnlyList<NaiveRoute> routes) => variants =
    [
        .. routes.SelectMany((route, id) => route.Variants.Select(segments => new Variant(id, route, segments, NaiveRoute.Shape(segments))))
            .OrderBy(variant => string.Concat(variant.Segments.Select(segment => (char)('0' + (int)segment.Kind))), StringComparer.Ordinal),
    ];

    /// <summary>The answer to a handler: its number, its template and the texts of its parameters.</summary>
    public static string Answered(int id, NaiveRoute route, IEnumerable<string> values) => $"#{id} {route.Template} {string.Join(",", values)}";

    public NaiveAnswer Match(string method, string path)
    {
        if (BadEscape().IsMatch(path)) return new NaiveAnswer("400");
        if (!path.StartsWith('/')) return new NaiveAnswer("404");
        string[] raw = path[1..].Split('/');
        string[] pieces = [.. raw.Select(piece => Decode(piece, keepSlash: true))];
        List<Variant> matching = [.. variants.Where(variant => Matches(variant.Segments, pieces))];
        if (matching.Count == 0) return new NaiveAnswer("404");

        foreach (IGrouping<string, Variant> resource in matching.GroupBy(variant => variant.Shape))
        {
            Variant? chosen = resource.FirstOrDefault(variant => variant.Route.Method == method);
            if (chosen is null && method == "HEAD") chosen = resource.FirstOrDefault(variant => variant.Route.Method == "GET");
            if (chosen is null) continue;
            return new NaiveAnswer(
                Answered(chosen.Id, chosen.Route, Values(chosen.Route, chosen.Segments, raw)), [.. WaysTo(chosen, matching, path, pieces)]);
        }

        IEnumerable<string> allowed = matching.Select(variant => variant.Route.Method)
            .Concat(matching.Any(variant => variant.Route.Method == "GET") ? ["HEAD"] : []).Append("OPTIONS");
        return new NaiveAnswer($"405 {string.Join(", ", allowed.Distinct().Order(StringComparer.Ordinal))}");
    }

    /// <summary>What a test of this request tests; a request may do so for several.</summary>
    private IEnumerable<string> WaysTo(Variant chosen, List<Variant> matching, string path, string[] pieces)
    {
        IReadOnlyList<NaiveSegment> segments = chosen.Segments;
        if (segments.All(segment => segment.Kind == NaiveKind.Literal)) yield return "literal";
        if (segments.Any(segment => segment.Kind is > NaiveKind.Literal and < NaiveKind.Free)) yield return "constrained";
        if (segments.Any(segment => segment.Kind == NaiveKind.Free)) yield return "free";
        if (segments[^1].Kind == NaiveKind.Rest) yield return "catch-all";
        if (!ReferenceEquals(segments, chosen.Route.Segments)) yield return chosen.Route.Last == NaiveLast.Optional ? "optional left out" : "default";
        if (path.Contains('%')) yield return "escaped";
        if (matching[0].Shape != chosen.Shape) yield return "gave way for the method";
        bool isSecondTry = variants.TakeWhile(variant => variant != chosen).Any(earlier =>
            earlier.Segments[0] != segments[0] && earlier.Segments[0].Kind != NaiveKind.Rest
            && Matches(earlier.Segments[0], pieces[0]) && !Matches(earlier.Segments, pieces));
        if (isSecondTry) yield return "backtracked";
    }

    private static IEnumerable<string> Values(NaiveRoute route, IReadOnlyList<NaiveSegment> matched, string[] raw)
    {
        for (int i = 0; i < route.Segments.Count; i++)
        {
            NaiveSegment segment = route.Segments[i];
            if (segment.Kind == NaiveKind.Literal) continue;
            if (i >= matched.Count || matched[i].Kind == NaiveKind.Literal) yield return "absent";
            else if (segment.Kind == NaiveKind.Rest) yield return Decode(string.Join('/', raw.Skip(i)), keepSlash: true);
            else yield return Decode(raw[i], keepSlash: false);
        }
    }

    private static bool Matches(IReadOnlyList<NaiveSegment> segments, string[] pieces)
    {
        if (segments[^1].Kind != NaiveKind.Rest) return segments.Count == pieces.Length && segments.Zip(pieces, Matches).All(both => both);
        return pieces.Length >= segments.Count
            && segments.SkipLast(1).Zip(pieces, Matches).All(both => both)
            && pieces.Skip(segments.Count - 1).All(piece => piece is not ("." or ".."));
    }

    private static bool Matches(NaiveSegment segment, string piece) => segment.Kind switch
    {
        NaiveKind.Literal => piece == segment.Literal,
        NaiveKind.Bool => piece is "true" or "false",
        NaiveKind.Date => Date().IsMatch(piece) && DateOnly.TryParse(piece, out _),
        NaiveKind.Guid => Guid().IsMatch(piece),
        NaiveKind.SmallRange => Integer().IsMatch(piece) && long.TryParse(piece, out long number) && number is >= 1 and <= 9,
        NaiveKind.LargeRange => Integer().IsMatch(piece) && long.TryParse(piece, out long number) && number is >= -5 and <= 50,
        NaiveKind.Int => Integer().IsMatch(piece) && int.TryParse(piece, out _),
        NaiveKind.Long => Integer().IsMatch(piece) && long.TryParse(piece, out _),
        NaiveKind.OwnA => piece.Contains('a'),
        NaiveKind.OwnB => piece.Contains('b'),
        NaiveKind.Alpha => Letters().IsMatch(piece),
        NaiveKind.ShortLength => piece.Length == 2 && piece != "..",
        NaiveKind.WideLength => piece.Length is >= 1 and <= 3 && piece is not ("." or ".."),
        _ => piece.Length > 0 && piece is not ("." or ".."),
    };

    private static string Decode(string text, bool keepSlash)
    {
        if (!text.Contains('%')) return text;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        string latin = Encoding.Latin1.GetString(bytes);
        string decoded = Escape().Replace(latin, match => keepSlash && match.Value is "%2F" or "%2f" && keepSlash
            ? match.Value
            : ((char)Convert.ToByte(match.Value[1..], 16)).ToString());
        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(decoded));
    }

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})|%00")]
    private static partial Regex BadEscape();

    [GeneratedRegex("%[0-9A-Fa-f]{2}")]
    private static partial Regex Escape();

    [GeneratedRegex(@"\A(0|-?[1-9][0-9]*)\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z")]
    private static partial Regex Date();

    [GeneratedRegex(@"\A[A-Za-z]+\z")]
    private static partial Regex Letters();

    [GeneratedRegex(@"\A[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z")]
    private static partial Regex Guid();

    private sealed record Variant(int Id, NaiveRoute Route, IReadOnlyList<NaiveSegment> Segments, string Shape);
}
