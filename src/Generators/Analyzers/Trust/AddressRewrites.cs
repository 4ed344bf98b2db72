using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>
/// Recognizes a question about an address that only leads to the address being written in another way, such as <c>::1</c> as
/// <c>127.0.0.1</c>: nobody gets in by it.
/// </summary>
internal static class AddressRewrites
{
    /// <summary>Whether that is all that depends on the answer.</summary>
    public static bool DependOn(IOperation question)
    {
        for (IOperation operation = question; operation.Parent is { } parent; operation = parent)
        {
            switch (parent)
            {
                case IConditionalOperation { Type: null } choice when choice.Condition == operation:
                    return IsRewrite(choice.WhenTrue) && (choice.WhenFalse is null || OnlyAssigns(choice.WhenFalse, TargetsIn(choice.WhenTrue)));
                case IConditionalOperation choice when choice.Condition == operation:
                    return IsAddress(choice.WhenTrue) && IsVariable(choice.WhenFalse);
                case IConversionOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr }:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether code puts an address that is written out in the place of another one, or returns it, and does nothing else.</summary>
    private static bool IsRewrite(IOperation branch) => branch switch
    {
        IBlockOperation { Operations: { IsEmpty: false } operations } => operations.All(IsRewrite),
        IExpressionStatementOperation { Operation: ISimpleAssignmentOperation assignment } => VariableOf(assignment.Target) is not null && IsAddress(assignment.Value),
        IReturnOperation { ReturnedValue: { } value } => IsAddress(value),
        _ => false,
    };

    /// <summary>Whether code does nothing but give those variables other values, be it under further conditions.</summary>
    private static bool OnlyAssigns(IOperation branch, ICollection<ISymbol> variables) => branch switch
    {
        IBlockOperation block => block.Operations.All(statement => OnlyAssigns(statement, variables)),
        IConditionalOperation choice => OnlyAssigns(choice.WhenTrue, variables) && (choice.WhenFalse is null || OnlyAssigns(choice.WhenFalse, variables)),
        IExpressionStatementOperation { Operation: ISimpleAssignmentOperation assignment } =>
            VariableOf(assignment.Target) is { } variable && variables.Contains(variable),
        _ => false,
    };

    private static HashSet<ISymbol> TargetsIn(IOperation branch) => new(
        branch.DescendantsAndSelf().OfType<ISimpleAssignmentOperation>().Select(assignment => VariableOf(assignment.Target)).OfType<ISymbol>(),
        SymbolEqualityComparer.Default);

    private static bool IsAddress(IOperation? value) => AddressTypes.IsAddressText(value) || AddressTypes.IsLoopback(value);

    private static bool IsVariable(IOperation? value) => value is not null && VariableOf(ValueFlow.Unconverted(value)) is not null;

    private static ISymbol? VariableOf(IOperation? operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };
}
