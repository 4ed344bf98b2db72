using Gatehouse.Generators.Model;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Reading;

/// <summary>Makes one of an app and its handler classes. Knows models only, so that nothing of the compiler outlives a step.</summary>
internal static class Composition
{
    /// <summary>
    /// The app with all routes, its own first, then those of the classes by their names, and with the objects that it needs
    /// beside it; null where the pieces do not fit.
    /// </summary>
    public static AppModel? Compose(AppModel app, IEnumerable<HandlersModel> classes)
    {
        List<HandlersModel> ordered = [.. classes.OrderBy(handlers => handlers.FullName, StringComparer.Ordinal)];
        List<RouteModel> routes =
        [
            .. app.Routes,
            .. ordered.SelectMany(handlers => handlers.Routes).Select(route => Within(app.Filters, route)),
        ];
        if (routes.Count + app.StaticFolders.Count == 0 && app.Fallback is null) return null;
        if (routes.SelectMany(RouteSet.KeysOf).GroupBy(key => key).Any(same => same.Count() > 1)) return null;

        // The filters are made first, and end last: an instance of a handler class is the nearer to requests.
        IEnumerable<PartModel> filters = Calls(routes, app.Fallback).SelectMany(call => call.Filters).Select(filter => filter.Part);
        IEnumerable<PartModel> instances = ordered.Where(handlers => handlers.Part is not null).Select(handlers => handlers.Part!);
        if (NameParts(app, filters.Concat(instances)) is not { } parts) return null;

        Dictionary<string, string> fields = parts.ToDictionary(part => part.TypeName, part => $"{app.Type.PartsField}.{part.Field}");
        return app with
        {
            Routes = routes.Select(route => route with { Call = Placed(route.Call, fields) }).ToEquatableArray(),
            Fallback = app.Fallback is { } fallback ? Placed(fallback, fields) : null,
            Parts = parts.ToEquatableArray(),
        };
    }

    private static RouteModel Within(EquatableArray<FilterModel> around, RouteModel route) => around.Count == 0
        ? route
        : route with { Call = route.Call with { Filters = around.Concat(route.Call.Filters).ToEquatableArray() } };

    private static IEnumerable<CallModel> Calls(List<RouteModel> routes, CallModel? fallback)
    {
        IEnumerable<CallModel> routed = routes.Select(route => route.Call);
        return fallback is null ? routed : routed.Append(fallback);
    }

    /// <summary>One of each class, each with a name; null where a constructor takes what nobody has.</summary>
    private static List<PartField>? NameParts(AppModel app, IEnumerable<PartModel> parts)
    {
        var offers = new Offers(app.Type.FullName, app.Services);
        var named = new List<PartField>();
        foreach (PartModel part in parts.GroupBy(part => part.TypeName).Select(same => same.First()))
        {
            List<string?> arguments = [.. part.Needs.Select(offers.Find)];
            if (arguments.Contains(null)) return null;
            named.Add(new PartField(
                part.TypeName, FreeName(FieldName(part.SimpleName), named), arguments.Select(argument => argument!).ToEquatableArray(), part.Stop));
        }

        return named;
    }

    private static string FieldName(string simpleName) => char.ToLowerInvariant(simpleName[0]) + simpleName.Substring(1);

    private static string FreeName(string wanted, List<PartField> taken)
    {
        string name = wanted;
        for (int i = 2; taken.Exists(part => part.Field.TrimStart('@') == name); i++) name = $"{wanted}{i}";
        return SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
    }

    /// <summary>The call, with the place of everything that it goes through.</summary>
    private static CallModel Placed(CallModel call, Dictionary<string, string> fields) => call with
    {
        Field = call.Owner is { } owner && fields.TryGetValue(owner, out string? field) ? field : null,
        Filters = call.Filters.Select(filter => filter with { Field = fields[filter.Part.TypeName] }).ToEquatableArray(),
    };
}
