using Gatehouse.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Finds where a value decides who gets in, or whose requests are counted.</summary>
internal static class SecurityDecisions
{
    /// <summary>The operation that decides by a value of a header; null where the end of its way decides nothing.</summary>
    public static IOperation? Of(FlowEnd end, ForwardedFact fact)
    {
        // A host or a scheme in a list of allowed ones is being checked, which is right; an address is not.
        bool isIdentity = fact is ForwardedFact.Address or ForwardedFact.Other;
        bool decides = end.User switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison =>
                ComparesAddress(end.Value, comparison.LeftOperand == end.Value ? comparison.RightOperand : comparison.LeftOperand),
            IIsPatternOperation test => test.Pattern.DescendantsAndSelf().Any(AddressTypes.IsAddressText),
            ISwitchOperation choice => choice.Cases.SelectMany(section => section.Clauses).Any(clause => clause.ChildOperations.Any(HasAddressText)),
            ISwitchExpressionOperation choice => choice.Arms.Any(arm => HasAddressText(arm.Pattern)),
            IInvocationOperation call => Compares(end.Value, call) || (isIdentity && (IsLookup(end.Value, call) || IsKey(end.Value, call))),
            _ => false,
        };
        if (decides) return AddressRewrites.DependOn(end.User!) ? null : end.User;
        return end.User is not null && !FlowUses.IsQuestion(end) && GrantsAuthorization(end.User) ? end.User : null;
    }

    private static bool HasAddressText(IOperation pattern) => pattern.DescendantsAndSelf().Any(AddressTypes.IsAddressText);

    private static bool ComparesAddress(IOperation value, IOperation? other)
    {
        if (AddressTypes.IsAddressText(other)) return true;
        return AddressTypes.IsAddress(value.Type)
            && ValueFlow.Unconverted(other) is IFieldReferenceOperation or IPropertyReferenceOperation or IInvocationOperation;
    }

    private static bool Compares(IOperation value, IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Equals" or "StartsWith" or "EndsWith" or "Contains" or "SequenceEqual" or "Compare" or "CompareOrdinal" or "CompareTo" =>
            Others(value, call).Any(other => ComparesAddress(value, other)),
        "IsLoopback" => AddressTypes.IsAddress(call.TargetMethod.ContainingType),
        _ => false,
    };

    /// <summary>Whether a set, a list, a dictionary or a network is asked for the value.</summary>
    private static bool IsLookup(IOperation value, IInvocationOperation call)
    {
        if (call.TargetMethod.Name is not ("Contains" or "ContainsKey" or "BinarySearch") || IsReceiver(value, call)) return false;
        ITypeSymbol? receiver = ReceiverOf(call)?.Type;
        return receiver?.SpecialType != SpecialType.System_String && receiver?.Name is not ("StringValues" or "ReadOnlySpan" or "Span");
    }

    private static bool IsKey(IOperation value, IInvocationOperation call)
    {
        string? parameter = call.Arguments.FirstOrDefault(argument => argument.Value == value)?.Parameter?.Name;
        return parameter switch
        {
            "partitionKey" => call.TargetMethod.ContainingType?.Name == "RateLimitPartition",
            "key" => ReceiverOf(call)?.Type is { } type
                && (IsCache(type) || type.AllInterfaces.Any(IsCache) || IsCache(call.TargetMethod.ContainingType)),
            _ => false,
        };
    }

    private static bool IsCache(ITypeSymbol? type) => type?.Name is "IMemoryCache" or "IDistributedCache" or "HybridCache";

    /// <summary>Whether what a value was asked leads to the success of an authorization handler.</summary>
    private static bool GrantsAuthorization(IOperation question)
    {
        for (IOperation operation = question; operation.Parent is { } parent; operation = parent)
        {
            if (parent is IConditionalOperation choice)
                return choice.Condition == operation && choice.ChildOperations.Any(branch => branch != operation && Succeeds(branch));
            if (parent is IBlockOperation) return false;
        }

        return false;
    }

    private static bool Succeeds(IOperation branch) => branch.DescendantsAndSelf().Any(operation =>
        operation is IInvocationOperation { TargetMethod: { Name: "Succeed", ContainingType.Name: "AuthorizationHandlerContext" } });

    private static IEnumerable<IOperation> Others(IOperation value, IInvocationOperation call)
    {
        if (call.Instance is { } instance && instance != value) yield return instance;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Value != value) yield return argument.Value;
        }
    }

    private static bool IsReceiver(IOperation value, IInvocationOperation call) => ReceiverOf(call) == value;

    private static IOperation? ReceiverOf(IInvocationOperation call) =>
        ValueFlow.Unconverted(call.Instance ?? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value);
}
