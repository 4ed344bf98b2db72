using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Gatehouse.CodeFixes;

/// <summary>GH1011: has an app that clears the lists not start when nothing was there to be added to them.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RequireKnownPeerFix))]
public sealed class RequireKnownPeerFix : CodeFixProvider
{
    private const string Proxies = "KnownProxies";
    private const string Networks = "KnownIPNetworks";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ForwardedOptionsRules.ProxyListsCleared.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => DocumentChange.RegisterAsync(context, nameof(RequireKnownPeerFix), Change);

    private static DocumentChange? Change(SyntaxNode root, SyntaxNode last, Diagnostic diagnostic)
    {
        // The first Clear, and the last of what adds to the lists on some ways.
        if (diagnostic.AdditionalLocations.Count != 2 || diagnostic.AdditionalLocations.Any(location => location.SourceTree != diagnostic.Location.SourceTree))
            return null;
        SyntaxNode first = DocumentChange.NodeAt(root, diagnostic.AdditionalLocations[0]);
        SyntaxNode added = DocumentChange.NodeAt(root, diagnostic.AdditionalLocations[1]);
        if (ListOf(last) is not { } list
            || !IsOfSame(list, ListOf(first))
            || !IsOfSame(list, ListOf(added))
            || BehindAll([first, last, added]) is not { } statement)
        {
            return null;
        }

        string options = list.Expression.WithoutTrivia().ToString();
        StatementSyntax guard = SyntaxFactory.ParseStatement(
            $"if ({options}.{Proxies}.Count == 0 && {options}.{NetworksIn(statement.Parent!)}.Count == 0) "
            + "throw new global::System.InvalidOperationException(\"No proxy is configured.\");");
        NameSyntax exception = guard.DescendantNodes().OfType<NameSyntax>().First(name => name.Parent is ObjectCreationExpressionSyntax);
        guard = guard.ReplaceNode(exception, exception.WithAdditionalAnnotations(Simplifier.Annotation));
        return new DocumentChange("Throw when no proxy is configured", Insertion.After(root, statement, guard));
    }

    /// <summary>The list that a Clear or an Add belongs to, as in <c>options.KnownProxies.Clear()</c>; null where it is not said that way.</summary>
    private static MemberAccessExpressionSyntax? ListOf(SyntaxNode use)
    {
        ExpressionSyntax? method = use is InvocationExpressionSyntax call ? call.Expression : use as ExpressionSyntax;
        return (method as MemberAccessExpressionSyntax)?.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax } list
            ? list
            : null;
    }

    private static bool IsOfSame(MemberAccessExpressionSyntax list, MemberAccessExpressionSyntax? other) =>
        other is not null && SyntaxFactory.AreEquivalent(list.Expression, other.Expression);

    /// <summary>The last of the statements, in the innermost block that has them all, in which these are; null where that is in several functions.</summary>
    private static SyntaxNode? BehindAll(SyntaxNode[] uses)
    {
        SyntaxNode? statement = uses[2].Ancestors().FirstOrDefault(ancestor =>
            ancestor is StatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax } or GlobalStatementSyntax
            && uses.All(use => ancestor.Parent!.Span.Contains(use.Span)));
        if (statement?.Parent is not { } block || uses.Take(2).Any(clear => FunctionOf(clear) != FunctionOf(statement))) return null;
        return uses.Select(use => use.Ancestors().First(ancestor => ancestor.Parent == block)).OrderBy(each => each.SpanStart).Last();
    }

    private static SyntaxNode? FunctionOf(SyntaxNode node) =>
        node.Ancestors().FirstOrDefault(ancestor => ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax);

    /// <summary>KnownNetworks where the code knows no other name: the app may be older than .NET 10.</summary>
    private static string NetworksIn(SyntaxNode block)
    {
        List<string> names = [.. block.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText)];
        return names.Contains(Networks) || !names.Contains("KnownNetworks") ? Networks : "KnownNetworks";
    }
}
