using Gatehouse.Generators.Emitting;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Routing;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>The routes of a class as they are found, and what is wrong with them beside each other and those of other classes.</summary>
internal sealed class RouteSet(Problems problems, CancellationToken cancellationToken)
{
    private readonly List<(RouteModel Route, AttributeData Attribute)> routes = [];
    private readonly List<RouteModel> others = [];
    private readonly Dictionary<string, RouteModel> byShape = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RouteModel> described = new(StringComparer.Ordinal);

    /// <summary>In the order in which they were added.</summary>
    public EquatableArray<RouteModel> Routes => routes.Select(entry => entry.Route).ToEquatableArray();

    /// <summary>The same for routes of which the second could never run: its own, and without its last parameter where that is optional.</summary>
    public static IEnumerable<string> KeysOf(RouteModel route)
    {
        yield return KeyOf(route, route.Template);
        if (route.Template.WithoutLast() is { } shorter) yield return KeyOf(route, shorter);
    }

    /// <summary>Looks at other classes' routes too, which come first.</summary>
    public void Heed(IEnumerable<RouteModel> earlier)
    {
        foreach (RouteModel route in earlier)
        {
            others.Add(route);
            foreach (string key in KeysOf(route)) byShape[key] = route;
            if (route.Operation is not null && !described.ContainsKey(PathItem.KeyOf(route))) described.Add(PathItem.KeyOf(route), route);
        }
    }

    /// <summary>Adds a route, unless another has its method and paths.</summary>
    public void Add(RouteModel route, AttributeData attribute)
    {
        List<string> keys = [.. KeysOf(route)];
        if (keys.FirstOrDefault(byShape.ContainsKey) is { } taken)
        {
            problems.Add(
                RouteRules.DuplicateRoute, PlaceOf(attribute), route.HttpMethod, route.Template.Text, NameOf(byShape[taken]));
            return;
        }

        foreach (string key in keys) byShape.Add(key, route);
        routes.Add((route, attribute));
        if (route.Operation is not null) CheckDocument(route, attribute);
    }

    /// <summary>Two routes whose templates differ in constraints only are one path to OpenAPI.</summary>
    private void CheckDocument(RouteModel route, AttributeData attribute)
    {
        string key = PathItem.KeyOf(route);
        if (!described.TryGetValue(key, out RouteModel? first))
            described.Add(key, route);
        else
            problems.Add(OpenApiRules.SamePath, PlaceOf(attribute), NameOf(route), PathItem.PathOf(route.Template), NameOf(first));
    }

    /// <summary>Warns of routes that are no mistake by themselves but surprise beside others.</summary>
    public void CheckPairs()
    {
        if (!problems.IsHeard) return;
        CheckCase();
        foreach (IGrouping<string, (RouteModel Route, AttributeData Attribute)> same in routes.GroupBy(entry => entry.Route.HttpMethod))
        {
            List<(RouteModel Route, AttributeData Attribute)> entries = [.. same];
            List<RouteModel> strangers = [.. others.Where(route => route.HttpMethod == same.Key)];
            for (int later = 0; later < entries.Count; later++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (RouteModel stranger in strangers) CheckPair((stranger, entries[later].Attribute), entries[later]);
                for (int earlier = 0; earlier < later; earlier++) CheckPair(entries[earlier], entries[later]);
            }
        }
    }

    /// <summary>Warns of folders of the app whose every file a route takes.</summary>
    public void CheckFolders(EquatableArray<StaticFolderModel> folders)
    {
        foreach ((RouteModel route, AttributeData attribute) in routes)
        {
            if (route.HttpMethod != "GET") continue;
            foreach (StaticFolderModel folder in folders.Where(folder => Hides(route.Template, folder)))
                problems.Add(StaticFileRules.Hidden, PlaceOf(attribute), folder.Path, route.Template.Text);
        }
    }

    private static bool Hides(RouteTemplate template, StaticFolderModel folder)
    {
        if (template.Last is not { IsCatchAll: true, Constraint.Kind: ConstraintKind.None }) return false;
        string[] path = [.. folder.Prefix.Split('/').Skip(1)];
        int before = template.Segments.Count - 1;
        return before <= path.Length
            && template.Segments.Take(before).Zip(path, (segment, name) => segment.Literal == name || segment is { Literal: null, Constraint.Kind: ConstraintKind.None })
                .All(isTaken => isTaken);
    }

    private void CheckPair((RouteModel Route, AttributeData Attribute) earlier, (RouteModel Route, AttributeData Attribute) later)
    {
        RouteTemplate a = earlier.Route.Template;
        RouteTemplate b = later.Route.Template;
        switch (Precedence.Compare(a, b))
        {
            case Precedence.Relation.Unclear:
                string first = Precedence.GoesFirst(a, b) ? a.Text : b.Text;
                problems.Add(RouteRules.AmbiguousRoutes, PlaceOf(later.Attribute), b.Text, a.Text, NameOf(earlier.Route), $"'{first}'");
                break;
            case Precedence.Relation.FirstTakesAll:
                ReportUnreachable(later, earlier.Route);
                break;
            case Precedence.Relation.SecondTakesAll:
                ReportUnreachable(earlier, later.Route);
                break;
        }
    }

    private void ReportUnreachable((RouteModel Route, AttributeData Attribute) hidden, RouteModel taker) => problems.Add(
        RouteRules.UnreachableRoute,
        PlaceOf(hidden.Attribute),
        hidden.Route.HttpMethod,
        hidden.Route.Template.Text,
        taker.Template.Text,
        NameOf(taker));

    private void CheckCase()
    {
        var byLetters = new Dictionary<string, RouteModel>(StringComparer.Ordinal);
        foreach ((RouteModel route, AttributeData attribute) in routes)
        {
            string letters = string.Concat(route.Template.Segments.Select(segment => "/" + (segment.Literal?.ToLowerInvariant() ?? segment.Shape)));
            if (!byLetters.TryGetValue(letters, out RouteModel? other))
                byLetters.Add(letters, route);
            else if (other.Template.Shape != route.Template.Shape)
                problems.Add(RouteRules.CaseOnlyDifference, PlaceOf(attribute), route.Template.Text, other.Template.Text, NameOf(other));
        }
    }

    private Location? PlaceOf(AttributeData attribute) => Places.OfArgument(attribute, 0, cancellationToken);

    /// <summary>A handler, with its class where that is not the one being read.</summary>
    private static string NameOf(RouteModel route)
    {
        string method = route.Call.MethodName.TrimStart('@');
        return route.Call.Owner is { } owner ? $"{owner.Substring(owner.LastIndexOfAny([':', '.']) + 1).TrimStart('@')}.{method}" : method;
    }

    private static string KeyOf(RouteModel route, RouteTemplate template) => $"{route.HttpMethod} {template.Shape}";
}
