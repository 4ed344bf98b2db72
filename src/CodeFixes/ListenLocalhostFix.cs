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
        SyntaxNode? changed = node switch
        {
            IdentifierNameSyntax { Identifier.ValueText: "ListenAnyIP" } name when ChoosesPort(name) =>
                root.ReplaceNode(name, SyntaxFactory.IdentifierName("ListenLocalhost").WithTriviaFrom(name)),
            IdentifierNameSyntax { Identifier.ValueText: "ListenAnyIP" } => null,
            LiteralExpressionSyntax literal => ChangeUrls(root, literal),
            ExpressionSyntax address => Loopback.InPlaceOf(address) is { } own ? root.ReplaceNode(address, own) : null,
            _ => null,
        };
        return changed is null ? null : new DocumentChange("Listen on this machine alone", changed);
    }

    /// <summary>URLs that were different and become the same are one: no two listeners can have one address.</summary>
    private static SyntaxNode ChangeUrls(SyntaxNode root, LiteralExpressionSyntax literal)
    {
        string urls = OnLoopback(literal);
        if (literal.Parent is ArgumentSyntax { Parent: ArgumentListSyntax list } argument
            && list.Arguments.TakeWhile(other => other != argument).Any(other =>
                other.Expression is LiteralExpressionSyntax { Token.Value: string } earlier && OnLoopback(earlier) == urls))
        {
            return root.ReplaceNode(list, list.RemoveNode(argument, SyntaxRemoveOptions.KeepNoTrivia)!);
        }

        return root.ReplaceNode(literal, Loopback.Literal(urls).WithTriviaFrom(literal));
    }

    private static string OnLoopback(LiteralExpressionSyntax literal) =>
        string.Join(";", Listener.OnLoopback(literal.Token.ValueText).Split(';').Distinct());

    /// <summary>Whether a port is named: ListenLocalhost has two sockets, and refuses to have the system choose a port for them.</summary>
    private static bool ChoosesPort(IdentifierNameSyntax name) =>
        name.Parent?.Parent is InvocationExpressionSyntax { ArgumentList.Arguments: var arguments }
        && (arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == "port")
            ?? arguments.FirstOrDefault(argument => argument.NameColon is null)) is { Expression: not LiteralExpressionSyntax { Token.Value: 0 } };
}
