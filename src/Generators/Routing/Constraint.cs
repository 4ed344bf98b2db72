using System.Globalization;
using Gatehouse.Generators.Model;

namespace Gatehouse.Generators.Routing;

/// <summary>Kinds of constraints, most specific first: among parameters at one place of the path, the lower value is tried first.</summary>
internal enum ConstraintKind
{
    /// <summary><c>true</c> or <c>false</c>.</summary>
    Bool,

    /// <summary>A day of the calendar, as 2026-01-31.</summary>
    Date,

    /// <summary>A GUID with hyphens.</summary>
    Guid,

    /// <summary>A canonical integer between two bounds.</summary>
    Range,

    /// <summary>A canonical 32-bit integer.</summary>
    Int32,

    /// <summary>A canonical 64-bit integer.</summary>
    Int64,

    /// <summary>What a method of the user's accepts.</summary>
    Predicate,

    /// <summary>ASCII letters.</summary>
    Alpha,

    /// <summary>A text of a length between two bounds.</summary>
    Length,

    /// <summary>Anything but nothing.</summary>
    None,
}

/// <summary>What a route parameter must look like to match.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Arguments">Least and greatest, for a range and a length.</param>
/// <param name="Method">The user's method, as it is called from anywhere; for a predicate.</param>
internal sealed record Constraint(ConstraintKind Kind, EquatableArray<long> Arguments, string? Method) : IComparable<Constraint>
{
    public static Constraint None { get; } = Of(ConstraintKind.None);

    public long Least => Arguments[0];

    public long Greatest => Arguments[1];

    /// <summary>How many values lie between the bounds; the fewer, the more specific.</summary>
    private ulong Width => Arguments.Count < 2 ? 0 : unchecked((ulong)Greatest - (ulong)Least);

    public static Constraint Of(ConstraintKind kind) => new(kind, [], null);

    public static Constraint Between(ConstraintKind kind, long least, long greatest) => new(kind, new[] { least, greatest }.ToEquatableArray(), null);

    public static Constraint Calling(string method) => new(ConstraintKind.Predicate, [], method);

    /// <summary>By kind, then the narrower of two ranges, then by what makes the order the same on every machine.</summary>
    public int CompareTo(Constraint? other)
    {
        if (other is null) return 1;
        int order = Kind.CompareTo(other.Kind);
        if (order == 0) order = Width.CompareTo(other.Width);
        if (order == 0 && Arguments.Count > 0 && other.Arguments.Count > 0) order = Least.CompareTo(other.Least);
        return order != 0 ? order : string.CompareOrdinal(Method, other.Method);
    }

    /// <summary>The constraint as a template has it; a predicate with the name of its class.</summary>
    public override string ToString() => Kind switch
    {
        ConstraintKind.None => "",
        ConstraintKind.Int32 => "int",
        ConstraintKind.Int64 => "long",
        ConstraintKind.Predicate => Method!,
        ConstraintKind.Range or ConstraintKind.Length => string.Format(
            CultureInfo.InvariantCulture, "{0}({1},{2})", Kind.ToString().ToLowerInvariant(), Least, Greatest),
        _ => Kind.ToString().ToLowerInvariant(),
    };
}
