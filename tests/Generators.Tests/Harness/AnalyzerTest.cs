using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>Runs every analyzer over marked source, and compares ids and exact spans. An exception in an analyzer fails.</summary>
internal static class AnalyzerTest
{
    /// <summary>Every analyzer of the assembly.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. typeof(GatewayGenerator).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    /// <summary>Expects what is marked and nothing else, compiler errors included. Returns the messages in order.</summary>
    public static Task<IReadOnlyList<string>> VerifyAsync(params string[] marked) => VerifyAsync(TestReferences.Gatehouse, null, marked);

    public static async Task<IReadOnlyList<string>> VerifyAsync(
        ImmutableArray<MetadataReference> references, TestOptions? options, params string[] marked)
    {
        Markup[] markups = [.. marked.Select(Markup.Parse)];
        CSharpCompilation compilation = TestCompilation.Of(
            OutputKind.DynamicallyLinkedLibrary, references, [.. markups.Select(markup => markup.Source)]);
        IReadOnlyList<Diagnostic> found = await RunAsync(compilation, options);

        IEnumerable<string> expected = markups.SelectMany((markup, i) => markup.Expected.Select(mark =>
            $"Test{i}.cs {mark.Id} '{markup.Source.Substring(mark.Span.Start, mark.Span.Length)}' at {mark.Span}"));
        IEnumerable<string> actual = found.Concat(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            .Select(diagnostic =>
                $"{diagnostic.Location.SourceTree?.FilePath} {diagnostic.Id} "
                + $"'{diagnostic.Location.SourceTree?.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length)}' "
                + $"at {diagnostic.Location.SourceSpan}");
        Assert.Equal(
            expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
        return [.. found.Select(diagnostic => diagnostic.GetMessage(null))];
    }

    /// <summary>What the analyzers say, by position. The generator's output is added first, as in a build.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> RunAsync(CSharpCompilation compilation, TestOptions? options = null)
    {
        GeneratorRun.Driver(options).RunGeneratorsAndUpdateCompilation(
            compilation, out Compilation complete, out _, TestContext.Current.CancellationToken);
        ImmutableArray<Diagnostic> diagnostics = await AnalyzeAsync(complete, options ?? TestOptions.None, TestContext.Current.CancellationToken);
        return
        [
            .. diagnostics.OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>Runs every analyzer over a compilation as it is. What one of them throws comes out.</summary>
    public static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Compilation compilation, TestOptions options, CancellationToken cancellationToken)
    {
        var settings = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions(options.AdditionalFiles, options),
            onAnalyzerException: (exception, _, _) => ExceptionDispatchInfo.Throw(exception),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false);
        return new CompilationWithAnalyzers(compilation, Analyzers, settings).GetAnalyzerDiagnosticsAsync(cancellationToken);
    }
}
