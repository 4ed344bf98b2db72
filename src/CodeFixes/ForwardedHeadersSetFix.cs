using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Gatehouse.CodeFixes;

/// <summary>GH1018: has the middleware take X-Forwarded-For and X-Forwarded-Proto.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ForwardedHeadersSetFix))]
public sealed class ForwardedHeadersSetFix : CodeFixProvider
{
    private const string Namespace = "Microsoft.AspNetCore.HttpOverrides";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ForwardedOptionsRules.ForwardedHeadersUnset.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => DocumentChange.RegisterAsync(context, nameof(ForwardedHeadersSetFix), Change);

    private static DocumentChange? Change(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic)
    {
        SyntaxNode? changed = null;
        string setting = SettingIn(root);
        if (node.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is { } creation && creation.SpanStart == diagnostic.Location.SourceSpan.Start)
        {
            changed = root.ReplaceNode(creation, WithFlags(creation, setting));
        }
        else if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { ArgumentList.Arguments.Count: 0 } call)
        {
            var options = (ObjectCreationExpressionSyntax)SyntaxFactory.ParseExpression(
                $"new global::Microsoft.AspNetCore.Builder.ForwardedHeadersOptions {{ {setting} }}");
            options = options.WithType(options.Type.WithAdditionalAnnotations(Simplifier.Annotation));
            changed = root.ReplaceNode(call, call.AddArgumentListArguments(SyntaxFactory.Argument(options)));
        }

        return changed is null ? null : new DocumentChange("Take X-Forwarded-For and X-Forwarded-Proto", changed);
    }

    /// <summary>Within braces the name of the enumeration is the property's too, which the simplifier does not make short.</summary>
    private static string SettingIn(SyntaxNode root)
    {
        bool isImported = root is CompilationUnitSyntax unit && unit.Usings.Any(import => import.Alias is null && import.Name?.ToString() == Namespace);
        string flags = isImported ? "ForwardedHeaders" : $"global::{Namespace}.ForwardedHeaders";
        return $"ForwardedHeaders = {flags}.XForwardedFor | {flags}.XForwardedProto";
    }

    private static BaseObjectCreationExpressionSyntax WithFlags(BaseObjectCreationExpressionSyntax creation, string text)
    {
        ExpressionSyntax setting = SyntaxFactory.ParseExpression(text);
        if (creation.Initializer is { } initializer) return creation.WithInitializer(initializer.WithExpressions(Appended(initializer, setting)));

        InitializerExpressionSyntax made = ((ObjectCreationExpressionSyntax)SyntaxFactory.ParseExpression($"new X {{ {text} }}")).Initializer!
            .WithLeadingTrivia(SyntaxFactory.Space)
            .WithTrailingTrivia(creation.GetTrailingTrivia());
        return creation is ObjectCreationExpressionSyntax { ArgumentList: { Arguments.Count: 0 } empty } named
            ? named.WithType(named.Type.WithoutTrailingTrivia()).WithArgumentList(null).WithInitializer(made)
            : creation.WithArgumentList(creation.ArgumentList?.WithoutTrailingTrivia()).WithInitializer(made);
    }

    /// <summary>One more expression in the braces: on a line of its own where the others are, and before a comma where they are.</summary>
    private static SeparatedSyntaxList<ExpressionSyntax> Appended(InitializerExpressionSyntax initializer, ExpressionSyntax setting)
    {
        List<SyntaxNodeOrToken> items = [.. initializer.Expressions.GetWithSeparators()];
        if (items.Count == 0) return SyntaxFactory.SingletonSeparatedList(setting.WithTrailingTrivia(SyntaxFactory.Space));

        SyntaxTrivia between = initializer.OpenBraceToken.TrailingTrivia.FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } line
            ? line
            : SyntaxFactory.Space;
        SyntaxNodeOrToken last = items[items.Count - 1];
        SyntaxToken comma = SyntaxFactory.Token(SyntaxKind.CommaToken);
        SyntaxTriviaList indent = between.IsKind(SyntaxKind.EndOfLineTrivia) ? initializer.Expressions[0].GetLeadingTrivia() : default;
        if (last.IsToken)
        {
            items.Add(setting.WithLeadingTrivia(indent));
            items.Add(comma.WithTrailingTrivia(last.GetTrailingTrivia()));
        }
        else
        {
            items[items.Count - 1] = last.AsNode()!.WithoutTrailingTrivia();
            items.Add(comma.WithTrailingTrivia(between));
            items.Add(setting.WithLeadingTrivia(indent).WithTrailingTrivia(last.GetTrailingTrivia()));
        }

        return SyntaxFactory.SeparatedList<ExpressionSyntax>(items);
    }
}
