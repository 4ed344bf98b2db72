using System.Globalization;
using Gatehouse.Generators.Model;

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
        ({ } a, null) => Accepts(right, a),
        (null, { } b) => Accepts(left, b),
        _ => Exists(left.Constraint, right.Constraint),
    };

    /// <summary>Whether a path matches both of two templates; what either may lack is there.</summary>
    public static bool Exists(RouteTemplate left, RouteTemplate right) =>
        (left.Segments.Count == right.Segments.Count
            || (left.Last.IsCatchAll && left.Segments.Count < right.Segments.Count)
            || (right.Last.IsCatchAll && right.Segments.Count < left.Segments.Count))
        && HaveOverlap(left.Segments, right.Segments);

    // Asked for every pair of a literal template and another: nothing is allocated.
    private static bool HaveOverlap(EquatableArray<Segment> left, EquatableArray<Segment> right)
    {
        int count = Math.Min(left.Count, right.Count);
        for (int i = 0; i < count; i++)
        {
            if (!Exists(left[i], right[i])) return false;
        }

        return true;
    }

    /// <summary>
    /// Whether a template matches a path beneath another, which a file may have. A template that ends with a slash does not:
    /// no file's path does.
    /// </summary>
    /// <param name="folder">A literal path without a slash at its end; empty for the root.</param>
    /// <param name="template">The template.</param>
    public static bool IsBeneath(string folder, RouteTemplate template)
    {
        Segment[] prefix = [.. folder.Split('/').Skip(1).Select(Segment.Text)];
        return (template.Segments.Count > prefix.Length || template.Last.IsCatchAll)
            && template.Last.Literal != ""
            && prefix.Zip(template.Segments, Exists).All(both => both);
    }

    /// <summary>Whether every piece that the second accepts is accepted by the first.</summary>
    public static bool Covers(Constraint all, Constraint some)
    {
        if (all == some || all.Kind == ConstraintKind.None) return true;
        return all.Kind switch
        {
            ConstraintKind.Range or ConstraintKind.Int32 or ConstraintKind.Int64 =>
                IntegersOf(some) is { } inner && IntegersOf(all) is { } outer && outer.Least <= inner.Least && inner.Greatest <= outer.Greatest,
            ConstraintKind.Alpha => some.Kind == ConstraintKind.Bool,
            ConstraintKind.Length => LengthsOf(some) is { } lengths && all.Least <= lengths.Least && lengths.Greatest <= all.Greatest,
            _ => false,
        };
    }

    /// <summary>Whether a constraint accepts a text; a predicate may accept any.</summary>
    public static bool Accepts(Constraint constraint, string text) => text.Length > 0 && constraint.Kind switch
    {
        ConstraintKind.Bool => text is "true" or "false",
        ConstraintKind.Date => DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ConstraintKind.Guid => Guid.TryParseExact(text, "D", out _) && text.Length == 36,
        ConstraintKind.Range or ConstraintKind.Int32 or ConstraintKind.Int64 =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            && number.ToString(CultureInfo.InvariantCulture) == text
            && IntegersOf(constraint) is { } bounds && bounds.Least <= number && number <= bounds.Greatest,
        ConstraintKind.Alpha => text.All(IsLetter),
        ConstraintKind.Length => text.Length >= constraint.Least && text.Length <= constraint.Greatest,
        _ => true,
    };

    private static bool Accepts(Segment parameter, string literal) => parameter.IsCatchAll || Accepts(parameter.Constraint, literal);

    private static bool Exists(Constraint left, Constraint right)
    {
        if (left == right || IsOpen(left) || IsOpen(right)) return true;
        if (IntegersOf(left) is { } a && IntegersOf(right) is { } b) return a.Least <= b.Greatest && b.Least <= a.Greatest;
        if (LengthsOf(left) is { } c && LengthsOf(right) is { } d && (c.Least > d.Greatest || d.Least > c.Greatest)) return false;

        // Of the rest, only a length goes together with another kind, and true and false are letters.
        return left.Kind == right.Kind
            || left.Kind == ConstraintKind.Length
            || right.Kind == ConstraintKind.Length
            || (left.Kind, right.Kind) is (ConstraintKind.Bool, ConstraintKind.Alpha) or (ConstraintKind.Alpha, ConstraintKind.Bool);
    }

    private static bool IsOpen(Constraint constraint) => constraint.Kind is ConstraintKind.None or ConstraintKind.Predicate;

    private static (long Least, long Greatest)? IntegersOf(Constraint constraint) => constraint.Kind switch
    {
        ConstraintKind.Int32 => (int.MinValue, int.MaxValue),
        ConstraintKind.Int64 => (long.MinValue, long.MaxValue),
        ConstraintKind.Range => (constraint.Least, constraint.Greatest),
        _ => null,
    };

    /// <summary>The lengths of what a constraint accepts, no tighter than they are; null where there is no greatest.</summary>
    private static (long Least, long Greatest)? LengthsOf(Constraint constraint) => constraint.Kind switch
    {
        ConstraintKind.Bool => (4, 5),
        ConstraintKind.Date => (10, 10),
        ConstraintKind.Guid => (36, 36),
        ConstraintKind.Length => (constraint.Least, constraint.Greatest),
        ConstraintKind.Int32 or ConstraintKind.Int64 or ConstraintKind.Range => LengthsOf(IntegersOf(constraint)!.Value),
        _ => null,
    };

    private static (long Least, long Greatest) LengthsOf((long Least, long Greatest) bounds)
    {
        int least = Digits(bounds.Least);
        int greatest = Digits(bounds.Greatest);

        // Around zero there are numbers of one digit.
        return (bounds.Least <= 0 && bounds.Greatest >= 0 ? 1 : bounds.Greatest < 0 ? greatest : least, Math.Max(least, greatest));
    }

    private static int Digits(long number) => number.ToString(CultureInfo.InvariantCulture).Length;

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
}
