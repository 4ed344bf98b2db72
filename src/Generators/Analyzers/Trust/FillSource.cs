using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>What a list is filled from: the collection of a loop, and what that is made from.</summary>
internal static class FillSource
{
    // A local can be made from itself, in code that does not compile.
    private const int MostParts = 32;

    /// <summary>The collections of the loops around an addition, innermost first.</summary>
    public static IEnumerable<IOperation> Of(IOperation addition)
    {
        for (IOperation? outer = addition.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case IForEachLoopOperation loop:
                    yield return loop.Collection;
                    break;
                case IForLoopOperation { Condition: { } condition }:
                    foreach (IOperation part in condition.DescendantsAndSelf())
                    {
                        if (CountedBy(part) is { } counted) yield return counted;
                    }

                    break;
                case IInvocationOperation { TargetMethod.Name: "ForEach" } call when ReceiverOf(call) is { } receiver:
                    yield return receiver;
                    break;
            }
        }
    }

    /// <summary>A collection and all that it is made from such that it is empty when that is. What goes through Where is not.</summary>
    public static IEnumerable<IOperation> Behind(IOperation collection, BlockValues values)
    {
        IOperation? current = BlockValues.Unconverted(collection);
        for (int i = 0; i < MostParts && current is not null; i++)
        {
            yield return current;
            IOperation? next = current switch
            {
                ILocalReferenceOperation => values.Follow(current),
                ICoalesceOperation either => either.Value,
                IConditionalAccessOperation access => access.WhenNotNull,
                IConditionalAccessInstanceOperation instance => AccessedBy(instance),
                IInvocationOperation
                {
                    TargetMethod.Name: "Select" or "Split" or "ToArray" or "ToList" or "ToHashSet" or "Distinct" or "AsEnumerable" or "Order" or "OrderBy" or "Reverse" or "Trim",
                } call => ReceiverOf(call),
                _ => null,
            };
            next = next is null ? null : BlockValues.Unconverted(next);
            current = next == current ? null : next;
        }
    }

    /// <summary>The collection whose number of elements an expression is; null for another expression.</summary>
    public static IOperation? CountedBy(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property.Name: "Length" or "Count", Instance: { } counted } => counted,
        IInvocationOperation { TargetMethod.Name: "Count" or "LongCount" } call => ReceiverOf(call),
        _ => null,
    };

    /// <summary>What a method is called on, be it an extension or <c>Array.ForEach</c>.</summary>
    public static IOperation? ReceiverOf(IInvocationOperation call) => call.Instance ?? BlockValues.ArgumentOf(call.Arguments, 0);

    /// <summary>What stands before the <c>?.</c>.</summary>
    private static IOperation? AccessedBy(IConditionalAccessInstanceOperation instance)
    {
        IOperation child = instance;
        for (IOperation? outer = instance.Parent; outer is not null; child = outer, outer = outer.Parent)
        {
            if (outer is IConditionalAccessOperation access && access.WhenNotNull == child) return access.Operation;
        }

        return null;
    }
}
