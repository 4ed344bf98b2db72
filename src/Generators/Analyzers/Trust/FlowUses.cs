using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>What the end of a value's way means by itself: asking whether it is there, or writing it to a log.</summary>
internal static class FlowUses
{
    /// <summary>Whether no more is asked than whether there is a value, or where in it something stands.</summary>
    public static bool IsQuestion(FlowEnd end) => end.User switch
    {
        IInvocationOperation { TargetMethod.Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" or "IndexOf" or "LastIndexOf" or "Any" or "Count" } => true,
        IPropertyReferenceOperation { Property.Name: "Count" or "Length" or "HasValue" } => true,
        IBinaryOperation comparison => IsNull(comparison.LeftOperand) || IsNull(comparison.RightOperand),
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } => IsNull(value),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } } => IsNull(value),
        IIsPatternOperation { Pattern: IDeclarationPatternOperation or IRecursivePatternOperation or ITypePatternOperation or IDiscardPatternOperation } => true,
        _ => false,
    };

    /// <summary>Whether the value goes to a log and nowhere else.</summary>
    public static bool IsLogged(FlowEnd end)
    {
        if (end.User is not IInvocationOperation { TargetMethod: var method } call) return false;
        ITypeSymbol? receiver = call.Instance?.Type ?? method.Parameters.FirstOrDefault()?.Type;
        return method.ContainingType?.Name == "LoggerExtensions"
            || (receiver is not null && (IsLogger(receiver) || receiver.AllInterfaces.Any(IsLogger)))
            || method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "LoggerMessageAttribute");
    }

    private static bool IsLogger(ITypeSymbol type) =>
        type is { Name: "ILogger", ContainingNamespace: { Name: "Logging", ContainingNamespace.Name: "Extensions" } };

    private static bool IsNull(IOperation operation) => ValueFlow.Unconverted(operation) is { ConstantValue: { HasValue: true, Value: null } };
}
