using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
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

        return new DocumentChange("Move UseForwardedHeaders up", Moved(root, statement, target));
    }

    /// <summary>What is written above the statement goes up with it, where it has its lines to itself.</summary>
    private static SourceText Moved(SyntaxNode root, SyntaxNode statement, SyntaxNode target)
    {
        SourceText text = root.SyntaxTree.GetText();
        TextSpan lines = LinesOf(text, statement);
        TextLine targetLine = text.Lines.GetLineFromPosition(StartOf(target));
        bool hasLines = IsBlank(text, lines.Start, StartOf(statement)) && EndsLine(text, statement);
        if (!hasLines || !IsBlank(text, targetLine.Start, StartOf(target)))
            return DocumentChange.Without(root, statement).Replace(target.SpanStart, 0, statement.ToString() + " ");

        // A blank line above is one too many where another follows, or nothing.
        TextSpan gone = lines;
        int above = text.Lines.GetLineFromPosition(lines.Start).LineNumber - 1;
        TextLine below = text.Lines.GetLineFromPosition(lines.End);
        bool isLast = below.ToString().Trim() is "" or "}" || lines.End == text.Length;
        if (isLast && above >= 0 && IsBlank(text, text.Lines[above].Start, text.Lines[above].End)) gone = TextSpan.FromBounds(text.Lines[above].Start, lines.End);
        string moved = text.ToString(lines);
        if (!moved.EndsWith("\n", StringComparison.Ordinal)) moved += text.ToString(TextSpan.FromBounds(targetLine.End, targetLine.EndIncludingLineBreak));
        return text.WithChanges(new TextChange(new TextSpan(targetLine.Start, 0), moved), new TextChange(gone, ""));
    }

    /// <summary>Where the first comment above a statement begins, or the statement itself.</summary>
    private static int StartOf(SyntaxNode statement) => statement.GetLeadingTrivia()
        .Where(trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia))
        .Select(trivia => trivia.SpanStart).DefaultIfEmpty(statement.SpanStart).First();

    private static TextSpan LinesOf(SourceText text, SyntaxNode statement) => TextSpan.FromBounds(
        text.Lines.GetLineFromPosition(StartOf(statement)).Start,
        text.Lines.GetLineFromPosition(Math.Max(statement.FullSpan.End - 1, statement.SpanStart)).EndIncludingLineBreak);

    /// <summary>Whether nothing but a comment follows on the last line.</summary>
    private static bool EndsLine(SourceText text, SyntaxNode statement)
    {
        SyntaxToken next = statement.GetLastToken().GetNextToken();
        return next.RawKind == 0 || text.Lines.GetLineFromPosition(next.SpanStart).LineNumber > text.Lines.GetLineFromPosition(statement.Span.End).LineNumber;
    }

    private static bool IsBlank(SourceText text, int start, int end) => string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(start, end)));

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
