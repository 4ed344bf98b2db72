using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>
/// Which entry of a list of addresses is taken. Each proxy appends the address that it saw, so that the first entry is what
/// the client sent, and the last ones are the proxies'.
/// </summary>
internal static class ListEntries
{
    private const string IndexOf = "IndexOf";

    /// <summary>After a call that has the list, or its text, as its receiver.</summary>
    public static FlowStep After(FlowStep step, IInvocationOperation call)
    {
        FlowStep same = step with { Value = call };
        switch (call.TargetMethod.Name)
        {
            case "First" or "FirstOrDefault":
                return Take(step, call, ListEnd.First);
            case "Last" or "LastOrDefault":
                return Take(step, call, ListEnd.Last);
            case "ElementAt" or "ElementAtOrDefault":
                return TakeAt(step, call, Arguments(call).FirstOrDefault());
            case "Reverse":
                return same with { Client = Opposite(step.Client) };
            case "Skip" or "TakeLast" when step.Client == ListEnd.First:
            case "SkipLast" or "Take" when step.Client == ListEnd.Last:
                return same with { Client = ListEnd.Neither };
            case "Split":
                return SplitsEntries(call) ? same with { IsSplit = true } : same with { Client = ListEnd.Neither };
            case "Substring" or "AsSpan" or "Remove" or "Slice":
                return Cut(step, call, [.. Arguments(call)]);
            default:
                return same;
        }
    }

    /// <summary>After an indexer: of an array, of a list, or a range of a text.</summary>
    public static FlowStep At(FlowStep step, IOperation access, IOperation? index)
    {
        if (step.Value.Type?.SpecialType != SpecialType.System_String) return TakeAt(step, access, index);
        return ValueFlow.Unconverted(index) is IRangeOperation range && IsZero(range.LeftOperand) && IsUpToComma(range.RightOperand)
            ? Take(step, access, ListEnd.First, isCut: true)
            : step with { Value = access };
    }

    private static FlowStep TakeAt(FlowStep step, IOperation taking, IOperation? index) => ValueFlow.Unconverted(index) switch
    {
        IRangeOperation => step with { Value = taking },
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat, Operand.ConstantValue.Value: 1 } => Take(step, taking, ListEnd.Last),
        { ConstantValue: { HasValue: true, Value: 0 } } => Take(step, taking, ListEnd.First),
        _ => Take(step, taking, ListEnd.Neither),
    };

    private static FlowStep Take(FlowStep step, IOperation taking, ListEnd taken, bool isCut = false)
    {
        if (step.Client == ListEnd.Neither) return step with { Value = taking };

        // A line of a repeated header is still a list of entries.
        ListEnd next = step.IsSplit || isCut ? ListEnd.Neither : ListEnd.First;
        return new FlowStep(taking, next, false, taken == step.Client ? taking : null);
    }

    private static FlowStep Cut(FlowStep step, IInvocationOperation call, IReadOnlyList<IOperation> arguments)
    {
        bool isFirst = call.TargetMethod.Name == "Remove"
            ? arguments.Count == 1 && IsUpToComma(arguments[0])
            : arguments.Count == 2 && IsZero(arguments[0]) && IsUpToComma(arguments[1]);
        if (isFirst) return Take(step, call, ListEnd.First, isCut: true);

        // What follows the last comma is the last entry.
        bool isLast = arguments.Count > 0 && arguments[0].DescendantsAndSelf().Any(part => part is IInvocationOperation { TargetMethod.Name: "LastIndexOf" });
        return isLast ? Take(step, call, ListEnd.Last, isCut: true) : step with { Value = call };
    }

    /// <summary>Entries are separated by commas; other separators take an entry apart. What separators a variable has is not known.</summary>
    private static bool SplitsEntries(IInvocationOperation call)
    {
        if (Arguments(call).FirstOrDefault() is not { } separators) return false;
        bool isKnown = false;
        foreach (IOperation part in separators.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation or IPropertyReferenceOperation
                && !part.ConstantValue.HasValue)
            {
                return true;
            }

            if (HasComma(part)) return true;
            isKnown |= part.ConstantValue is { HasValue: true, Value: char or string };
        }

        return !isKnown;
    }

    private static bool IsUpToComma(IOperation? end) =>
        end is not null && Origin(ValueFlow.Unconverted(end)!).DescendantsAndSelf().Any(part =>
            part is IInvocationOperation { TargetMethod.Name: IndexOf } call && Arguments(call).Any(HasComma));

    private static bool HasComma(IOperation operation) => operation.ConstantValue switch
    {
        { HasValue: true, Value: ',' } => true,
        { HasValue: true, Value: string text } => text.IndexOf(',') >= 0,
        _ => false,
    };

    private static bool IsZero(IOperation? start) => start is null || ValueFlow.Unconverted(start) is { ConstantValue: { HasValue: true, Value: 0 } };

    private static IOperation Origin(IOperation operation) => ValueFlow.InitializerOf(operation) ?? operation;

    /// <summary>What a call is given besides its receiver.</summary>
    private static IEnumerable<IOperation> Arguments(IInvocationOperation call) => call.Arguments
        .Where(argument => !(call.TargetMethod.IsExtensionMethod && argument.Parameter?.Ordinal == 0))
        .OrderBy(argument => argument.Parameter?.Ordinal ?? 0)
        .Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue)
        .Select(argument => argument.Value);

    private static ListEnd Opposite(ListEnd end) => end switch
    {
        ListEnd.First => ListEnd.Last,
        ListEnd.Last => ListEnd.First,
        _ => end,
    };
}
