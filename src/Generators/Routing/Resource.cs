using Gatehouse.Generators.Model;

namespace Gatehouse.Generators.Routing;

/// <summary>The routes that share a template, up to the names of its parameters: one resource and its methods.</summary>
internal sealed class Resource(RouteTemplate template, IReadOnlyList<ResourceMethod> methods)
{
    public RouteTemplate Template { get; } = template;

    /// <summary>In ordinal order of their names; HEAD is answered by GET's handler where it has none of its own (RFC 9110 section 9.3.2), but not by a WebSocket.</summary>
    public IReadOnlyList<ResourceMethod> Methods { get; } = methods;

    /// <summary>Value of the Allow header (RFC 9110 section 10.2.1).</summary>
    public string Allow => string.Join(
        ", ", Methods.SelectMany(method => method.HttpMethods).OrderBy(name => name, StringComparer.Ordinal));

    /// <summary>Resources in the order in which their first routes are declared.</summary>
    public static IReadOnlyList<Resource> Group(IReadOnlyList<RouteModel> routes) =>
    [
        .. routes
            .Select((route, id) => (route, id))
            .GroupBy(pair => pair.route.Template.Shape, StringComparer.Ordinal)
            .Select(group => new Resource(
                group.First().route.Template,
                [
                    .. group
                        .Select(pair => new ResourceMethod(
                            pair.id,
                            pair.route,
                            pair.route is { HttpMethod: "GET", WebSocket: null } && group.All(other => other.route.HttpMethod != "HEAD")))
                        .OrderBy(method => method.Route.HttpMethod, StringComparer.Ordinal),
                ])),
    ];
}

/// <summary>A method of a resource.</summary>
/// <param name="Id">Number of the route among the app's.</param>
/// <param name="Route">The route.</param>
/// <param name="AnswersHead">Whether it answers HEAD too.</param>
internal sealed record ResourceMethod(int Id, RouteModel Route, bool AnswersHead)
{
    public IReadOnlyList<string> HttpMethods => AnswersHead ? [Route.HttpMethod, "HEAD"] : [Route.HttpMethod];
}
