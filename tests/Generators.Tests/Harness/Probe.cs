using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>
/// One editor: each source it is given replaces the one before, in the same driver, so that what is remembered is tested
/// too. The references and their symbols are shared by all.
/// </summary>
internal sealed class Probe
{
    // A run takes milliseconds. One that takes this long hangs, however busy the machine is.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // A fresh driver costs a run: not for every source.
    private const int RunsBetweenComparisons = 8;

    private static readonly CSharpCompilation Empty = TestCompilation.Of(OutputKind.ConsoleApplication, References(), "");

    private GeneratorDriver driver = GeneratorRun.Driver();
    private int runs;

    /// <summary>Sources that compiled, with what was emitted for them.</summary>
    public int Compiled { get; private set; }

    /// <summary>
    /// Runs the generator and every analyzer. None may throw or hang; the generator's output is that of a driver that has seen
    /// nothing else; and what neither the compiler nor an analyzer calls an error compiles with what was emitted for it.
    /// </summary>
    public async Task RunAsync(string origin, string source)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        try
        {
            await Task.Run(() => RunAsync(source, stop.Token), stop.Token).WaitAsync(Deadline, stop.Token);
        }
        catch (Exception e) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            await stop.CancelAsync();
            Assert.Fail($"{origin}: {e}\n--------\n{source}\n--------");
        }
    }

    private async Task RunAsync(string source, CancellationToken cancellationToken)
    {
        CSharpCompilation compilation = Empty.ReplaceSyntaxTree(
            Empty.SyntaxTrees[^1], CSharpSyntaxTree.ParseText(source, TestCompilation.ParseOptions, "Probe.cs", cancellationToken: cancellationToken));
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation complete, out _, cancellationToken);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        if (result.Exception is not null) throw new InvalidOperationException("The generator threw.", result.Exception);
        if (runs++ % RunsBetweenComparisons == 0) CompareWithFresh(compilation, result, cancellationToken);

        ImmutableArray<Diagnostic> analyzed = await AnalyzerTest.AnalyzeAsync(complete, TestOptions.None, cancellationToken);
        bool emitted = result.GeneratedSources.Length > 0;
        if (!emitted || analyzed.Any(IsError)) return;
        List<Diagnostic> errors = [.. complete.GetDiagnostics(cancellationToken).Where(IsError)];
        if (errors.Count == 0) Compiled++;
        if (errors.Count > 0 && errors.TrueForAll(error => GeneratorRun.IsGenerated(error.Location)))
            throw new InvalidOperationException("The generated code does not compile: " + string.Join("\n", errors));
    }

    private static void CompareWithFresh(CSharpCompilation compilation, GeneratorRunResult result, CancellationToken cancellationToken)
    {
        GeneratorRunResult fresh = GeneratorRun.Driver().RunGenerators(compilation.Clone(), cancellationToken).GetRunResult().Results.Single();
        Assert.Equal(
            fresh.GeneratedSources.Select(file => (file.HintName, file.SourceText.ToString())),
            result.GeneratedSources.Select(file => (file.HintName, file.SourceText.ToString())));
    }

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    /// <summary>With ASP.NET Core, which some analyzers look at.</summary>
    private static ImmutableArray<MetadataReference> References() =>
        [.. TestReferences.AspNet, .. TestReferences.Gatehouse.Except(TestReferences.Net).Where(reference => !IsAspNets(reference))];

    private static bool IsAspNets(MetadataReference reference) =>
        TestReferences.AspNet.Any(other => Path.GetFileName(other.Display) == Path.GetFileName(reference.Display));
}
