using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>
/// Finds out whether code that fills cleared lists in a loop makes sure of there being something to fill them with: it throws
/// where there is nothing, or clears them only otherwise. To return behind the Clears leaves them empty, and is no guard.
/// </summary>
internal static class EmptinessGuard
{
    public static bool Of(EmptyLists lists, BlockValues values, ForwardedOptionsTypes types)
    {
        if (lists.MaybeAdded.Count == 0) return false;
        List<List<IOperation>> chains =
        [
            .. lists.MaybeAdded.SelectMany(added => FillSource.Of(added.Operation)).Select(filled => FillSource.Behind(filled, values).ToList()),
        ];
        List<IOperation> sources = [.. chains.SelectMany(chain => chain)];

        // A loop over null throws, but not one over (list ?? []).
        List<IOperation> nulls = [.. chains.SelectMany(chain => chain.SkipWhile(part => part is not ICoalesceOperation).Skip(1))];
        object? holder = ForwardedOptionsReader.HolderOf(InstanceOf(((IInvocationOperation)lists.Last.Operation).Instance, values));
        return IsGuarded(new EmptyCase(sources, IsList, values, [])) && (nulls.Count == 0 || IsGuarded(new EmptyCase(sources, IsList, values, nulls)));

        bool IsList(IOperation mention, IOperation part) =>
            types.IsOption(part)
            && part is IPropertyReferenceOperation { Property.Name: "KnownProxies" or "KnownNetworks" or "KnownIPNetworks" }
            && Follows(mention, lists.Last.Operation)
            && (holder is null || holder.Equals(ForwardedOptionsReader.HolderOf(InstanceOf(part, values))));

        bool IsGuarded(EmptyCase nothing) =>
            lists.First.Path.IsAvoidedIn(nothing) || lists.Last.Path.IsAvoidedIn(nothing) || values.Operations.Any(operation => Ends(operation, nothing));

        bool Ends(IOperation operation, EmptyCase nothing) => operation switch
        {
            IThrowOperation => IsReached(operation, nothing, isAlways: false),
            IReturnOperation { IsImplicit: false } =>
                Follows(lists.First.Operation, operation) && IsInFunctionOf(operation, lists.First.Operation) && IsReached(operation, nothing, isAlways: false),
            IInvocationOperation call when nothing.Throws(call) is { } throws => throws && IsReached(call, nothing, isAlways: true),
            IInvocationOperation call => NeverReturns(call.TargetMethod) && IsReached(call, nothing, isAlways: false),
            _ => false,
        };

        // What nothing decides on is the end of the program, for one.
        bool IsReached(IOperation operation, EmptyCase nothing, bool isAlways)
        {
            CodePath path = CodePath.Of(operation, types);
            return path.IsTakenIn(nothing, lists.Last.Path) && (isAlways || !path.Covers(lists.Last.Path));
        }
    }

    /// <summary>Whether the function that code belongs to has other code in it too.</summary>
    private static bool IsInFunctionOf(IOperation operation, IOperation other)
    {
        IOperation? function = operation;
        while (function is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation)) function = function.Parent;
        return function is null || function.Syntax.Span.Contains(other.Syntax.Span);
    }

    private static bool Follows(IOperation operation, IOperation other) => operation.Syntax.SpanStart > other.Syntax.SpanStart;

    /// <summary>The options that a list is of.</summary>
    private static IOperation? InstanceOf(IOperation? list, BlockValues values) =>
        list is null ? null : (values.Follow(list) as IPropertyReferenceOperation)?.Instance;

    private static bool NeverReturns(IMethodSymbol method) => method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "DoesNotReturnAttribute");
}
