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
        object? holder = ForwardedOptionsReader.HolderOf(InstanceOf(((IInvocationOperation)lists.Last.Operation).Instance, values));
        return values.Operations.OfType<IConditionalOperation>().Any(conditional =>
            (GivesUp(conditional) || lists.Last.Path.IsUnder(conditional)) && AsksFor(conditional.Condition));

        bool AsksFor(IOperation condition) =>
            condition.DescendantsAndSelf().Any(part => types.IsOption(part) && (holder is null || holder.Equals(ForwardedOptionsReader.HolderOf(InstanceOf(part, values)))))
            || condition.Syntax.DescendantNodesAndSelf().Any(node => sources.Exists(source => SyntaxFactory.AreEquivalent(node, source)));
    }

    private static bool GivesUp(IConditionalOperation conditional) =>
        conditional.Descendants().Any(operation => operation is IThrowOperation or IReturnOperation { IsImplicit: false });

    /// <summary>The options that a list is of.</summary>
    private static IOperation? InstanceOf(IOperation? list, BlockValues values) =>
        list is null ? null : (values.Follow(list) as IPropertyReferenceOperation)?.Instance;
}
