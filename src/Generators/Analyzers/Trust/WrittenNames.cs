using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>
/// The names that an expression may stand for, where they are written in the code: a constant, what a local or a field begins with, and
/// what a loop or a lambda is given one by one.
/// </summary>
internal static class WrittenNames
{
    // Half-typed code may declare a local by itself.
    private const int MostDepth = 16;

    /// <summary>Empty where none is known.</summary>
    public static IReadOnlyList<string> Of(IOperation key) => ValueFlow.Unconverted(key) switch
    {
        { ConstantValue: { HasValue: true, Value: string text } } => [text],
        ILocalReferenceOperation local when CollectionOf(local) is { } names => In(names),
        ILocalReferenceOperation local => ValueFlow.InitializerOf(local)?.ConstantValue is { HasValue: true, Value: string text } ? [text] : [],
        IParameterReferenceOperation parameter when CollectionOf(parameter) is { } names => In(names),
        IFieldReferenceOperation field => [.. InitializersOf(field.Field).Select(value => TextOf(value, field)).OfType<string>()],
        _ => [],
    };

    /// <summary>What a loop goes through whose variable a local is; null for another local.</summary>
    private static IOperation? CollectionOf(ILocalReferenceOperation local)
    {
        for (IOperation? around = local.Parent; around is not null; around = around.Parent)
        {
            if (around is IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation item } loop
                && SymbolEqualityComparer.Default.Equals(item.Symbol, local.Local))
            {
                return loop.Collection;
            }
        }

        return null;
    }

    /// <summary>What is asked with a lambda whose first parameter it is: <c>names.Select(name => …)</c>.</summary>
    private static IOperation? CollectionOf(IParameterReferenceOperation parameter)
    {
        if (parameter.Parameter.Ordinal != 0) return null;
        for (IOperation? around = parameter.Parent; around is not null; around = around.Parent)
        {
            if (around is not IAnonymousFunctionOperation { Symbol: var lambda } || !SymbolEqualityComparer.Default.Equals(lambda, parameter.Parameter.ContainingSymbol))
                continue;
            return around.Parent is IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation call } }
                ? call.Instance ?? call.Arguments[0].Value
                : null;
        }

        return null;
    }

    private static IReadOnlyList<string> In(IOperation collection, int depth = 0)
    {
        if (depth == MostDepth) return [];
        return ValueFlow.Unconverted(collection) switch
        {
            ILocalReferenceOperation local => ValueFlow.InitializerOf(local) is { } value ? In(value, depth + 1) : [],
            IFieldReferenceOperation field => [.. InitializersOf(field.Field).SelectMany(ElementsOf).Select(element => TextOf(element, field)).OfType<string>()],
            { Syntax: ExpressionSyntax written } operation => [.. ElementsOf(written).Select(element => TextOf(element, operation)).OfType<string>()],
            _ => [],
        };
    }

    private static IEnumerable<ExpressionSyntax> InitializersOf(IFieldSymbol field) => field.DeclaringSyntaxReferences
        .Select(reference => (reference.GetSyntax() as VariableDeclaratorSyntax)?.Initializer?.Value)
        .OfType<ExpressionSyntax>();

    private static IEnumerable<ExpressionSyntax> ElementsOf(ExpressionSyntax collection) => collection switch
    {
        CollectionExpressionSyntax list => list.Elements.OfType<ExpressionElementSyntax>().Select(element => element.Expression),
        ArrayCreationExpressionSyntax { Initializer: { } elements } => elements.Expressions,
        ImplicitArrayCreationExpressionSyntax { Initializer: { } elements } => elements.Expressions,
        BaseObjectCreationExpressionSyntax { Initializer: { } elements } => elements.Expressions,
        InitializerExpressionSyntax elements => elements.Expressions,
        _ => [],
    };

    /// <summary>A literal; a constant too where it is written in the same file as what asks for it.</summary>
    private static string? TextOf(ExpressionSyntax element, IOperation asking)
    {
        if (element.IsKind(SyntaxKind.StringLiteralExpression)) return ((LiteralExpressionSyntax)element).Token.ValueText;
        return element.SyntaxTree == asking.Syntax.SyntaxTree ? asking.SemanticModel?.GetConstantValue(element).Value as string : null;
    }
}
