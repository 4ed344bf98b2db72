using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>One run of the generator, checked for what always holds: no exception, no diagnostics, the same output twice.</summary>
internal sealed partial class GeneratorRun
{
    private GeneratorRun(CSharpCompilation output, IReadOnlyDictionary<string, string> sources)
    {
        Output = output;
        Sources = sources;
    }

    /// <summary>The compilation with the generated files.</summary>
    public CSharpCompilation Output { get; }

    /// <summary>The generated files by their names.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; }

    public static CSharpGeneratorDriver Driver(TestOptions? options = null, CSharpParseOptions? parsing = null) => CSharpGeneratorDriver.Create(
        [new GatewayGenerator().AsSourceGenerator()],
        parseOptions: parsing ?? TestCompilation.ParseOptions,
        optionsProvider: options ?? TestOptions.None,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static GeneratorRun Of(params string[] sources) => Of(TestCompilation.Of(sources));

    public static GeneratorRun Of(CSharpCompilation compilation, TestOptions? options = null)
    {
        GeneratorRun first = Once(compilation, options);
        GeneratorRun second = Once(compilation, options);
        Assert.Equal(first.Sources, second.Sources);
        return first;
    }

    /// <summary>Fails on any error, and on any warning in a generated file.</summary>
    public GeneratorRun AssertCompiles()
    {
        IEnumerable<Diagnostic> faults = Output.GetDiagnostics().Where(diagnostic =>
            diagnostic.Severity == DiagnosticSeverity.Error
            || (diagnostic.Severity == DiagnosticSeverity.Warning && IsGenerated(diagnostic.Location)));
        string text = string.Join("\n", faults.Select(fault => $"{fault}\n  {LineOf(fault)}"));
        Assert.True(text.Length == 0, text);
        return this;
    }

    /// <summary>Compares with the file of that name; UPDATE_SNAPSHOTS=1 writes it, and fails so that nobody forgets the variable.</summary>
    public void AssertSnapshot(string name, [CallerFilePath] string testFile = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(testFile)!, "Snapshots", $"{name}.snapshot.cs");
        string actual = Text();
        string expected = File.Exists(path) ? File.ReadAllText(path) : "";
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1" && actual != expected)
        {
            File.WriteAllText(path, actual);
            Assert.Fail($"Wrote {path}: look at it, then run again without UPDATE_SNAPSHOTS.");
        }

        Assert.Equal(expected, actual);
    }

    private static GeneratorRun Once(CSharpCompilation compilation, TestOptions? options)
    {
        // A clone has other symbols: nothing can be remembered from the run before.
        GeneratorDriver driver = Driver(options, (CSharpParseOptions)compilation.SyntaxTrees[0].Options).RunGeneratorsAndUpdateCompilation(
            compilation.Clone(), out Compilation output, out var diagnostics, TestContext.Current.CancellationToken);
        GeneratorRunResult result = Assert.Single(driver.GetRunResult().Results);
        Assert.Null(result.Exception);
        Assert.Empty(diagnostics);
        Assert.Empty(result.Diagnostics);
        var sources = new SortedDictionary<string, string>(
            result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString()), StringComparer.Ordinal);
        Assert.All(sources.Values, text => Assert.DoesNotContain('\r', text));
        return new GeneratorRun((CSharpCompilation)output, sources);
    }

    /// <summary>Whether something stands in a file of the generator's.</summary>
    public static bool IsGenerated(Location location) => location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true;

    private static string LineOf(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString() ?? "";

    private string Text()
    {
        var text = new StringBuilder();
        foreach ((string name, string source) in Sources)
            text.Append("//////// ").Append(name).Append('\n').Append(Version().Replace(source, "\"VERSION\"")).Append('\n');
        return text.ToString().TrimEnd('\n') + "\n";
    }

    // A new version of the generator is no new output.
    [GeneratedRegex("(?<=GeneratedCode\\(\"Gatehouse\\.Generators\", )\"[0-9.]+\"")]
    private static partial Regex Version();
}
