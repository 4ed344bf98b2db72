using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Gatehouse.CodeFixes;

/// <summary>GH1015 to GH1017, GH1043: takes fewer headers. The one that is reported goes; for all of them, X-Forwarded-For and X-Forwarded-Proto come.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ForwardedFlagsFix))]
public sealed class ForwardedFlagsFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(
        ForwardedOptionsRules.ForwardedHostWithoutAllowedHosts.Id,
        ForwardedOptionsRules.ForwardedPrefixEnabled.Id,
        ForwardedOptionsRules.AllForwardedHeaders.Id,
        ProxyDeclarationRules.ForgeableHost.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => DocumentChange.RegisterAsync(context, nameof(ForwardedFlagsFix), Change);

    internal static DocumentChange? Change(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic)
    {
        // The name of an enumeration's member, with or without the enumeration before it.
        if (node is not ExpressionSyntax flag || NameOf(flag) is not { } name) return null;
        if (name == "All")
            return new DocumentChange("Take X-Forwarded-For and X-Forwarded-Proto alone", root.ReplaceNode(flag, Usual(flag).WithTriviaFrom(flag)));

        string title = $"Do not take {name}";
        ExpressionSyntax operand = flag;
        while (operand.Parent is ParenthesizedExpressionSyntax parenthesized) operand = parenthesized;
        return operand.Parent switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.BitwiseOrExpression } => new DocumentChange(title, OperandRemoval.Of(root, operand)),
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.OrAssignmentExpression } added when DocumentChange.RemovableStatementOf(added) is { } statement =>
                new DocumentChange(title, DocumentChange.Without(root, statement)),
            _ => new DocumentChange(title, root.ReplaceNode(flag, Member(flag, "None").WithTriviaFrom(flag))),
        };
    }

    private static string? NameOf(ExpressionSyntax flag)
    {
        string? name = ((flag as MemberAccessExpressionSyntax)?.Name ?? flag as IdentifierNameSyntax)?.Identifier.ValueText;
        return name is "All" or "XForwardedHost" or "XForwardedPrefix" ? name : null;
    }

    private static ExpressionSyntax Usual(ExpressionSyntax all)
    {
        BinaryExpressionSyntax usual = SyntaxFactory.BinaryExpression(
            SyntaxKind.BitwiseOrExpression, Member(all, "XForwardedFor"), Member(all, "XForwardedProto"));
        return all.Parent is BinaryExpressionSyntax ? SyntaxFactory.ParenthesizedExpression(usual).WithAdditionalAnnotations(Simplifier.Annotation) : usual;
    }

    private static ExpressionSyntax Member(ExpressionSyntax flag, string name) => flag is MemberAccessExpressionSyntax member
        ? member.WithName(SyntaxFactory.IdentifierName(name)).WithoutTrivia()
        : SyntaxFactory.IdentifierName(name);
}
