using System.Collections.Immutable;
using Gatehouse.Generators.Analyzers.Trust;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.CodeFixes;

/// <summary>GH1012 and GH1032: sets the limit to the number of proxies.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ForwardLimitFix))]
public sealed class ForwardLimitFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create(ForwardedOptionsRules.ForwardLimitUnbounded.Id, ForwardedOptionsRules.ForwardLimitTooHigh.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => DocumentChange.RegisterAsync(context, nameof(ForwardLimitFix), Change);

    private static DocumentChange? Change(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic)
    {
        if (node is not AssignmentExpressionSyntax { Right: var limit }
            || !diagnostic.Properties.TryGetValue(ForwardedPeersAnalyzer.ProxyCount, out string? text)
            || !int.TryParse(text, out int count))
        {
            return null;
        }

        ExpressionSyntax number = SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(count));
        return new DocumentChange($"Take {count} at most", root.ReplaceNode(limit, number.WithTriviaFrom(limit)));
    }
}
