using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.CodeFixes;

/// <summary>GH1019: moves UseForwardedHeaders up before what needs it, or removes the second one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ForwardedOrderFix))]
public sealed class ForwardedOrderFix : CodeFixProvider
{
    private const string Name = "UseForwardedHeaders";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ForwardedOptionsRules.ForwardedHeadersTooLate.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => DocumentChange.RegisterAsync(context, nameof(ForwardedOrderFix), Change);

    private static DocumentChange? Change(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic)
    {
        // A call that is a statement of its own: app.UseForwardedHeaders(…);
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: Name, Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax },
            } call
            || DocumentChange.RemovableStatementOf(call) is not { Parent: { } block } statement
            || diagnostic.AdditionalLocations.Count != 1
            || diagnostic.AdditionalLocations[0].SourceTree != diagnostic.Location.SourceTree)
        {
            return null;
        }

        SyntaxNode earlier = DocumentChange.NodeAt(root, diagnostic.AdditionalLocations[0]);
        if (earlier is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: Name } })
            return new DocumentChange("Remove the second UseForwardedHeaders", DocumentChange.Without(root, statement));

        SyntaxNode? target = earlier.AncestorsAndSelf().FirstOrDefault(ancestor => ancestor.Parent == block);
        if (target is null || DependsOnWhatIsBetween(statement, target, block) || HasDirectiveOnTheWay(statement, target, root)) return null;

        // What is written above the statement goes up with it.
        SyntaxNode tracked = root.TrackNodes(statement, target);
        tracked = tracked.RemoveNode(tracked.GetCurrentNode(statement)!, SyntaxRemoveOptions.KeepNoTrivia)!;
        return new DocumentChange("Move UseForwardedHeaders up", tracked.InsertNodesBefore(tracked.GetCurrentNode(target)!, [statement]));
    }

    /// <summary>Whether the statement would move into or out of an #if, or take a part of one with it.</summary>
    private static bool HasDirectiveOnTheWay(SyntaxNode statement, SyntaxNode target, SyntaxNode root) =>
        root.ContainsDirectives
        && root.DescendantTrivia(TextSpan.FromBounds(target.FullSpan.Start, statement.Span.End)).Any(trivia => trivia.IsDirective);

    /// <summary>Whether a name that the statement uses is declared after the place that it would move to.</summary>
    private static bool DependsOnWhatIsBetween(SyntaxNode statement, SyntaxNode target, SyntaxNode block)
    {
        ImmutableHashSet<string> used = ImmutableHashSet.CreateRange(statement.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText));
        return block.ChildNodes()
            .Where(child => child.SpanStart >= target.SpanStart && child.SpanStart < statement.SpanStart)
            .SelectMany(child => child.DescendantNodes())
            .Any(child => child switch
            {
                VariableDeclaratorSyntax declarator => used.Contains(declarator.Identifier.ValueText),
                SingleVariableDesignationSyntax designation => used.Contains(designation.Identifier.ValueText),
                AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax changed } } => used.Contains(changed.Identifier.ValueText),
                AssignmentExpressionSyntax { Left: IdentifierNameSyntax changed } => used.Contains(changed.Identifier.ValueText),
                _ => false,
            });
    }
}
