using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.CodeFixes;

/// <summary>
/// GH1013 and GH1035, and GH1002 for "*": trusts a proxy on the same machine in the place of everybody. Which part of a network
/// that is merely wide is meant, nobody can know.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TrustLoopbackFix))]
public sealed class TrustLoopbackFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(
        TrustRules.InvalidTrust.Id, ForwardedOptionsRules.TrustEveryNetwork.Id, ProxyDeclarationRules.WideNetwork.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => DocumentChange.RegisterAsync(context, nameof(TrustLoopbackFix), Change);

    private static DocumentChange? Change(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic)
    {
        ExpressionSyntax? changed = node switch
        {
            // Of all that GH1002 is about.
            _ when diagnostic.Id == TrustRules.InvalidTrust.Id => IsEveryProxy(node) ? Loopback.Literal("127.0.0.1/32").WithTriviaFrom(node) : null,
            BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } arguments } network when arguments.All(argument => argument.NameColon is null) =>
                Narrowed(network, arguments[0].Expression, arguments[1].Expression),
            ExpressionSyntax everybody => Loopback.InPlaceOf(everybody),
            _ => null,
        };
        return changed is null ? null : new DocumentChange("Trust a proxy on this machine alone", root.ReplaceNode(node, changed));
    }

    /// <summary><c>[TrustedProxies("*")]</c>.</summary>
    private static bool IsEveryProxy(SyntaxNode node) =>
        node is LiteralExpressionSyntax { Token.ValueText: "*", Parent: AttributeArgumentSyntax { Parent.Parent: AttributeSyntax attribute } }
        && attribute.Name.ToString().Split('.', ':').Last() is "TrustedProxies" or "TrustedProxiesAttribute";

    /// <summary>A network of an address and the length of its prefix.</summary>
    private static BaseObjectCreationExpressionSyntax? Narrowed(BaseObjectCreationExpressionSyntax network, ExpressionSyntax address, ExpressionSyntax length)
    {
        if (length is not LiteralExpressionSyntax { Token.Value: 0 } || Loopback.InPlaceOf(address) is not { } own) return null;
        int bits = own.DescendantTokens().Any(token => token.ValueText is "IPv6Loopback" or "::1") ? 128 : 32;
        ExpressionSyntax one = SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(bits)).WithTriviaFrom(length);
        return network.ReplaceNodes([address, length], (part, _) => part == address ? own : one);
    }
}
