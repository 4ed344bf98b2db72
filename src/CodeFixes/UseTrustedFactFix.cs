using System.Collections.Immutable;
using Gatehouse.Generators.Analyzers.Trust;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.CodeFixes;

/// <summary>GH1001, GH1003, GH1004: puts what the server found out about the client in the place of a forwarding header.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseTrustedFactFix))]
public sealed class UseTrustedFactFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(
        TrustRules.RawForwardedHeader.Id, HeaderReadRules.LeftmostEntry.Id, HeaderReadRules.SecurityDecision.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null) return;
        SourceText text = await context.Document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(HeaderReadReport.Replacement, out string? member) || member is null) continue;
            if (ReadOf(diagnostic, root) is not { } read || FactAt(read, member, diagnostic, model) is not { } fact) continue;
            if (ReplacedBy(diagnostic, read, root, model) is not { } replaced) continue;

            TextChange[] changes = IsMoved(diagnostic, read) && TrustedFact.TextOf(read, model) is { } list
                ? [Change(list, list.SpanStart), Change(replaced, StartOf(diagnostic, replaced))]
                : [Change(replaced, StartOf(diagnostic, replaced))];

            // One key for all members: fixing all replaces each read by what stands for it.
            var action = CodeAction.Create(
                $"Use {member}",
                _ => Task.FromResult(context.Document.WithText(text.WithChanges(changes))),
                nameof(UseTrustedFactFix));
            context.RegisterCodeFix(action, diagnostic);

            TextChange Change(ExpressionSyntax expression, int start) => new(
                TextSpan.FromBounds(start, expression.Span.End),
                fact.EndsWith(TrustedFact.AsText, StringComparison.Ordinal) && TrustedFact.NeedsParentheses(expression, model) ? $"({fact})" : fact);
        }
    }

    /// <summary>Whether the first entry is taken elsewhere than where the header is read.</summary>
    private static bool IsMoved(Diagnostic diagnostic, ElementAccessExpressionSyntax read) =>
        diagnostic.Id == HeaderReadRules.LeftmostEntry.Id && !diagnostic.Location.SourceSpan.Contains(read.Span);

    /// <summary>Where the header is read: only where the request itself is written there, <c>request.Headers["…"]</c>.</summary>
    private static ElementAccessExpressionSyntax? ReadOf(Diagnostic diagnostic, SyntaxNode root)
    {
        Location location = diagnostic.Id == TrustRules.RawForwardedHeader.Id ? diagnostic.Location : diagnostic.AdditionalLocations.FirstOrDefault() ?? Location.None;
        return location.SourceTree == root.SyntaxTree
            && root.FindNode(location.SourceSpan, getInnermostNodeForTie: true) is ElementAccessExpressionSyntax { Expression: MemberAccessExpressionSyntax } read
            && !read.Expression.DescendantNodes().Any(part => part is MemberBindingExpressionSyntax)
                ? read
                : null;
    }

    private static string? FactAt(ElementAccessExpressionSyntax read, string member, Diagnostic diagnostic, SemanticModel model)
    {
        ExpressionSyntax request = ((MemberAccessExpressionSyntax)read.Expression).Expression;
        if (IsMoved(diagnostic, read) && request.DescendantNodesAndSelf().Any(part => part is InvocationExpressionSyntax or ElementAccessExpressionSyntax)) return null;
        return diagnostic.Properties.ContainsKey(HeaderReadReport.IsOwn)
            ? TrustedFact.OfGatehouse(request, member)
            : TrustedFact.OfAspNet(request, member, model);
    }

    /// <summary>The expression that the fact takes the place of; null where the code could not do with text.</summary>
    private static ExpressionSyntax? ReplacedBy(Diagnostic diagnostic, ElementAccessExpressionSyntax read, SyntaxNode root, SemanticModel model)
    {
        if (diagnostic.Id == HeaderReadRules.LeftmostEntry.Id)
        {
            return TrustedFact.EndingAt(diagnostic.Location.SourceSpan, root) is { } entry
                && model.GetTypeInfo(entry).Type?.SpecialType == SpecialType.System_String
                    ? entry
                    : null;
        }

        return diagnostic.Properties.ContainsKey(HeaderReadReport.IsOwn) ? read : TrustedFact.TextOf(read, model);
    }

    /// <summary>The first entry may be taken behind a <c>?</c>: what stands before it goes too.</summary>
    private static int StartOf(Diagnostic diagnostic, ExpressionSyntax replaced) =>
        diagnostic.Id == HeaderReadRules.LeftmostEntry.Id ? diagnostic.Location.SourceSpan.Start : replaced.SpanStart;
}
