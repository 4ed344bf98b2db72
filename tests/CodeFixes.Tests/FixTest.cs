using System.Collections.Immutable;
using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Gatehouse.CodeFixes.Tests;

/// <summary>
/// Applies a fix to a project until nothing is left to fix, one by one and all at once, and compares both with what is
/// expected. Fixed code must compile.
/// </summary>
internal static class FixTest
{
    private const int MostRounds = 20;

    public static Task VerifyAsync(CodeFixProvider fix, string before, string after) => VerifyAsync(fix, before, after, TestReferences.Gatehouse);

    public static async Task VerifyAsync(CodeFixProvider fix, string before, string after, ImmutableArray<MetadataReference> references, OutputKind kind = OutputKind.DynamicallyLinkedLibrary)
    {
        Document oneByOne = await FixOneByOneAsync(fix, Open(before, references, kind));
        Assert.Equal(after, await TextOf(oneByOne));
        Compilation? compilation = await oneByOne.Project.GetCompilationAsync(TestContext.Current.CancellationToken);
        Assert.Empty(compilation!.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));

        if (before == after) return;
        foreach (FixAllScope scope in new[] { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution })
            Assert.Equal(after, await TextOf(await FixAllAsync(fix, Open(before, references, kind), scope)));
    }

    /// <summary>As VerifyAsync, for a source of which nothing may be reported any more that the fix is for.</summary>
    public static async Task VerifyGoneAsync(CodeFixProvider fix, string before, string after, ImmutableArray<MetadataReference> references, OutputKind kind = OutputKind.DynamicallyLinkedLibrary)
    {
        await VerifyAsync(fix, before, after, references, kind);
        Assert.NotEqual(before, after);
        Assert.Empty(await DiagnosticsOf(Open(after, references, kind), fix));
    }

    /// <summary>As VerifyGoneAsync, of a source and a file that is none, either of which the fix may change.</summary>
    public static async Task VerifyWithFileAsync(
        CodeFixProvider fix, string path, (string Source, string File) before, (string Source, string File) after, ImmutableArray<MetadataReference> references)
    {
        Document oneByOne = await FixOneByOneAsync(fix, OpenBoth());
        Assert.Equal(after, await BothOf(oneByOne));
        if (before == after) return;

        // What is told alone may have no fix.
        Assert.DoesNotContain(
            await DiagnosticsOf(oneByOne, fix),
            diagnostic => diagnostic.Severity > DiagnosticSeverity.Info && diagnostic.AdditionalLocations.Any(place => place.GetLineSpan().Path == path));
        foreach (FixAllScope scope in new[] { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution })
            Assert.Equal(after, await BothOf(await FixAllAsync(fix, OpenBoth(), scope)));

        Document OpenBoth()
        {
            Document document = Open(before.Source, references, OutputKind.DynamicallyLinkedLibrary);
            return document.Project.AddAdditionalDocument(Path.GetFileName(path), before.File, filePath: path).Project.GetDocument(document.Id)!;
        }

        static async Task<(string Source, string File)> BothOf(Document document)
        {
            TextDocument file = document.Project.AdditionalDocuments.Single();
            return (await TextOf(document), (await file.GetTextAsync(TestContext.Current.CancellationToken)).ToString());
        }
    }

    private static Document Open(string source, ImmutableArray<MetadataReference> references, OutputKind kind)
    {
        var workspace = new AdhocWorkspace();
        CSharpCompilation settings = TestCompilation.Of(kind, references, source);
        ProjectInfo project = ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "Test",
            "Test",
            LanguageNames.CSharp,
            compilationOptions: settings.Options,
            parseOptions: TestCompilation.ParseOptions,
            metadataReferences: settings.References);
        Project opened = workspace.AddProject(project);
        opened = opened.AddDocument("Usings.cs", settings.SyntaxTrees[0].GetText(TestContext.Current.CancellationToken)).Project;
        return opened.AddDocument("Test0.cs", source);
    }

    private static async Task<Document> FixOneByOneAsync(CodeFixProvider fix, Document document)
    {
        for (int round = 0; round < MostRounds; round++)
        {
            bool applied = false;
            foreach (Diagnostic diagnostic in await DiagnosticsOf(document, fix))
            {
                if (await ActionFor(fix, document, diagnostic) is not { } action) continue;
                document = await ApplyAsync(action, document);
                applied = true;
                break;
            }

            if (!applied) return document;
        }

        Assert.Fail($"The fix still finds work after {MostRounds} rounds:\n{await TextOf(document)}");
        return document;
    }

    private static async Task<Document> FixAllAsync(CodeFixProvider fix, Document document, FixAllScope scope)
    {
        string? key = null;
        foreach (Diagnostic diagnostic in await DiagnosticsOf(document, fix))
            key ??= (await ActionFor(fix, document, diagnostic))?.EquivalenceKey;
        var context = new FixAllContext(
            document, fix, scope, key!, fix.FixableDiagnosticIds, new Diagnostics(fix), TestContext.Current.CancellationToken);
        CodeAction? action = await fix.GetFixAllProvider()!.GetFixAsync(context);
        Assert.NotNull(action);
        return await ApplyAsync(action, document);
    }

    private static async Task<CodeAction?> ActionFor(CodeFixProvider fix, Document document, Diagnostic diagnostic)
    {
        CodeAction? found = null;
        await fix.RegisterCodeFixesAsync(new CodeFixContext(
            document, diagnostic, (action, _) => found ??= action, TestContext.Current.CancellationToken));
        return found;
    }

    private static async Task<Document> ApplyAsync(CodeAction action, Document document)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        Solution solution = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        Document changed = solution.GetDocument(document.Id)!;
        changed = await Simplifier.ReduceAsync(changed, cancellationToken: TestContext.Current.CancellationToken);
        return await Formatter.FormatAsync(changed, Formatter.Annotation, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static async Task<IReadOnlyList<Diagnostic>> DiagnosticsOf(Document document, CodeFixProvider fix)
    {
        Compilation? compilation = await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken);
        SyntaxTree? tree = await document.GetSyntaxTreeAsync(TestContext.Current.CancellationToken);
        IReadOnlyList<Diagnostic> found = await AnalyzerTest.RunAsync(
            (CSharpCompilation)compilation!,
            new TestOptions(new Dictionary<string, string>()) { AdditionalFiles = document.Project.AnalyzerOptions.AdditionalFiles });
        return [.. found.Where(diagnostic => fix.FixableDiagnosticIds.Contains(diagnostic.Id) && diagnostic.Location.SourceTree == tree)];
    }

    private static async Task<string> TextOf(Document document) =>
        (await document.GetTextAsync(TestContext.Current.CancellationToken)).ToString();

    private sealed class Diagnostics(CodeFixProvider fix) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await DiagnosticsOf(project.Documents.Single(document => document.Name == "Test0.cs"), fix);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            await DiagnosticsOf(document, fix);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(Enumerable.Empty<Diagnostic>());
    }
}
