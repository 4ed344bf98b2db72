using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Gatehouse.CodeFixes;

/// <summary>GH1011: leaves the peers in their lists that the middleware knows from the start, by removing the calls of Clear.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeepKnownPeersFix))]
public sealed class KeepKnownPeersFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ForwardedOptionsRules.ProxyListsCleared.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => DocumentChange.RegisterAsync(context, nameof(KeepKnownPeersFix), Change);

    private static DocumentChange? Change(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic)
    {
        if (diagnostic.AdditionalLocations.Count == 0 || diagnostic.AdditionalLocations[0].SourceTree != diagnostic.Location.SourceTree) return null;

        // One of an outer block is there for another branch too, which may be sound.
        return DocumentChange.RemovableStatementOf(node) is { } last
            && DocumentChange.RemovableStatementOf(DocumentChange.NodeAt(root, diagnostic.AdditionalLocations[0])) is { } first
            && first.Parent == last.Parent
            ? new DocumentChange("Leave the lists as they are", DocumentChange.Without(root, first, last))
            : null;
    }
}
