using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.CodeFixes;

/// <summary>GH1003: takes the last entry of a list, which one proxy has added, instead of the first one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TakeLastEntryFix))]
public sealed class TakeLastEntryFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(HeaderReadRules.LeftmostEntry.Id);

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
            if (TrustedFact.EndingAt(diagnostic.Location.SourceSpan, root) is not { } entry || ChangeOf(entry, model) is not { } change) continue;
            var action = CodeAction.Create(
                "Take the last entry, which the nearest proxy added",
                _ => Task.FromResult(context.Document.WithText(text.WithChanges(change))),
                nameof(TakeLastEntryFix));
            context.RegisterCodeFix(action, diagnostic);
        }
    }

    /// <summary><c>[0]</c> becomes <c>[^1]</c>, and <c>First</c> becomes <c>Last</c>; null for other ways of taking an entry.</summary>
    private static TextChange? ChangeOf(ExpressionSyntax entry, SemanticModel model)
    {
        while (entry is ConditionalAccessExpressionSyntax access) entry = access.WhenNotNull;
        switch (entry)
        {
            case ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } element
                when arguments[0].Expression is LiteralExpressionSyntax zero && IsSplit(element.Expression, model)
                    && model.GetTypeInfo(element.Expression).Type is IArrayTypeSymbol:
                return new TextChange(zero.Span, "^1");
            case InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } member }
                when name.Identifier.ValueText is "First" or "FirstOrDefault" && IsSplit(member.Expression, model):
                return new TextChange(TextSpan.FromBounds(name.SpanStart, name.SpanStart + "First".Length), "Last");
            default:
                return null;
        }
    }

    /// <summary>Whether a list has all entries: it is split without a limit, and nothing but its entries is changed since.</summary>
    private static bool IsSplit(ExpressionSyntax list, SemanticModel model)
    {
        if (list is not InvocationExpressionSyntax { ArgumentList.Arguments: var arguments } call) return false;
        ExpressionSyntax? receiver = (call.Expression as MemberAccessExpressionSyntax)?.Expression;
        SimpleNameSyntax? name = call.Expression switch
        {
            MemberAccessExpressionSyntax member => member.Name,
            MemberBindingExpressionSyntax binding => binding.Name,
            _ => null,
        };
        return name?.Identifier.ValueText switch
        {
            "Split" => arguments.All(argument => model.GetTypeInfo(argument.Expression).Type?.SpecialType != SpecialType.System_Int32),
            "GetCommaSeparatedValues" => true,
            "Select" or "ToArray" or "ToList" => receiver is not null && IsSplit(receiver, model),
            _ => false,
        };
    }
}
