using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>What decides whether a piece of code runs: the branches, loops and functions around it, innermost first.</summary>
internal sealed class CodePath
{
    private readonly ImmutableArray<(IOperation Owner, int Branch)> steps;

    private CodePath(ImmutableArray<(IOperation Owner, int Branch)> steps, bool isInDebugBuild)
    {
        this.steps = steps;
        IsOfDevelopment = isInDebugBuild || steps.Any(step => step.Owner is IConditionalOperation conditional
            && IsDevelopment(conditional.Condition, step.Branch == 0));
    }

    /// <summary>Under <c>env.IsDevelopment()</c> or <c>#if DEBUG</c>.</summary>
    public bool IsOfDevelopment { get; }

    /// <summary>The loop that runs the code any number of times, none included.</summary>
    public IForEachLoopOperation? Loop => steps.Select(step => step.Owner).OfType<IForEachLoopOperation>().FirstOrDefault();

    public static CodePath Of(IOperation operation, ForwardedOptionsTypes types)
    {
        ImmutableArray<(IOperation, int)>.Builder steps = ImmutableArray.CreateBuilder<(IOperation, int)>();
        for (IOperation child = operation; child.Parent is { } parent; child = parent)
        {
            if (StepOf(parent, child, types) is { } step) steps.Add(step);
        }

        return new CodePath(steps.ToImmutable(), IsInDebugBuild(operation.Syntax));
    }

    /// <summary>The path of what stands here, but is run by others, if at all.</summary>
    public static CodePath Maybe(IOperation operation, ForwardedOptionsTypes types) =>
        new(Of(operation, types).steps.Add((operation, 0)), isInDebugBuild: false);

    /// <summary>Whether this runs wherever the other does.</summary>
    public bool Covers(CodePath other) => steps.All(step => other.steps.Contains(step));

    /// <summary>Whether one of the paths runs wherever this does: by itself, or because there is one for each branch of a decision.</summary>
    public bool IsCoveredBy(IEnumerable<CodePath> paths)
    {
        List<CodePath> all = [.. paths];
        for (int i = 0; i < all.Count; i++)
        {
            if (all[i].Covers(this)) return true;
            if (all[i].steps.IsEmpty || all[i].steps[0] is not { Owner: IConditionalOperation owner, Branch: var branch }) continue;
            if (all.Take(i).Any(other => !other.steps.IsEmpty && other.steps[0].Owner == owner && other.steps[0].Branch != branch))
                all.Add(new CodePath(all[i].steps.RemoveAt(0), isInDebugBuild: false));
        }

        return false;
    }

    /// <summary>Whether the two stand in different branches of one decision.</summary>
    public bool Excludes(CodePath other) =>
        steps.Any(step => other.steps.Any(otherStep => otherStep.Owner == step.Owner && otherStep.Branch != step.Branch));

    public bool IsUnder(IOperation owner) => steps.Any(step => step.Owner == owner);

    private static (IOperation Owner, int Branch)? StepOf(IOperation parent, IOperation child, ForwardedOptionsTypes types) => parent switch
    {
        IConditionalOperation conditional when child == conditional.WhenTrue => (parent, 0),
        IConditionalOperation conditional when child == conditional.WhenFalse => (parent, 1),
        IForEachLoopOperation loop when child == loop.Body => HasElements(loop.Collection) ? null : (parent, 0),
        ILoopOperation loop when child == loop.Body => (parent, 0),
        ISwitchCaseOperation { Parent: { } decision } => (decision, decision.ChildOperations.ToList().IndexOf(parent)),
        ISwitchExpressionArmOperation { Parent: { } decision } => (decision, decision.ChildOperations.ToList().IndexOf(parent)),
        ICatchClauseOperation { Parent: ITryOperation } => (parent, 0),
        IAnonymousFunctionOperation function => types.IsConfiguration(function.Symbol) ? null : (parent, 0),
        ILocalFunctionOperation => (parent, 0),
        _ => null,
    };

    /// <summary>An array or collection that is written out, with something in it.</summary>
    private static bool HasElements(IOperation collection)
    {
        IOperation written = BlockValues.Unconverted(collection);
        return written is IArrayCreationOperation { Initializer.ElementValues.IsEmpty: false }
            || written.Syntax is CollectionExpressionSyntax { Elements: var elements } && elements.Any(SyntaxKind.ExpressionElement);
    }

    private static bool IsDevelopment(IOperation condition, bool value) => BlockValues.Unconverted(condition) switch
    {
        IInvocationOperation { TargetMethod.Name: "IsDevelopment" } => value,
        IInvocationOperation { TargetMethod.Name: "IsEnvironment" } call =>
            value && call.Arguments.Any(argument => argument.Value.ConstantValue is { HasValue: true, Value: "Development" }),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => IsDevelopment(not.Operand, !value),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when value =>
            IsDevelopment(both.LeftOperand, true) || IsDevelopment(both.RightOperand, true),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when !value =>
            IsDevelopment(either.LeftOperand, false) || IsDevelopment(either.RightOperand, false),
        _ => false,
    };

    private static bool IsInDebugBuild(SyntaxNode node)
    {
        SyntaxNode root = node.SyntaxTree.GetRoot();
        if (!root.ContainsDirectives) return false;
        for (DirectiveTriviaSyntax? directive = root.GetFirstDirective(); directive is not null; directive = directive.GetNextDirective())
        {
            if (directive is not IfDirectiveTriviaSyntax { Condition: IdentifierNameSyntax { Identifier.ValueText: "DEBUG" } }) continue;
            DirectiveTriviaSyntax? end = directive.GetRelatedDirectives().FirstOrDefault(related => related.SpanStart > directive.SpanStart);
            if (node.SpanStart > directive.SpanStart && (end is null || node.SpanStart < end.SpanStart)) return true;
        }

        return false;
    }
}
