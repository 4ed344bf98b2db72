using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Gatehouse.CodeFixes;

/// <summary>GH1020: removes the statement that turns a check off.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnsafeOptInFix))]
public sealed class UnsafeOptInFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ForwardedOptionsRules.UnsafeOptInSwitch.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => DocumentChange.RegisterAsync(context, nameof(UnsafeOptInFix), Change);

    private static DocumentChange? Change(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic) =>
        DocumentChange.RemovableStatementOf(node) is { } statement
            ? new DocumentChange("Leave the check on", DocumentChange.Without(root, statement))
            : null;
}
