using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.CodeFixes;

/// <summary>Puts a statement behind another one.</summary>
internal static class Insertion
{
    /// <summary>On a line of its own where the other one ends its line.</summary>
    /// <param name="root">The document.</param>
    /// <param name="statement">A statement of a block, or one at the top level with what holds it.</param>
    /// <param name="added">The new one, without trivia.</param>
    public static SyntaxNode After(SyntaxNode root, SyntaxNode statement, StatementSyntax added)
    {
        SyntaxTriviaList trailing = statement.GetTrailingTrivia();
        SyntaxTrivia end = trailing.FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        bool hasLine = end.IsKind(SyntaxKind.EndOfLineTrivia);
        StatementSyntax placed = hasLine
            ? added.WithLeadingTrivia(SyntaxFactory.Whitespace(IndentationOf(root, statement))).WithTrailingTrivia(end)
            : added.WithTrailingTrivia(trailing);
        return root.ReplaceNode(
            statement,
            [hasLine ? statement : statement.WithTrailingTrivia(SyntaxFactory.Space), statement is GlobalStatementSyntax ? SyntaxFactory.GlobalStatement(placed) : placed]);
    }

    private static string IndentationOf(SyntaxNode root, SyntaxNode statement)
    {
        SourceText text = root.SyntaxTree.GetText();
        string line = text.Lines.GetLineFromPosition(statement.SpanStart).ToString();
        return line.Substring(0, line.Length - line.TrimStart().Length);
    }
}
