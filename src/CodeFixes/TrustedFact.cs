using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.CodeFixes;

/// <summary>How code says what the server found out about the client, and where such text can stand for that of a header.</summary>
internal static class TrustedFact
{
    /// <summary>How an address becomes text, or null where there is none: as the value of a header that is not there.</summary>
    public const string AsText = "?.ToString()";

    public static string OfGatehouse(ExpressionSyntax request, string member) =>
        member == "ClientAddress" ? $"{request}.{member}{AsText}" : $"{request}.{member}";

    /// <summary>Null where the expression is no HttpRequest.</summary>
    public static string? OfAspNet(ExpressionSyntax request, string member, SemanticModel model)
    {
        if (!IsHttp(model.GetTypeInfo(request).Type, "HttpRequest")) return null;
        return member switch
        {
            "RemoteIpAddress" => $"{ContextOf(request, model)}.Connection.{member}{AsText}",
            "Host" or "PathBase" => $"{request}.{member}.Value",
            _ => $"{request}.{member}",
        };
    }

    /// <summary>
    /// What makes text of the StringValues of a header, the read included: <c>headers["…"].ToString()</c>. The read itself where
    /// it is converted to text; null where the StringValues are used as such.
    /// </summary>
    public static ExpressionSyntax? TextOf(ElementAccessExpressionSyntax read, SemanticModel model)
    {
        switch (read.Parent)
        {
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToString" or "First" or "FirstOrDefault" or "Last" or "LastOrDefault" or "Single" or "SingleOrDefault" } access
                when access.Expression == read && access.Parent is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } call:
                return call;
            case ElementAccessExpressionSyntax element when element.Expression == read:
                return element;
            case InterpolationSyntax:
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression }:
                return read;
        }

        ExpressionSyntax converted = read;
        while (converted.Parent is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } or ParenthesizedExpressionSyntax)
            converted = (ExpressionSyntax)converted.Parent;
        return model.GetTypeInfo(converted).ConvertedType?.SpecialType is SpecialType.System_String or SpecialType.System_Object ? read : null;
    }

    /// <summary>The outermost expression that ends where a span does and does not begin before it.</summary>
    public static ExpressionSyntax? EndingAt(TextSpan span, SyntaxNode root) => root.FindToken(span.End - 1).Parent?.AncestorsAndSelf()
        .TakeWhile(node => node.Span.End <= span.End)
        .OfType<ExpressionSyntax>()
        .LastOrDefault(node => node.Span.End == span.End && node.SpanStart >= span.Start);

    /// <summary>
    /// Whether <c>a?.b</c> must be set apart from what follows it. Behind a <c>.</c> it need not be: what follows is then left
    /// out with it, unless a value comes of it, which would become nullable.
    /// </summary>
    public static bool NeedsParentheses(ExpressionSyntax replaced, SemanticModel model)
    {
        if (replaced.Parent.IsKind(SyntaxKind.SuppressNullableWarningExpression)) return true;
        ExpressionSyntax top = replaced;
        while (top.Parent is ExpressionSyntax parent && IsChained(parent, top)) top = parent;
        return top != replaced && model.GetTypeInfo(top).Type is { IsValueType: true, SpecialType: not SpecialType.System_Void }
            && !top.Ancestors().TakeWhile(node => node is ExpressionSyntax).Any(node => node is ConditionalAccessExpressionSyntax);
    }

    private static bool IsChained(ExpressionSyntax parent, ExpressionSyntax child) => parent switch
    {
        MemberAccessExpressionSyntax access => access.Expression == child,
        InvocationExpressionSyntax call => call.Expression == child,
        ElementAccessExpressionSyntax element => element.Expression == child,
        _ => false,
    };

    private static string ContextOf(ExpressionSyntax request, SemanticModel model) =>
        request is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Request" } access && IsHttp(model.GetTypeInfo(access.Expression).Type, "HttpContext")
            ? access.Expression.ToString()
            : $"{request}.HttpContext";

    private static bool IsHttp(ITypeSymbol? type, string name) =>
        type is { ContainingNamespace: { Name: "Http", ContainingNamespace.Name: "AspNetCore" } } && type.Name == name;
}
