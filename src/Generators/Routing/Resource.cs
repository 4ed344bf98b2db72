using Gatehouse.Generators.Model;

namespace Gatehouse.Generators.Routing;

/// <summary>The routes that share a template, up to the names of its parameters: one resource and its methods.</summary>
internal sealed class Resource(RouteTemplate template, IReadOnlyList<ResourceMethod> methods)
{
    // Answered from the list itself, where no handler does (RFC 9110 section 9.3.7).
    private const string Options = "OPTIONS";

    /// <summary>The template of the paths: of a route whose last parameter may be absent, with it or without.</summary>
    public RouteTemplate Template { get; } = template;

    /// <summary>In ordinal order of their names; HEAD is answered by GET's handler where it has none of its own (RFC 9110 section 9.3.2), but not by a WebSocket.</summary>
    public IReadOnlyList<ResourceMethod> Methods { get; } = methods;

    /// <summary>Value of the Allow header (RFC 9110 section 10.2.1).</summary>
    public string Allow => string.Join(
        ", ", Methods.SelectMany(method => method.HttpMethods).Append(Options).Distinct().OrderBy(name => name, StringComparer.Ordinal));

    /// <summary>Resources in the order in which their first routes are declared.</summary>
    public static IReadOnlyList<Resource> Group(IReadOnlyList<RouteModel> routes) =>
    [
        .. routes
            .SelectMany(Variants)
            .GroupBy(variant => variant.Template.Shape, StringComparer.Ordinal)
            .Select(group => new Resource(
                group.First().Template,
                [
                    .. group
                        .Select(variant => new ResourceMethod(
                            variant.Id,
                            variant.Route,
                            variant.Route is { HttpMethod: "GET", WebSocket: null } && group.All(other => other.Route.HttpMethod != "HEAD"),
                            variant.AbsentSlot))
                        .OrderBy(method => method.Route.HttpMethod, StringComparer.Ordinal),
                ])),
    ];

    private static IEnumerable<(int Id, RouteModel Route, RouteTemplate Template, int? AbsentSlot)> Variants(RouteModel route, int id)
    {
        yield return (id, route, route.Template, null);
        if (route.Template.WithoutLast() is { } shorter) yield return (id, route, shorter, route.Template.Parameters.Count() - 1);
    }
}

/// <summary>A method of a resource.</summary>
/// <param name="Id">Number of the route among the app's.</param>
/// <param name="Route">The route.</param>
/// <param name="AnswersHead">Whether it answers HEAD too.</param>
/// <param name="AbsentSlot">Number of the parameter that the path lacks; null where it has them all.</param>
internal sealed record ResourceMethod(int Id, RouteModel Route, bool AnswersHead, int? AbsentSlot)
{
    public IReadOnlyList<string> HttpMethods => AnswersHead ? [Route.HttpMethod, "HEAD"] : [Route.HttpMethod];
}
