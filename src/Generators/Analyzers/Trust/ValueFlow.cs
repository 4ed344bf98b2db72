using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>
/// Follows a value through one member: through locals, conversions, text operations and parsing, up to what uses it. It does
/// not look into other methods, nor at what is stored in fields.
/// </summary>
internal sealed class ValueFlow
{
    // Code that people write needs a few dozen.
    private const int MostSteps = 500;

    private static readonly HashSet<string> Transforms = new(StringComparer.Ordinal)
    {
        "ToString", "Trim", "TrimStart", "TrimEnd", "ToLower", "ToLowerInvariant", "ToUpper", "ToUpperInvariant", "Split", "Substring",
        "Replace", "Remove", "AsSpan", "AsMemory", "Slice", "AsEnumerable", "ToArray", "ToList", "Select", "Where", "Reverse", "Skip",
        "SkipLast", "Take", "TakeLast", "First", "FirstOrDefault", "Last", "LastOrDefault", "Single", "SingleOrDefault", "ElementAt",
        "ElementAtOrDefault", "MapToIPv4", "MapToIPv6", "Distinct", "OfType", "Cast", "GetValueOrDefault",
    };

    private static readonly HashSet<string> Conversions = new(StringComparer.Ordinal)
    {
        "Parse", "FromUriComponent", "Concat", "Join", "Format",
    };

    private static readonly HashSet<string> Wrappers = new(StringComparer.Ordinal)
    {
        "HostString", "PathString", "StringValues", "StringSegment", "Uri", "IPEndPoint", "String",
    };

    private readonly BlockVariables variables;
    private readonly Queue<FlowStep> pending = new();
    private readonly HashSet<(IOperation, IOperation?)> seen = [];
    private readonly List<FlowEnd> ends = [];

    private ValueFlow(BlockVariables variables) => this.variables = variables;

    /// <summary>Where the value of a header ends up.</summary>
    public static IReadOnlyList<FlowEnd> Of(HeaderRead read, BlockVariables variables)
    {
        var flow = new ValueFlow(variables);
        if (read.Variable is { } variable)
        {
            foreach (IOperation use in variables.ReadsAfter(variable, read.Value)) flow.Push(new FlowStep(use, ListEnd.First, read.IsSplit, null));
        }
        else if (read.Value is { } value)
        {
            flow.Push(new FlowStep(value, ListEnd.First, read.IsSplit, null));
        }

        for (int steps = 0; flow.pending.Count > 0 && steps < MostSteps; steps++) flow.Advance(flow.pending.Dequeue());
        return flow.ends;
    }

    /// <summary>What a local was declared with, or declared for in a pattern; null for what is no local, or was declared without a value.</summary>
    public static IOperation? InitializerOf(IOperation operation)
    {
        if (operation is not ILocalReferenceOperation { Local: var local }) return null;
        IOperation root = operation;
        while (root.Parent is { } parent) root = parent;
        foreach (IOperation part in root.DescendantsAndSelf())
        {
            switch (part)
            {
                case IVariableDeclaratorOperation declarator when Is(declarator.Symbol):
                    return declarator.Initializer?.Value;
                case IIsPatternOperation test when PatternVariables.Of(test.Pattern).Any(Is):
                    return test.Value;
            }
        }

        return null;

        bool Is(ISymbol declared) => SymbolEqualityComparer.Default.Equals(declared, local);
    }

    /// <summary>What an operation is without the conversions around it.</summary>
    public static IOperation? Unconverted(IOperation? operation)
    {
        while (operation is IConversionOperation conversion) operation = conversion.Operand;
        return operation;
    }

