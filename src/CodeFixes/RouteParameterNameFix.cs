using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Gatehouse.Generators.Routing;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ParameterSyntax = Microsoft.CodeAnalysis.CSharp.Syntax.ParameterSyntax;

namespace Gatehouse.CodeFixes;

/// <summary>
/// GH0103 and GH0104: where a template has a name that no parameter of the handler has, and the handler one that is like it,
/// the template takes the handler's. The handler's may be used in its body and by its callers; the template's is used nowhere.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RouteParameterNameFix))]
public sealed class RouteParameterNameFix : CodeFixProvider
{
    // What every request has comes from no template.
    private static readonly ImmutableHashSet<string> Ambient =
        ImmutableHashSet.Create("Request", "Response", "CancellationToken", "WorkerContext", "GatewayWebSocket");

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create(RouteRules.UnusedParameter.Id, RouteRules.MissingParameter.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            TextSpan span = diagnostic.Location.SourceSpan;
            if (root?.FindNode(span, getInnermostNodeForTie: true) is not { } node
                || node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method)
            {
                continue;
            }

            // GH0103 is about one template, GH0104 about a parameter, which several may lack.
            string? parameter = node.FirstAncestorOrSelf<ParameterSyntax>()?.Identifier.ValueText;
            List<Renaming> renamings =
            [
                .. TemplatesOf(method)
                    .Where(template => parameter is not null || template.Span.Contains(span))
                    .SelectMany(template => RenamingsIn(template, method))
                    .Where(renaming => parameter is null ? span.Contains(renaming.Span) : renaming.To == parameter),
            ];
            if (renamings.Count == 0) continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Rename '{renamings[0].From}' in the template to '{renamings[0].To}'",
                    async cancellationToken =>
                    {
                        SourceText text = await context.Document.GetTextAsync(cancellationToken).ConfigureAwait(false);
                        return context.Document.WithText(text.WithChanges(renamings.Select(renaming => new TextChange(renaming.Span, renaming.To))));
                    },
                    nameof(RouteParameterNameFix)),
                diagnostic);
        }
    }

    /// <summary>Templates written as literals in which each character stands for itself.</summary>
    private static IEnumerable<SyntaxToken> TemplatesOf(MethodDeclarationSyntax method) =>
        from list in method.AttributeLists
        from attribute in list.Attributes
        let first = attribute.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals is null)
        where first?.Expression is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression }
        let token = ((LiteralExpressionSyntax)first.Expression).Token
        where token.Text == $"\"{token.ValueText}\"" && token.ValueText.StartsWith("/", StringComparison.Ordinal)
        select token;

    private static IEnumerable<Renaming> RenamingsIn(SyntaxToken template, MethodDeclarationSyntax method)
    {
        List<Match> names = [.. RouteNames.In(template.Text)];
        var inTemplate = new HashSet<string>(names.Select(RouteNames.NameOf), StringComparer.Ordinal);
        var inHandler = new HashSet<string>(method.ParameterList.Parameters.Select(parameter => parameter.Identifier.ValueText), StringComparer.Ordinal);
        List<string> free =
        [
            .. method.ParameterList.Parameters.Where(MayBeRouted).Select(parameter => parameter.Identifier.ValueText).Where(name => !inTemplate.Contains(name)),
        ];
        foreach (Match match in names.Where(match => !inHandler.Contains(RouteNames.NameOf(match))))
        {
            if (Spelling.Nearest(RouteNames.NameOf(match), free) is not { } near) continue;
            free.Remove(near);
            Group name = match.Groups["name"];
            yield return new Renaming(new TextSpan(template.SpanStart + name.Index, name.Length), name.Value, near);
        }
    }

    private static bool MayBeRouted(ParameterSyntax parameter) =>
        parameter.AttributeLists.Count == 0
        && !(parameter.Type?.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().LastOrDefault() is { } type && Ambient.Contains(type.Identifier.ValueText));

    private sealed record Renaming(TextSpan Span, string From, string To);
}
