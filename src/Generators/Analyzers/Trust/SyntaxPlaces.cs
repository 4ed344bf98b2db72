using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Where the text of an operation is.</summary>
internal static class SyntaxPlaces
{
    /// <summary>An operation with what stands before its <c>?.</c>, without which it is no expression.</summary>
    public static Location Whole(IOperation operation)
    {
        SyntaxNode node = operation.Syntax;
        int start = node.SpanStart;
        for (SyntaxNode child = node; child.Parent is { } parent and ExpressionSyntax; child = parent)
        {
            if (parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == child) start = access.SpanStart;
        }

        return Location.Create(node.SyntaxTree, TextSpan.FromBounds(start, node.Span.End));
    }
}
