using System.Globalization;
using Gatehouse.Generators.Routing;

namespace Gatehouse.Generators.Emitting;

/// <summary>The test of a constraint on the local called <c>segment</c>.</summary>
internal static class ConstraintTest
{
    public static string Of(Constraint constraint) => constraint.Kind switch
    {
        ConstraintKind.None => "IsValue(segment)",
        ConstraintKind.Predicate => $"IsValue(segment) && {constraint.Method}(segment)",
        ConstraintKind.Range => $"IsInRange(segment, {Number(constraint.Least)}, {Number(constraint.Greatest)})",
        ConstraintKind.Length => $"IsValue(segment) && HasLength(segment, {Number(constraint.Least)}, {Number(constraint.Greatest)})",
        _ => $"Is{constraint.Kind}(segment)",
    };

    // The least of all numbers has no literal of its own.
    private static string Number(long value) =>
        value == long.MinValue ? "long.MinValue" : value.ToString(CultureInfo.InvariantCulture);
}
