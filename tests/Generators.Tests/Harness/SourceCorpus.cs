using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>
/// Sources to run the generator and the analyzers over: those of the samples and of the template, and every source that a
/// test of this project has in it. So what is new there is covered here too.
/// </summary>
internal static class SourceCorpus
{
    /// <summary>What users start from.</summary>
    public static IReadOnlyList<(string Name, string Text)> Samples { get; } =
    [
        .. new[] { "samples", "templates" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(path => (Name: Path.GetRelativePath(Repository.Root, path), Path: path))
            .Where(file => !file.Name.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => (file.Name, File.ReadAllText(file.Path))),
    ];

    /// <summary>The text literals of the tests that speak of Gatehouse, without the marks for expected diagnostics.</summary>
    public static IReadOnlyList<(string Name, string Text)> Tests { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Generators.Tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .SelectMany(SourcesIn)
            .DistinctBy(source => source.Text),
    ];

    /// <summary>The statements of the tests about ASP.NET Core's middleware for forwarded headers, each in an app of its own.</summary>
    public static IReadOnlyList<(string Name, string Text)> Startups { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Generators.Tests", "Analyzers"), "Forward*Tests.cs")
            .Order(StringComparer.Ordinal)
            .SelectMany(LiteralsIn)
            .Where(literal => literal.Text.EndsWith(';'))
            .Select(literal => (literal.Name, literal.Text.Contains("o.", StringComparison.Ordinal) && !literal.Text.Contains("app.", StringComparison.Ordinal)
                ? AspNetSource.Configuring(literal.Text)
                : AspNetSource.InStartup(literal.Text)))
            .DistinctBy(source => source.Item2),
    ];

    private static IEnumerable<(string Name, string Text)> SourcesIn(string path) => LiteralsIn(path)
        .Where(literal => literal.Text.Contains("Gatehouse", StringComparison.Ordinal) && literal.Text.Contains("class", StringComparison.Ordinal));

    private static IEnumerable<(string Name, string Text)> LiteralsIn(string path) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(path), TestCompilation.ParseOptions).GetRoot().DescendantTokens()
            .Where(token => token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.InterpolatedStringTextToken)
            .Select(token => (
                $"{Path.GetFileName(path)}:{token.GetLocation().GetLineSpan().StartLinePosition.Line + 1}",
                Markup.Without(token.ValueText)));
}
