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
            if (all[i].steps.IsEmpty || BranchesOf(all[i].steps[0].Owner) is not { Count: > 0 } branches) continue;
            IOperation owner = all[i].steps[0].Owner;
            HashSet<int> taken = [.. all.Take(i + 1).Where(path => !path.steps.IsEmpty && path.steps[0].Owner == owner).Select(path => path.steps[0].Branch)];
            if (branches.All(branch => taken.Contains(branch.Number) || Throws(branch.Body))) all.Add(new CodePath(all[i].steps.RemoveAt(0), isInDebugBuild: false));
        }

        return false;
    }

    /// <summary>Whether a decision keeps the code from running.</summary>
    public bool IsAvoidedIn(EmptyCase empty) =>
        steps.Any(step => step.Owner is IConditionalOperation conditional && empty.Value(conditional.Condition) == (step.Branch != 0));

    /// <summary>Whether the code runs where the other does, because all other decisions are known.</summary>
    public bool IsTakenIn(EmptyCase empty, CodePath other) => steps.All(step =>
        other.steps.Contains(step) || (step.Owner is IConditionalOperation conditional && empty.Value(conditional.Condition) == (step.Branch == 0)));

    /// <summary>Whether the two stand in different branches of one decision.</summary>
    public bool Excludes(CodePath other) =>
        steps.Any(step => other.steps.Any(otherStep => otherStep.Owner == step.Owner && otherStep.Branch != step.Branch));

    /// <summary>All branches of a decision one of which is always taken; none where there may be no such branch.</summary>
    private static List<(int Number, IOperation Body)> BranchesOf(IOperation owner) => owner switch
    {
        IConditionalOperation { WhenFalse: { } otherwise } conditional => [(0, conditional.WhenTrue), (1, otherwise)],
        ISwitchOperation decision when decision.Cases.Any(section => section.Clauses.Any(clause => clause is IDefaultCaseClauseOperation)) =>
            [.. decision.Cases.Select(section => (NumberOf(decision, section), (IOperation)section))],
        ISwitchExpressionOperation decision => [.. decision.Arms.Select(arm => (NumberOf(decision, arm), arm.Value))],
        _ => [],
    };

    private static int NumberOf(IOperation decision, IOperation branch) => decision.ChildOperations.ToList().IndexOf(branch);

    private static bool Throws(IOperation body) => BlockValues.Unconverted(body) switch
    {
        IThrowOperation => true,
        IExpressionStatementOperation statement => Throws(statement.Operation),
        IBlockOperation block => block.Operations.Any(Throws),
        ISwitchCaseOperation section => section.Body.Any(Throws),
        _ => false,
    };

    private static (IOperation Owner, int Branch)? StepOf(IOperation parent, IOperation child, ForwardedOptionsTypes types) => parent switch
    {
        IConditionalOperation conditional when child == conditional.WhenTrue => (parent, 0),
        IConditionalOperation conditional when child == conditional.WhenFalse => (parent, 1),
        IForEachLoopOperation loop when child == loop.Body => HasElements(loop.Collection) ? null : (parent, 0),
        ILoopOperation loop when child == loop.Body => (parent, 0),
        ISwitchCaseOperation { Parent: { } decision } => (decision, NumberOf(decision, parent)),
        ISwitchExpressionArmOperation { Parent: { } decision } => (decision, NumberOf(decision, parent)),
        ICoalesceOperation either when child == either.WhenNull => (parent, 0),
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
