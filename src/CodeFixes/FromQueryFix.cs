using System.Collections.Immutable;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using ParameterSyntax = Microsoft.CodeAnalysis.CSharp.Syntax.ParameterSyntax;

namespace Gatehouse.CodeFixes;

/// <summary>GH0104: a parameter that no template names is taken from the query.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FromQueryFix))]
public sealed class FromQueryFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RouteRules.MissingParameter.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ParameterSyntax>() is not { } parameter
                || IsInSomeTemplate(parameter))
            {
                continue;
            }

            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Take '{parameter.Identifier.ValueText}' from the query",
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(parameter, Mark(parameter)))),
                    nameof(FromQueryFix)),
                diagnostic);
        }
    }

    /// <summary>One of several templates may have it: marked, it would have two sources there.</summary>
    private static bool IsInSomeTemplate(ParameterSyntax parameter)
    {
        string name = parameter.Identifier.ValueText;
        return parameter.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method
            && method.AttributeLists
                .SelectMany(list => list.Attributes)
                .SelectMany(attribute => attribute.ArgumentList?.Arguments ?? default)
                .Select(argument => argument.Expression)
                .OfType<LiteralExpressionSyntax>()
                .Any(literal => RouteNames.In(literal.Token.ValueText).Any(route => RouteNames.NameOf(route) == name));
    }

    private static ParameterSyntax Mark(ParameterSyntax parameter)
    {
        AttributeSyntax mark = SyntaxFactory.Attribute(SyntaxFactory.ParseName("global::Gatehouse.FromQuery"))
            .WithAdditionalAnnotations(Simplifier.Annotation);
        AttributeListSyntax list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(mark))
            .WithLeadingTrivia(parameter.GetLeadingTrivia())
            .WithTrailingTrivia(SyntaxFactory.Space);
        return parameter.WithLeadingTrivia().AddAttributeLists(list);
    }
}
