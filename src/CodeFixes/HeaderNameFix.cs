using System.Collections.Immutable;
using Gatehouse.Generators.Analyzers.Trust;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.CodeFixes;

/// <summary>
/// GH1033 and GH1034: names another header in <c>[ForwardedHeaders]</c>, the usual one where the named one cannot serve, and one with '-'
/// where it has another separator. The proxy must send that one then; the published nginx site does.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HeaderNameFix))]
public sealed class HeaderNameFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create(ProxyDeclarationRules.UnusableHeader.Id, ProxyDeclarationRules.AmbiguousHeader.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            string property = diagnostic.Id == ProxyDeclarationRules.AmbiguousHeader.Id ? ProxyDeclarationAnalyzer.PlainName : TrustReader.UsualName;
            if (!diagnostic.Properties.TryGetValue(property, out string? name) || name is null) continue;

            // A constant may be used elsewhere too.
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not LiteralExpressionSyntax literal) continue;
            LiteralExpressionSyntax replacement = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(name));
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Use '{name}'",
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(literal, replacement.WithTriviaFrom(literal)))),
                    nameof(HeaderNameFix)),
                diagnostic);
        }
    }
}