    /// <summary>The variable that an out argument writes.</summary>
    public static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation reference => reference.Local,
        IParameterReferenceOperation reference => reference.Parameter,
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation reference } => reference.Local,
        _ => null,
    };

    private void Push(FlowStep step)
    {
        if (seen.Add((step.Value, step.Leftmost))) pending.Enqueue(step);
    }

    private void End(FlowStep step, IOperation? user) => ends.Add(new FlowEnd(step.Value, user, step.Leftmost));

    private void Advance(FlowStep step)
    {
        IOperation value = step.Value;
        switch (value.Parent)
        {
            case null or IExpressionStatementOperation:
                End(step, null);
                break;
            case IConditionalAccessOperation access when access.Operation == value:
                if (InstanceOf(access) is { } instance) Push(step with { Value = instance });
                else End(step, access);
                break;
            case IConditionalOperation condition when condition.Condition == value:
                End(step, condition);
                break;
            case IConversionOperation or IConditionalAccessOperation or ICoalesceOperation or IConditionalOperation or IArrayCreationOperation
                or IInterpolatedStringOperation:
                Push(step with { Value = value.Parent });
                break;
            case IInterpolationOperation or IArrayInitializerOperation:
                if (value.Parent.Parent is { } whole) Push(step with { Value = whole });
                break;
            case ISwitchExpressionArmOperation { Parent: { } choice } arm when arm.Value == value:
                Push(step with { Value = choice });
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                Push(step with { Value = sum });
                break;
            case IArgumentOperation argument:
                PassTo(argument, step);
                break;
            case IInvocationOperation call when call.Instance == value:
                PassThrough(call, step);
                break;
            case IPropertyReferenceOperation property when property.Instance == value:
                ReadOf(property, step);
                break;
            case IArrayElementReferenceOperation element when element.ArrayReference == value:
                Push(ListEntries.At(step, element, element.Indices.FirstOrDefault()));
                break;
            case IImplicitIndexerReferenceOperation indexer when indexer.Instance == value:
                Push(ListEntries.At(step, indexer, indexer.Argument));
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                Store(declarator.Symbol, value.Parent, step);
                break;
            case IAssignmentOperation assignment when assignment.Value == value:
                Assign(assignment, step);
                break;
            case IIsPatternOperation test when test.Value == value:
                Match(test, step);
                break;
            case IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation item } loop when loop.Collection == value:
                Store(item.Symbol, value, step);
                break;
            default:
                End(step, value.Parent);
                break;
        }
    }

    private void Store(ISymbol variable, IOperation write, FlowStep step)
    {
        bool isUsed = false;
        foreach (IOperation read in variables.ReadsAfter(variable, write))
        {
            Push(step with { Value = read });
            isUsed = true;
        }

        if (!isUsed) End(step, null);
    }

    private void Assign(IAssignmentOperation assignment, FlowStep step)
    {
        switch (assignment.Target)
        {
            case IDiscardOperation:
                End(step, null);
                break;
            case ILocalReferenceOperation local:
                Store(local.Local, assignment, step);
                break;
            case IParameterReferenceOperation { Parameter.RefKind: RefKind.None } parameter:
                Store(parameter.Parameter, assignment, step);
                break;
            default:
                End(step, assignment);
                break;
        }

        if (assignment.Parent is not IExpressionStatementOperation) Push(step with { Value = assignment });
    }

    private void Match(IIsPatternOperation test, FlowStep step)
    {
        End(step, test);
        foreach (ISymbol declared in PatternVariables.Of(test.Pattern)) Store(declared, test.Pattern, step);
    }

    private void ReadOf(IPropertyReferenceOperation property, FlowStep step)
    {
        if (property.Property.IsIndexer && step.Value.Type?.SpecialType != SpecialType.System_String)
            Push(ListEntries.At(step, property, property.Arguments.FirstOrDefault()?.Value));
        else if (property.Property.Name is "Value" or "Host" or "Address" or "Result")
            Push(step with { Value = property });
        else
            End(step, property);
    }

    private void PassTo(IArgumentOperation argument, FlowStep step)
    {
        switch (argument.Parent)
        {
            case IInvocationOperation call when call.TargetMethod.IsExtensionMethod && argument.Parameter?.Ordinal == 0:
                PassThrough(call, step);
                break;
            case IInvocationOperation { TargetMethod: { IsStatic: true, Name: "TryParse" or "TryCreate" } } call:
                foreach (IArgumentOperation other in call.Arguments)
                {
                    if (other.Parameter?.RefKind == RefKind.Out && VariableOf(other.Value) is { } variable) Store(variable, call, step);
                }

                break;
            case IInvocationOperation { TargetMethod.IsStatic: true } call when Conversions.Contains(call.TargetMethod.Name):
                Push(step with { Value = call });
                break;
            case IObjectCreationOperation { Type: { } type } creation when Wrappers.Contains(type.Name):
                Push(step with { Value = creation });
                break;
            default:
                End(step, argument.Parent);
                break;
        }
    }

    private void PassThrough(IInvocationOperation call, FlowStep step)
    {
        foreach (IArgumentOperation argument in call.Arguments)
        {
            // Any(entry => …): the lambda is given the entries.
            if (argument.Value is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.Parameters: { Length: > 0 } parameters } })
            {
                foreach (IOperation use in variables.ReadsAfter(parameters[0], null)) Push(new FlowStep(use, ListEnd.Neither, false, step.Leftmost));
            }
        }

        if (Transforms.Contains(call.TargetMethod.Name)) Push(ListEntries.After(step, call));
        else End(step, call);
    }

    /// <summary>What stands for the value behind the <c>?</c>.</summary>
    private static IOperation? InstanceOf(IConditionalAccessOperation access)
    {
        var inner = new Stack<IOperation>([access.WhenNotNull]);
        while (inner.Count > 0)
        {
            switch (inner.Pop())
            {
                case IConditionalAccessInstanceOperation instance:
                    return instance;
                case IConditionalAccessOperation nested:
                    inner.Push(nested.Operation);
                    break;
                case { } other:
                    foreach (IOperation child in other.ChildOperations) inner.Push(child);
                    break;
            }
        }

        return null;
    }
}
