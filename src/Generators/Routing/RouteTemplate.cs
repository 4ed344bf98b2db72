using Gatehouse.Generators.Model;

namespace Gatehouse.Generators.Routing;

/// <summary>
/// What a route parameter must look like to match, most specific first: among parameters at one place of the path, the
/// lower value is tried first.
/// </summary>
internal enum Constraint
{
    /// <summary>A canonical 32-bit integer.</summary>
    Int32,

    /// <summary>A canonical 64-bit integer.</summary>
    Int64,

    /// <summary>A GUID with hyphens.</summary>
    Guid,

    /// <summary>Anything but nothing.</summary>
    None,
}

/// <summary>A segment of a template: what stands between two slashes.</summary>
/// <param name="Literal">The bytes it must be, as they are on the wire; null for a parameter.</param>
/// <param name="Parameter">Name of the parameter; null for a literal.</param>
/// <param name="Constraint">What the parameter must look like.</param>
internal sealed record Segment(string? Literal, string? Parameter, Constraint Constraint)
{
    public static Segment Text(string literal) => new(literal, null, Constraint.None);

    public static Segment Named(string name, Constraint constraint) => new(null, name, constraint);

    /// <summary>The segment without what does not change which paths it matches.</summary>
    public string Shape => Literal ?? (Constraint == Constraint.None ? "{}" : $"{{:{Constraint}}}");
}

/// <summary>A parsed path template: a slash before each segment. <c>/</c> is one empty literal, <c>/a/</c> ends with one.</summary>
internal sealed record RouteTemplate(string Text, EquatableArray<Segment> Segments)
{
    /// <summary>The same for two templates exactly when they match the same paths by the same rules.</summary>
    public string Shape => string.Concat(Segments.Select(segment => "/" + segment.Shape));

    public bool IsLiteral => Segments.All(segment => segment.Literal is not null);

    public IEnumerable<string> Parameters => Segments.Where(segment => segment.Parameter is not null).Select(segment => segment.Parameter!);

    /// <summary>Number of a parameter within the template, from 0; -1 where it has none of that name.</summary>
    public int SlotOf(string parameter) => Parameters.ToList().IndexOf(parameter);
}
