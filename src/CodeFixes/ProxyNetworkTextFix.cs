using System.Collections.Immutable;
using Gatehouse.Generators.Analyzers.Trust;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.CodeFixes;

/// <summary>GH1014: writes an address or network as it is meant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ProxyNetworkTextFix))]
public sealed class ProxyNetworkTextFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ForwardedOptionsRules.InvalidProxyNetwork.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => DocumentChange.RegisterAsync(context, nameof(ProxyNetworkTextFix), Change);

    private static DocumentChange? Change(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic)
    {
        if (node is not LiteralExpressionSyntax literal
            || !diagnostic.Properties.TryGetValue(ForwardedPeersAnalyzer.Canonical, out string? text)
            || text is null)
        {
            return null;
        }

        ExpressionSyntax written = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text));
        return new DocumentChange($"Write \"{text}\"", root.ReplaceNode(literal, written.WithTriviaFrom(literal)));
    }
}
