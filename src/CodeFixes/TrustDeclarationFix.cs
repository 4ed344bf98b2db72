using System.Collections.Immutable;
using Gatehouse.Generators.Analyzers.Trust;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Gatehouse.CodeFixes;

/// <summary>GH1031, GH1036 and GH1043: adds the attribute that is missing beside <c>[ForwardedHeaders]</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TrustDeclarationFix))]
public sealed class TrustDeclarationFix : CodeFixProvider
{
    // The published nginx site comes over a Unix socket: whom a fix may name without knowing more.
    private const string UnixPeers = "unix:";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create(ProxyDeclarationRules.NobodyTrusted.Id, ProxyDeclarationRules.AnyHost.Id, ProxyDeclarationRules.ForgeableHost.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (AttributeFor(diagnostic) is not { } missing) continue;
            var list = root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<AttributeListSyntax>();
            if (list?.Parent is not TypeDeclarationSyntax declaration) continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Add [{missing.Name}({missing.Arguments})]",
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(root!.ReplaceNode(declaration, Add(declaration, list, missing.Name, missing.Arguments)))),
                    missing.Name),
                diagnostic);
        }
    }

    private static (string Name, string Arguments)? AttributeFor(Diagnostic diagnostic)
    {
        if (diagnostic.Id == ProxyDeclarationRules.NobodyTrusted.Id)
            return diagnostic.Properties.ContainsKey(ProxyDeclarationAnalyzer.HasNoProxies) ? ("TrustedProxies", Literal(UnixPeers)) : null;
        return diagnostic.Properties.TryGetValue(ProxyDeclarationAnalyzer.Hosts, out string? hosts) && hosts is not null
            ? ("AllowedHosts", string.Join(", ", hosts.Split(',').Select(Literal)))
            : null;
    }

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private static TypeDeclarationSyntax Add(TypeDeclarationSyntax declaration, AttributeListSyntax beside, string name, string arguments)
    {
        AttributeSyntax attribute = SyntaxFactory.Attribute(
                SyntaxFactory.ParseName("global::Gatehouse." + name), SyntaxFactory.ParseAttributeArgumentList($"({arguments})"))
            .WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);

        // On a line of its own where the other one has one.
        SyntaxTrivia end = beside.GetTrailingTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        bool hasLine = end.IsKind(SyntaxKind.EndOfLineTrivia);
        IEnumerable<SyntaxTrivia> indentation = beside.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        AttributeListSyntax added = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute))
            .WithLeadingTrivia(hasLine ? SyntaxFactory.TriviaList(indentation) : SyntaxFactory.TriviaList())
            .WithTrailingTrivia(hasLine ? end : SyntaxFactory.Space);
        return declaration.WithAttributeLists(declaration.AttributeLists.Insert(declaration.AttributeLists.IndexOf(beside) + 1, added));
    }
}
