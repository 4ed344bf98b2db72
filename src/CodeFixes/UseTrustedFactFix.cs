using System.Collections.Immutable;
using Gatehouse.Generators.Analyzers.Trust;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Gatehouse.CodeFixes;

/// <summary>GH1001: puts what the server found out about the client in the place of a forwarding header.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseTrustedFactFix))]
public sealed class UseTrustedFactFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(TrustRules.RawForwardedHeader.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(HeaderReadReport.Replacement, out string? member) || member is null) continue;

            // Only where the request itself is written there: request.Headers["…"].
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ElementAccessExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression } headers,
                } read)
            {
                continue;
            }

            // One key for all members: fixing all replaces each read by what stands for it.
            var action = CodeAction.Create(
                $"Use {member}",
                _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(read, Replacement(headers.Expression, member, read)))),
                nameof(UseTrustedFactFix));
            context.RegisterCodeFix(action, diagnostic);
        }
    }

    private static ExpressionSyntax Replacement(ExpressionSyntax request, string member, ElementAccessExpressionSyntax read)
    {
        MemberAccessExpressionSyntax access = SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, request.WithoutTrivia(), SyntaxFactory.IdentifierName(member));
        if (member != "ClientAddress") return access.WithTriviaFrom(read);

        // A header's value is text, or null where there is none; so is this.
        ConditionalAccessExpressionSyntax text = SyntaxFactory.ConditionalAccessExpression(
            access,
            SyntaxFactory.InvocationExpression(SyntaxFactory.MemberBindingExpression(SyntaxFactory.IdentifierName("ToString"))));
        if (read.Parent.IsKind(SyntaxKind.CoalesceExpression)) return text.WithTriviaFrom(read);
        return SyntaxFactory.ParenthesizedExpression(text).WithAdditionalAnnotations(Simplifier.Annotation).WithTriviaFrom(read);
    }
}
