using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.CodeFixes;

/// <summary>Takes an operand of <c>|</c> out of a document, with one operator and the comment behind it. What is written beside the others stays there.</summary>
internal static class OperandRemoval
{
    public static SourceText Of(SyntaxNode root, ExpressionSyntax operand)
    {
        SourceText text = root.SyntaxTree.GetText();
        SyntaxToken before = operand.GetFirstToken().GetPreviousToken();
        SyntaxToken after = operand.GetLastToken().GetNextToken();
        return IsOr(before) && (!IsOr(after) || LineOf(text, before.SpanStart) == LineOf(text, operand.SpanStart))
            ? WithoutLater(text, before, operand)
            : WithoutEarlier(text, operand, after);
    }

    /// <summary>With the operator before it.</summary>
    private static SourceText WithoutLater(SourceText text, SyntaxToken or, ExpressionSyntax operand)
    {
        TextLine line = text.Lines.GetLineFromPosition(operand.SpanStart);
        int start = LineOf(text, or.SpanStart) == line.LineNumber ? or.SpanStart : operand.SpanStart;
        SyntaxToken next = operand.GetLastToken().GetNextToken();
        bool hasLine = IsBlank(text, line.Start, start) && LineOf(text, operand.Span.End) == line.LineNumber && !(IsOr(next) && LineOf(text, next.SpanStart) == line.LineNumber);
        if (!hasLine)
        {
            // Beside something else: the space on one side goes too.
            bool isFirst = start == or.SpanStart && IsBlank(text, line.Start, start);
            return text.Replace(
                isFirst ? TextSpan.FromBounds(start, SpaceAfter(text, operand.Span.End)) : TextSpan.FromBounds(SpaceBefore(text, or.SpanStart), operand.Span.End), "");
        }

        // What ends the statement goes up to what is the last operand now.
        SyntaxToken last = operand.GetLastToken();
        while (last.GetNextToken() is { RawKind: not 0 } token && LineOf(text, token.SpanStart) == line.LineNumber) last = token;
        int kept = or.GetPreviousToken().Span.End;
        string rest = text.ToString(TextSpan.FromBounds(operand.Span.End, Math.Max(last.Span.End, operand.Span.End)));
        TextSpan place = start == or.SpanStart ? new TextSpan(kept, 0) : TextSpan.FromBounds(SpaceBefore(text, or.SpanStart), or.Span.End);
        return text.WithChanges(new TextChange(place, rest), new TextChange(line.SpanIncludingLineBreak, ""));
    }

    /// <summary>With the operator behind it.</summary>
    private static SourceText WithoutEarlier(SourceText text, ExpressionSyntax operand, SyntaxToken or)
    {
        TextLine line = text.Lines.GetLineFromPosition(or.SpanStart);
        int next = or.GetNextToken().SpanStart;
        if (next <= line.End) return text.Replace(TextSpan.FromBounds(operand.SpanStart, next), "");
        if (IsBlank(text, text.Lines.GetLineFromPosition(operand.SpanStart).Start, operand.SpanStart))
            return text.Replace(TextSpan.FromBounds(text.Lines.GetLineFromPosition(operand.SpanStart).Start, line.EndIncludingLineBreak), "");

        // Comments on lines of their own are about what follows.
        return text.Replace(TextSpan.FromBounds(operand.SpanStart, IsBlank(text, line.EndIncludingLineBreak, next) ? next : line.End), "");
    }

    private static int SpaceBefore(SourceText text, int position)
    {
        while (position > 0 && text[position - 1] is ' ' or '\t') position--;
        return position;
    }

    private static int SpaceAfter(SourceText text, int position)
    {
        while (position < text.Length && text[position] is ' ' or '\t') position++;
        return position;
    }

    private static bool IsOr(SyntaxToken token) => token.IsKind(SyntaxKind.BarToken) && token.Parent is BinaryExpressionSyntax;

    private static int LineOf(SourceText text, int position) => text.Lines.GetLineFromPosition(position).LineNumber;

    private static bool IsBlank(SourceText text, int start, int end) => string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(start, end)));
}
