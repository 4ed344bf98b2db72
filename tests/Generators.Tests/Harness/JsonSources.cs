using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>What System.Text.Json generates for the contexts in a compilation, as the SDK does in a build.</summary>
internal static class JsonSources
{
    private static readonly Lazy<ISourceGenerator[]> Generators = new(Load);

    /// <summary>A compilation with the sources of its contexts. Our generator sees them, or does not: nothing may depend on it.</summary>
    public static CSharpCompilation Add(CSharpCompilation compilation)
    {
        CSharpGeneratorDriver.Create(Generators.Value, parseOptions: TestCompilation.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation complete, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.Empty(diagnostics);
        return (CSharpCompilation)complete;
    }

    private static ISourceGenerator[] Load()
    {
        string pack = Path.GetDirectoryName(TestReferences.Net.OfType<PortableExecutableReference>().First().FilePath)!;
        string path = Path.GetFullPath(Path.Combine(pack, "..", "..", "analyzers", "dotnet", "cs", "System.Text.Json.SourceGeneration.dll"));
        ISourceGenerator[] found = [.. new AnalyzerFileReference(path, new Loader()).GetGenerators(LanguageNames.CSharp)];
        Assert.NotEmpty(found);
        return found;
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
