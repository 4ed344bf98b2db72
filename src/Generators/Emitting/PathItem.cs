using Gatehouse.Generators.Model;
using Gatehouse.Generators.Routing;

namespace Gatehouse.Generators.Emitting;

/// <summary>
/// A path of an OpenAPI document. There, templates that differ in names and constraints only are the same path (OpenAPI 3.1,
/// Paths Object), which has one operation for a method: the first declared.
/// </summary>
/// <param name="Path">The path, with its parameters named as in the first route.</param>
/// <param name="Parameters">Names of its parameters.</param>
/// <param name="Operations">Its operations, in the order in which they are declared.</param>
internal sealed record PathItem(string Path, IReadOnlyList<string> Parameters, IReadOnlyList<RoutedOperation> Operations)
{
    /// <summary>The methods that a Path Item Object of OpenAPI 3.1 has a field for.</summary>
    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal) { "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE" };

    public static List<PathItem> Group(IEnumerable<RoutedOperation> operations) =>
    [
        .. operations.Where(operation => Methods.Contains(operation.HttpMethod))
            .GroupBy(operation => ShapeOf(operation.Template), StringComparer.Ordinal)
            .Select(group => new PathItem(
                PathOf(group.First().Template),
                [.. group.First().Template.Parameters],
                [.. group.GroupBy(operation => operation.HttpMethod, StringComparer.Ordinal).Select(same => same.First())])),
    ];

    /// <summary>The same for templates that are one path to OpenAPI.</summary>
    public static string ShapeOf(RouteTemplate template) => string.Concat(template.Segments.Select(segment => "/" + (segment.Literal is { } literal ? UrlPath.Escape(literal) : "{}")));

    public static string PathOf(RouteTemplate template) => string.Concat(template.Segments.Select(segment =>
        "/" + (segment.Literal is { } literal ? UrlPath.Escape(literal) : $"{{{segment.Parameter}}}")));

    /// <summary>The same for routes of which a document has the first only.</summary>
    public static string KeyOf(RouteModel route) => $"{route.HttpMethod} {ShapeOf(route.Template)}";
}
