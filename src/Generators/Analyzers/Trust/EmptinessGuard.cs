using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>
/// Finds out whether code that fills cleared lists in a loop makes sure of there being something to fill them with: it throws
/// otherwise, or clears them only then. To return behind the Clears leaves them empty, and is no guard.
/// </summary>
internal static class EmptinessGuard
{
    public static bool Of(EmptyLists lists, BlockValues values, ForwardedOptionsTypes types)
    {
        if (lists.MaybeAdded.Count == 0) return false;
        List<SyntaxNode> sources =
        [
            .. lists.MaybeAdded.Select(added => added.Path.Loop).OfType<IForEachLoopOperation>()
                .Select(loop => BlockValues.Unconverted(loop.Collection).Syntax),
        ];
        object? holder = ForwardedOptionsReader.HolderOf(InstanceOf(((IInvocationOperation)lists.Last.Operation).Instance, values));
        return values.Operations.OfType<IConditionalOperation>().Any(conditional =>
            lists.Last.Path.IsUnder(conditional) ? AsksForSource(conditional.Condition)
            : conditional.Descendants().Any(operation => operation is IThrowOperation)
                ? AsksForSource(conditional.Condition) || (Follows(conditional, lists.Last.Operation) && AsksForLists(conditional.Condition))
            : conditional.Descendants().Any(operation => operation is IReturnOperation { IsImplicit: false })
                && Follows(lists.First.Operation, conditional) && AsksForSource(conditional.Condition));

        bool AsksForLists(IOperation condition) => condition.DescendantsAndSelf().Any(part =>
            types.IsOption(part)
            && part is IPropertyReferenceOperation { Property.Name: "KnownProxies" or "KnownNetworks" or "KnownIPNetworks" }
            && (holder is null || holder.Equals(ForwardedOptionsReader.HolderOf(InstanceOf(part, values)))));

        bool AsksForSource(IOperation condition) =>
            condition.Syntax.DescendantNodesAndSelf().Any(node => sources.Exists(source => SyntaxFactory.AreEquivalent(node, source)));
    }

    private static bool Follows(IOperation operation, IOperation other) => operation.Syntax.SpanStart > other.Syntax.SpanStart;

    /// <summary>The options that a list is of.</summary>
    private static IOperation? InstanceOf(IOperation? list, BlockValues values) =>
        list is null ? null : (values.Follow(list) as IPropertyReferenceOperation)?.Instance;
}
