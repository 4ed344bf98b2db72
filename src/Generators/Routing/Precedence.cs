namespace Gatehouse.Generators.Routing;

/// <summary>
/// Which of two templates answers a path that both match: the one with the more specific segment where they first differ.
/// This only judges whether that is plain to see; <see cref="SegmentTrie"/> does it.
/// </summary>
internal static class Precedence
{
    public enum Relation
    {
        /// <summary>No path matches both, or it is plain which goes first.</summary>
        Plain,

        /// <summary>Some paths match both, and neither constraint is a part of the other.</summary>
        Unclear,

        /// <summary>The first goes first, and matches whatever the second matches.</summary>
        FirstTakesAll,

        /// <summary>The other way round.</summary>
        SecondTakesAll,
    }

    public static Relation Compare(RouteTemplate first, RouteTemplate second)
    {
        // A thousand routes make half a million pairs: nothing is allocated here.
        int difference = FirstDifference(first, second);
        if (difference < 0) return Relation.Plain;
        Segment a = first.Segments[difference];
        Segment b = second.Segments[difference];
        if (!IsConstrained(a) || !IsConstrained(b)) return Relation.Plain;
        bool firstIsAll = Overlap.Covers(a.Constraint, b.Constraint);
        bool secondIsAll = Overlap.Covers(b.Constraint, a.Constraint);
        if (!firstIsAll && !secondIsAll) return Relation.Unclear;
        if (firstIsAll && a.Constraint.CompareTo(b.Constraint) < 0 && Covers(first, second)) return Relation.FirstTakesAll;
        if (secondIsAll && b.Constraint.CompareTo(a.Constraint) < 0 && Covers(second, first)) return Relation.SecondTakesAll;
        return Relation.Plain;
    }

    /// <summary>Whether the first of two templates that overlap goes first.</summary>
    public static bool GoesFirst(RouteTemplate first, RouteTemplate second)
    {
        int difference = FirstDifference(first, second);
        return difference >= 0 && first.Segments[difference].Constraint.CompareTo(second.Segments[difference].Constraint) < 0;
    }

    /// <summary>Number of the first segment that differs; -1 where no path matches both.</summary>
    private static int FirstDifference(RouteTemplate first, RouteTemplate second)
    {
        int count = Math.Min(first.Segments.Count, second.Segments.Count);
        int difference = -1;
        for (int i = 0; i < count; i++)
        {
            Segment a = first.Segments[i];
            Segment b = second.Segments[i];
            if (a.Literal is not null && b.Literal is not null)
            {
                if (a.Literal != b.Literal) return -1;
                continue;
            }

            if (!Overlap.Exists(a, b)) return -1;
            bool isSame = a.Literal is null && b.Literal is null && a.IsCatchAll == b.IsCatchAll && a.Constraint == b.Constraint;
            if (!isSame && difference < 0) difference = i;
        }

        bool sameLength = first.Segments.Count == second.Segments.Count || first.Segments[count - 1].IsCatchAll || second.Segments[count - 1].IsCatchAll;
        return sameLength ? difference : -1;
    }

    private static bool IsConstrained(Segment segment) =>
        segment is { Literal: null, IsCatchAll: false } && segment.Constraint.Kind != ConstraintKind.None;

    private static bool Covers(RouteTemplate all, RouteTemplate some)
    {
        if (all.Segments.Count != some.Segments.Count || (some.Last.MayBeAbsent && !all.Last.MayBeAbsent)) return false;
        for (int i = 0; i < all.Segments.Count; i++)
        {
            Segment a = all.Segments[i];
            Segment b = some.Segments[i];
            bool covers = (a.Literal, b.Literal) switch
            {
                (not null, _) => a.Literal == b.Literal,
                (null, not null) => !a.IsCatchAll && a.Constraint.Kind != ConstraintKind.Predicate && Overlap.Accepts(a.Constraint, b.Literal),
                _ => a.IsCatchAll == b.IsCatchAll && Overlap.Covers(a.Constraint, b.Constraint),
            };
            if (!covers) return false;
        }

        return true;
    }
}
