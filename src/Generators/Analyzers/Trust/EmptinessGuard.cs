using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>
/// Finds out whether code that fills cleared lists in a loop makes sure of there being something to fill them with: it gives
/// up otherwise, or clears them only then.
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
        return values.Operations.OfType<IConditionalOperation>().Any(conditional =>
            (GivesUp(conditional) || lists.Last.Path.IsUnder(conditional)) && AsksFor(conditional.Condition, sources, types));
    }

    private static bool GivesUp(IConditionalOperation conditional) =>
        conditional.Descendants().Any(operation => operation is IThrowOperation or IReturnOperation { IsImplicit: false });

    private static bool AsksFor(IOperation condition, List<SyntaxNode> sources, ForwardedOptionsTypes types) =>
        condition.DescendantsAndSelf().Any(types.IsOption)
        || condition.Syntax.DescendantNodesAndSelf().Any(node => sources.Exists(source => SyntaxFactory.AreEquivalent(node, source)));
}
