using System.Globalization;

namespace Gatehouse.Generators.Routing;

/// <summary>
/// Whether one piece of a path can satisfy two segments. A matcher has to come back from the more specific branch to the
/// other only then. "Yes" where it is not sure: that costs a test, never an answer.
/// </summary>
internal static class Overlap
{
    public static bool Exists(Segment left, Segment right) => (left.Literal, right.Literal) switch
    {
        ({ } a, { } b) => a == b,
        ({ } a, null) => Accepts(right.Constraint, a),
        (null, { } b) => Accepts(left.Constraint, b),
        _ => Exists(left.Constraint, right.Constraint),
    };

    /// <summary>Whether a literal path matches a template.</summary>
    public static bool Exists(RouteTemplate literal, RouteTemplate template) =>
        literal.Segments.Count == template.Segments.Count
        && literal.Segments.Zip(template.Segments, Exists).All(both => both);

    /// <summary>
    /// Whether a template matches a path beneath another, which a file may have. A template that ends with a slash does not:
    /// no file's path does.
    /// </summary>
    /// <param name="folder">A literal path without a slash at its end; empty for the root.</param>
    /// <param name="template">The template.</param>
    public static bool IsBeneath(string folder, RouteTemplate template)
    {
        Segment[] prefix = [.. folder.Split('/').Skip(1).Select(Segment.Text)];
        return template.Segments.Count > prefix.Length
            && template.Segments[template.Segments.Count - 1].Literal != ""
            && prefix.Zip(template.Segments, Exists).All(both => both);
    }

    private static bool Exists(Constraint left, Constraint right) =>
        left == Constraint.None || right == Constraint.None || (left == Constraint.Guid) == (right == Constraint.Guid);

    private static bool Accepts(Constraint constraint, string literal) => constraint switch
    {
        Constraint.Int32 => int.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        Constraint.Int64 => long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        Constraint.Guid => Guid.TryParseExact(literal, "D", out _),
        _ => literal.Length > 0,
    };
}
