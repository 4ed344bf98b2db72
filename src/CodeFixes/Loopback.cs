using Gatehouse.Generators.Analyzers.Trust;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.CodeFixes;

/// <summary>Writes the machine's own address where code says all addresses.</summary>
internal static class Loopback
{
    /// <summary>Of a literal, a field of IPAddress, or a literal that is parsed; null for what does not say all addresses.</summary>
    public static ExpressionSyntax? InPlaceOf(ExpressionSyntax everybody) => everybody switch
    {
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } literal =>
            TextFor(literal.Token.ValueText) is { } text ? Literal(text).WithTriviaFrom(literal) : null,
        MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } field => IsAddress(field.Expression) && FieldFor(name) is { } own ? field.WithName(own) : null,

        // What is parsed is a text, whatever its name.
        IdentifierNameSyntax { Parent: not ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Parse" } } } } field =>
            FieldFor(field),
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Parse" },
            ArgumentList.Arguments: { Count: 1 } arguments,
        } parse => arguments[0].Expression is LiteralExpressionSyntax argument && InPlaceOf(argument) is { } address ? parse.ReplaceNode(argument, address) : null,
        _ => null,
    };

    public static LiteralExpressionSyntax Literal(string text) => SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text));

    private static bool IsAddress(ExpressionSyntax type) => type switch
    {
        MemberAccessExpressionSyntax qualified => qualified.Name.Identifier.ValueText,
        IdentifierNameSyntax name => name.Identifier.ValueText,
        _ => null,
    } == "IPAddress";

    private static string? TextFor(string everybody) => everybody switch
    {
        "0.0.0.0" => "127.0.0.1",
        "::" => "::1",
        _ => ProxyNetwork.Read(everybody, isAddress: false) is { Width: NetworkWidth.Everybody } network
            ? network.Unmapped().IsIPv4 ? "127.0.0.1/32" : "::1/128"
            : null,
    };

    private static IdentifierNameSyntax? FieldFor(IdentifierNameSyntax everybody) => everybody.Identifier.ValueText switch
    {
        "Any" => SyntaxFactory.IdentifierName("Loopback").WithTriviaFrom(everybody),
        "IPv6Any" => SyntaxFactory.IdentifierName("IPv6Loopback").WithTriviaFrom(everybody),
        _ => null,
    };
}
