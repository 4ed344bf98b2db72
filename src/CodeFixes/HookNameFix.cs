using System.Collections.Immutable;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.CodeFixes;

/// <summary>GH0502: gives a method the name of the hook that was meant. Nobody calls it, so that nothing else changes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HookNameFix))]
public sealed class HookNameFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(HookRules.UnknownHook.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan) is not MethodDeclarationSyntax { Parent: TypeDeclarationSyntax type } method) continue;

            // What is meant may be the app's StartAsync, which is no hook; and a hook that is there already stays the only one.
            if (HookNames.Near(method.Identifier.ValueText) is not { } hook || HookNames.All.All(known => known.Name != hook)) continue;
            if (type.Members.OfType<MethodDeclarationSyntax>().Any(other => other.Identifier.ValueText == hook)) continue;

            TextSpan name = method.Identifier.Span;
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Rename to {hook}",
                    async cancellationToken =>
                    {
                        SourceText text = await context.Document.GetTextAsync(cancellationToken).ConfigureAwait(false);
                        return context.Document.WithText(text.Replace(name, hook));
                    },
                    nameof(HookNameFix)),
                diagnostic);
        }
    }
}
