using System.Collections.Immutable;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using ParameterSyntax = Microsoft.CodeAnalysis.CSharp.Syntax.ParameterSyntax;

namespace Gatehouse.CodeFixes;

/// <summary>GH0212: declares in the app's <c>JsonSerializerContext</c> what a handler takes or returns.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(JsonSerializableFix))]
public sealed class JsonSerializableFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(BindingRules.NotDeclared.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => JsonSerializableFixAll.Instance;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            Project project = context.Document.Project;
            if (await FindAsync(project, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } type
                || await ContextOfAsync(project, context.CancellationToken).ConfigureAwait(false) is not { } declaration)
            {
                continue;
            }

            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Declare '{type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}' in '{declaration.Identifier.ValueText}'",
                    cancellationToken => DeclareAsync(project, [diagnostic], cancellationToken),
                    nameof(JsonSerializableFix)),
                diagnostic);
        }
    }

    /// <summary>Declares what a project's diagnostics ask for, each type once.</summary>
    internal static async Task<Solution> DeclareAsync(Project project, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        Solution solution = project.Solution;
        if (await ContextOfAsync(project, cancellationToken).ConfigureAwait(false) is not { } declaration) return solution;
        var wanted = new List<string>();
        foreach (Diagnostic diagnostic in diagnostics)
        {
            if (await FindAsync(project, diagnostic, cancellationToken).ConfigureAwait(false) is not { } type) continue;
            string name = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
            if (!wanted.Contains(name)) wanted.Add(name);
        }

        if (wanted.Count == 0 || solution.GetDocument(declaration.SyntaxTree) is not { } document) return solution;
        SyntaxNode root = await declaration.SyntaxTree.GetRootAsync(cancellationToken).ConfigureAwait(false);
        return solution.WithDocumentSyntaxRoot(document.Id, root.ReplaceNode(declaration, Add(declaration, wanted)));
    }

    /// <summary>The type that has no metadata; null for what is no longer as it was reported.</summary>
    private static async Task<ITypeSymbol?> FindAsync(Project project, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (project.GetDocument(diagnostic.Location.SourceTree) is not { } document
            || await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model)
        {
            return null;
        }

        SyntaxNode node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node.FirstAncestorOrSelf<ParameterSyntax>() is { } parameter) return model.GetDeclaredSymbol(parameter, cancellationToken)?.Type;
        if (node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method) return null;
        return model.GetDeclaredSymbol(method, cancellationToken) is { } handler && KnownTypes.From(model.Compilation) is { } known
            ? known.Awaited(handler.ReturnType)
            : null;
    }

    /// <summary>Where the app's context is declared: the part that has attributes already, if one has.</summary>
    private static async Task<TypeDeclarationSyntax?> ContextOfAsync(Project project, CancellationToken cancellationToken)
    {
        if (await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false) is not { } compilation || KnownTypes.From(compilation) is not { } known) return null;
        AttributeData? named = Apps.Of(compilation, known)
            .SelectMany(app => app.GetAttributes())
            .FirstOrDefault(attribute => KnownTypes.Is(attribute.AttributeClass, known.GatewayJsonAttribute));
        if (named is not { ConstructorArguments.Length: 1 } || named.ConstructorArguments[0].Value is not INamedTypeSymbol context) return null;
        return context.DeclaringSyntaxReferences
            .Where(reference => project.GetDocument(reference.SyntaxTree) is { } document && document is not SourceGeneratedDocument)
            .Select(reference => reference.GetSyntax(cancellationToken))
            .OfType<TypeDeclarationSyntax>()
            .OrderByDescending(declaration => declaration.AttributeLists.Count)
            .FirstOrDefault();
    }

    private static TypeDeclarationSyntax Add(TypeDeclarationSyntax declaration, IReadOnlyList<string> types)
    {
        SyntaxTrivia end = declaration.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        if (end.IsKind(SyntaxKind.None)) end = declaration.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        if (end.IsKind(SyntaxKind.None)) end = SyntaxFactory.LineFeed;

        // What stands before the class without attributes is its comment, which stays first; its indentation is each line's.
        SyntaxTriviaList leading = declaration.GetLeadingTrivia();
        SyntaxTriviaList indentation = SyntaxFactory.TriviaList(leading.Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
        bool isBare = declaration.AttributeLists.Count == 0;
        if (isBare) declaration = declaration.WithLeadingTrivia(indentation);
        var added = types.Select((type, i) => SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(Attribute(type)))
            .WithLeadingTrivia(isBare && i == 0 ? leading : indentation)
            .WithTrailingTrivia(end));
        return declaration.WithAttributeLists(declaration.AttributeLists.AddRange(added));
    }

    private static AttributeSyntax Attribute(string type) => SyntaxFactory.Attribute(
            SyntaxFactory.ParseName("global::System.Text.Json.Serialization.JsonSerializable"),
            SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(
                SyntaxFactory.AttributeArgument(SyntaxFactory.TypeOfExpression(SyntaxFactory.ParseTypeName(type))))))
        .WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);
}
