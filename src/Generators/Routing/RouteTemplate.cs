using Gatehouse.Generators.Model;

namespace Gatehouse.Generators.Routing;

/// <summary>A segment of a template: what stands between two slashes.</summary>
/// <param name="Literal">The text it must be, decoded; null for a parameter.</param>
/// <param name="Parameter">Name of the parameter; null for a literal.</param>
/// <param name="Constraint">What the parameter must look like.</param>
/// <param name="IsOptional">Whether a path without the segment matches too.</param>
/// <param name="Default">What the parameter is, as text, where a path does not have it; null where the path must.</param>
/// <param name="IsCatchAll">Whether it is the rest of the path, slashes and all, which may be empty.</param>
internal sealed record Segment(
    string? Literal, string? Parameter, Constraint Constraint, bool IsOptional = false, string? Default = null, bool IsCatchAll = false)
{
    /// <summary>Whether a path may lack it.</summary>
    public bool MayBeAbsent => IsOptional || Default is not null;

    /// <summary>The segment without what does not change which paths it matches.</summary>
    public string Shape => Literal is not null ? Literal.Replace("{", "{{")
        : IsCatchAll ? "{*}"
        : Constraint.Kind == ConstraintKind.None ? "{}"
        : $"{{:{Constraint}}}";

    public static Segment Text(string literal) => new(literal, null, Constraint.None);

    public static Segment Named(string name, Constraint constraint) => new(null, name, constraint);

    /// <summary>The segment for a comment; what could end the line is escaped.</summary>
    public override string ToString() => Literal is { } literal
        ? string.Concat(literal.Select(c => c is > ' ' and <= '~' ? c.ToString() : $"\\u{(int)c:x4}"))
        : (IsCatchAll ? $"{{*{Parameter}}}" : Constraint.Kind == ConstraintKind.None ? $"{{{Parameter}}}" : $"{{{Parameter}:{Constraint}}}");
}

/// <summary>A parsed path template: a slash before each segment. <c>/</c> is one empty literal, <c>/a/</c> ends with one.</summary>
/// <param name="Text">The template as it is declared, after the prefix of its class.</param>
/// <param name="Segments">Its segments; only the last may be absent or a catch-all.</param>
internal sealed record RouteTemplate(string Text, EquatableArray<Segment> Segments)
{
    /// <summary>The same for two templates exactly when they match the same paths by the same rules.</summary>
    public string Shape => string.Concat(Segments.Select(segment => "/" + segment.Shape));

    public bool IsLiteral => Segments.All(segment => segment.Literal is not null);

    /// <summary>The last segment.</summary>
    public Segment Last => Segments[Segments.Count - 1];

    /// <summary>The decoded path of a literal template.</summary>
    public string Path => string.Concat(Segments.Select(segment => "/" + segment.Literal));

    /// <summary>The template for a comment: without what does not change which paths it matches.</summary>
    public string Written => string.Concat(Segments.Select(segment => $"/{segment}"));

    public IEnumerable<string> Parameters => Segments.Where(segment => segment.Parameter is not null).Select(segment => segment.Parameter!);

    /// <summary>The template of the paths that lack the last segment; null where none may. Of <c>/{id?}</c> it is <c>/</c>.</summary>
    public RouteTemplate? WithoutLast()
    {
        if (!Last.MayBeAbsent) return null;
        IEnumerable<Segment> rest = Segments.Count == 1 ? [Segment.Text("")] : Segments.Take(Segments.Count - 1);
        return this with { Segments = rest.ToEquatableArray() };
    }

    /// <summary>The segment that is a parameter; null where it has none of that name.</summary>
    public Segment? Find(string parameter) => Segments.FirstOrDefault(segment => segment.Parameter == parameter);

    /// <summary>Number of a parameter within the template, from 0; -1 where it has none of that name.</summary>
    public int SlotOf(string parameter)
    {
        int slot = 0;
        foreach (Segment segment in Segments)
        {
            if (segment.Parameter == parameter) return slot;
            if (segment.Parameter is not null) slot++;
        }

        return -1;
    }
}

/// <summary>What goes before every template of a class.</summary>
/// <param name="Text">As it is declared; empty for a class without one.</param>
/// <param name="Segments">Literals and parameters that no path may lack.</param>
internal sealed record RoutePrefix(string Text, EquatableArray<Segment> Segments)
{
    public static RoutePrefix None { get; } = new("", []);
}
