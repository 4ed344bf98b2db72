using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.CodeFixes;

/// <summary>
/// Takes statements out of a document. Of comments only the one behind a statement goes with it, which is about nothing else;
/// those above it, and directives, may be about what follows too, and stay.
/// </summary>
internal static class Removal
{
    /// <summary>Whether a directive stands within a statement: what is left without the statement may be half of an #if.</summary>
    public static bool IsCut(SyntaxNode statement) =>
        statement.ContainsDirectives && statement.DescendantTrivia().Any(trivia => trivia.IsDirective && statement.Span.Contains(trivia.Span));

    /// <summary>The text is changed and not the tree, so that all changes of a document can be put together exactly.</summary>
    public static SourceText Of(SyntaxNode root, IReadOnlyCollection<SyntaxNode> statements)
    {
        // From the last one up, so that the places of those before it stay right.
        SourceText whole = root.SyntaxTree.GetText();
        SourceText text = whole;
        foreach (SyntaxNode statement in statements.OrderByDescending(statement => statement.SpanStart))
        {
            SyntaxToken next = statement.GetLastToken().GetNextToken();
            while (statements.FirstOrDefault(other => other.Span.Contains(next.Span)) is { } gone && next.RawKind != 0) next = gone.GetLastToken().GetNextToken();
            bool isLast = next.RawKind == 0 || LineAt(whole, next.SpanStart).LineNumber > LineAt(whole, statement.Span.End).LineNumber;
            text = text.Replace(PlaceOf(statement, text, isLast), "");
        }

        return text;
    }

    /// <summary>What to cut out: whole lines where a statement has them to itself.</summary>
    private static TextSpan PlaceOf(SyntaxNode statement, SourceText text, bool isLast)
    {
        TextLine first = LineAt(text, statement.SpanStart);
        bool isFirst = string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(first.Start, statement.SpanStart)));
        if (isFirst && isLast) return WithBlankLine(text, first, LineAt(text, Math.Max(statement.FullSpan.End - 1, statement.SpanStart)));

        // Beside something else: the space on one side goes too.
        int start = statement.SpanStart;
        int end = statement.Span.End;
        while (isLast && start > first.Start && IsSpace(text[start - 1])) start--;
        while (!isLast && end < text.Length && IsSpace(text[end])) end++;
        return TextSpan.FromBounds(start, end);
    }

    /// <summary>Lines, with a blank one at their side that would be a second one, or the first or last of a block.</summary>
    private static TextSpan WithBlankLine(SourceText text, TextLine first, TextLine last)
    {
        string? before = first.LineNumber == 0 ? null : text.Lines[first.LineNumber - 1].ToString().Trim();
        string? after = last.LineNumber + 1 >= text.Lines.Count ? null : text.Lines[last.LineNumber + 1].ToString().Trim();
        if (before?.Length == 0 && (string.IsNullOrEmpty(after) || after![0] == '}')) first = text.Lines[first.LineNumber - 1];
        else if (after?.Length == 0 && (before is null || before.EndsWith("{", StringComparison.Ordinal))) last = text.Lines[last.LineNumber + 1];
        return TextSpan.FromBounds(first.Start, last.EndIncludingLineBreak);
    }

    private static TextLine LineAt(SourceText text, int position) => text.Lines.GetLineFromPosition(position);

    private static bool IsSpace(char character) => character is ' ' or '\t';
}
