using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Recognizes code that runs only after the peer of the connection has been looked up: what is read there may be believed.</summary>
internal static class PeerCheck
{
    // Half-typed code may declare a local by itself.
    private const int MostDepth = 16;

    /// <summary>Whether an operation runs only if a check of the peer went well.</summary>
    public static bool Guards(IOperation operation)
    {
        for (IOperation child = operation; child.Parent is { } parent; child = parent)
        {
            bool isGuarded = parent switch
            {
                IConditionalOperation choice when choice.WhenTrue == child => Implies(choice.Condition, true),
                IConditionalOperation choice when choice.WhenFalse == child => Implies(choice.Condition, false),
                IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when both.RightOperand == child => Implies(both.LeftOperand, true),
                IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when either.RightOperand == child => Implies(either.LeftOperand, false),
                IBlockOperation block => block.Operations.TakeWhile(statement => statement != child).Any(LeavesUnchecked),
                _ => false,
            };
            if (isGuarded) return true;
        }

        return false;
    }

    /// <summary><c>if (!proxies.Contains(peer)) return;</c></summary>
    private static bool LeavesUnchecked(IOperation statement) =>
        statement is IConditionalOperation { WhenTrue: { } branch } choice && Leaves(branch) && Implies(choice.Condition, false);

    private static bool Leaves(IOperation branch) => branch switch
    {
        IBlockOperation { Operations: { IsEmpty: false } operations } => Leaves(operations[operations.Length - 1]),
        IReturnOperation or IBranchOperation or IThrowOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        _ => false,
    };

    /// <summary>Whether the peer has been found good where a condition has an outcome.</summary>
    private static bool Implies(IOperation condition, bool outcome, int depth = 0) => depth < MostDepth && condition switch
    {
        IConversionOperation conversion => Implies(conversion.Operand, outcome, depth + 1),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Implies(not.Operand, !outcome, depth + 1),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => outcome
            ? Implies(both.LeftOperand, true, depth + 1) || Implies(both.RightOperand, true, depth + 1)
            : Implies(both.LeftOperand, false, depth + 1) && Implies(both.RightOperand, false, depth + 1),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => outcome
            ? Implies(either.LeftOperand, true, depth + 1) && Implies(either.RightOperand, true, depth + 1)
            : Implies(either.LeftOperand, false, depth + 1) || Implies(either.RightOperand, false, depth + 1),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison =>
            ImpliesByComparing(comparison, comparison.OperatorKind == BinaryOperatorKind.Equals ? outcome : !outcome, depth),
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool expected } } } test =>
            outcome && Implies(test.Value, expected, depth + 1),
        ICoalesceOperation { WhenNull.ConstantValue: { HasValue: true, Value: bool instead } } coalesced => instead != outcome && Implies(coalesced.Value, outcome, depth + 1),
        IConditionalAccessOperation access => Implies(access.WhenNotNull, outcome, depth + 1),
        IInvocationOperation call => outcome && (IsAskedOfPeer(call) || PeerQuestions.IsAskedBy(call)),
        ILocalReferenceOperation local => ValueFlow.InitializerOf(local) is { } value && Implies(value, outcome, depth + 1),
        _ => false,
    };

    private static bool ImpliesByComparing(IBinaryOperation comparison, bool isEqual, int depth)
    {
        if (comparison.RightOperand.ConstantValue is { HasValue: true, Value: bool expected })
            return Implies(comparison.LeftOperand, isEqual == expected, depth + 1);
        if (IsNull(comparison.LeftOperand) || IsNull(comparison.RightOperand)) return false;
        return isEqual && (ConnectionFacts.IsPeer(comparison.LeftOperand) || ConnectionFacts.IsPeer(comparison.RightOperand));
    }

    private static bool IsAskedOfPeer(IInvocationOperation call) =>
        call.Type?.SpecialType == SpecialType.System_Boolean
        && (ConnectionFacts.IsPeer(call.Instance) || call.Arguments.Any(argument => ConnectionFacts.IsPeer(argument.Value)))
        && !call.Arguments.Any(argument => IsNull(argument.Value));

    private static bool IsNull(IOperation operation) => ValueFlow.Unconverted(operation) is { ConstantValue: { HasValue: true, Value: null } };
}
