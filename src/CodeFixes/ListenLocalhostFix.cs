using System.Collections.Immutable;
using Gatehouse.Generators.Analyzers.Trust;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.CodeFixes;

/// <summary>GH1022: listens where only the machine's own programs can connect, a proxy among them.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ListenLocalhostFix))]
public sealed class ListenLocalhostFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ForwardedOptionsRules.TrustedButExposed.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => DocumentChange.RegisterAsync(context, nameof(ListenLocalhostFix), Change);

    private static DocumentChange? Change(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic)
    {
        ExpressionSyntax? changed = node switch
        {
            IdentifierNameSyntax { Identifier.ValueText: "ListenAnyIP" } name => ChoosesPort(name) ? SyntaxFactory.IdentifierName("ListenLocalhost").WithTriviaFrom(name) : null,
            LiteralExpressionSyntax literal => Loopback.Literal(Listener.OnLoopback(literal.Token.ValueText)).WithTriviaFrom(literal),
            ExpressionSyntax address => Loopback.InPlaceOf(address),
            _ => null,
        };
        return changed is null ? null : new DocumentChange("Listen on this machine alone", root.ReplaceNode(node, changed));
    }

    /// <summary>Whether a port is named: ListenLocalhost has two sockets, and refuses to have the system choose a port for them.</summary>
    private static bool ChoosesPort(IdentifierNameSyntax name) =>
        name.Parent?.Parent is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments }
        && arguments[0].Expression is not LiteralExpressionSyntax { Token.Value: 0 };
}
