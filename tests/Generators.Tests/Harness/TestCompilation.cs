using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>Compilations of sources under test: nullable, at the highest warning level, documentation checked.</summary>
internal static class TestCompilation
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    public static CSharpCompilation Of(params string[] sources) => Of(OutputKind.DynamicallyLinkedLibrary, TestReferences.Gatehouse, sources);

    public static CSharpCompilation Of(OutputKind kind, ImmutableArray<MetadataReference> references, params string[] sources)
    {
        var options = new CSharpCompilationOptions(
            kind, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999, allowUnsafe: true);
        IEnumerable<SyntaxTree> trees = sources
            .Select((source, i) => CSharpSyntaxTree.ParseText(source, ParseOptions, $"Test{i}.cs"))
            .Prepend(CSharpSyntaxTree.ParseText(Usings, ParseOptions, "Usings.cs"));
        return CSharpCompilation.Create("TestAssembly", trees, references, options);
    }
}
