using System.Collections.Immutable;
using Gatehouse.Generators.Routing;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.CodeFixes;

/// <summary>GH0101 for an unknown constraint: takes the one that was probably meant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ConstraintNameFix))]
public sealed class ConstraintNameFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RouteRules.BadTemplate.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SourceText text = await context.Document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            // The rule marks a constraint, and nothing else that stands behind a colon.
            TextSpan span = diagnostic.Location.SourceSpan;
            if (span.Start == 0 || text[span.Start - 1] != ':') continue;
            string name = text.ToString(span);
            if (!name.All(char.IsLetterOrDigit)) continue;
            string? near = ConstraintParser.BuiltIn.Guess(name);
            if (near is null) continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Use the constraint '{near}'", _ => Task.FromResult(context.Document.WithText(text.Replace(span, near))), nameof(ConstraintNameFix)),
                diagnostic);
        }
    }
}
