using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.Generators.Tests;

/// <summary>After an edit that leaves the print as it was, classes are not read again: it must tell all that a model may depend on.</summary>
public class DeclarationPrintTests
{
    private const string Source = """
        using Gatehouse;
        [GatewayApp]
        public partial class App
        {
            private const int Limit = 1;
            public App() { Limits = 1; }
            public int Limits { get; set; }
            [Get("/")] public string Index() => "one";
            [Get("/items/{id}")] public string Item(int id, string? name = null)
            {
                return $"{id}";
            }
            public static bool operator !(App app) => false;
        }
        """;

    [Theory]
    [InlineData("\"one\"", "\"two\" + Limit")]
    [InlineData("return $\"{id}\";", "// later\n        int Local() { return id; }\n        return $\"{Local()}\";")]
    [InlineData("return $\"{id}\";", "return id.")]
    [InlineData("return $\"{id}\";", "")]
    [InlineData("Limits = 1;", "if (true) { Limits = 2; }")]
    [InlineData("=> false", "=> app is null")]
    public void The_body_of_a_method_leaves_it_as_it_was(string old, string now) => Assert.Equal(Print(Source), Print(Edited(old, now)));

    [Theory]
    [InlineData("\"/items/{id}\"", "\"/items/{id:int}\"")]
    [InlineData("int id", "long id")]
    [InlineData("string? name = null", "string? name = \"a\"")]
    [InlineData("string Index() => \"one\";", "string Index() { return \"one\"; }")]
    [InlineData("string Index() =>", "async System.Threading.Tasks.Task<string> Index() =>")]
    [InlineData("Limit = 1", "Limit = 2")]
    [InlineData("{ get; set; }", "{ get; private set; }")]
    [InlineData("[GatewayApp]", "/// <summary>An app.</summary>\n[GatewayApp]")]
    [InlineData("return $\"{id}\";\n    }", "return $\"{id}\";")]
    [InlineData("=> \"one\";", "=> \"one\"")]
    [InlineData("return $\"{id}\";", "#nullable disable\n        return $\"{id}\";")]
    [InlineData("=> \"one\";", "=>\n#nullable disable\n\"one\";")]
    public void All_else_changes_it(string old, string now) => Assert.NotEqual(Print(Source), Print(Edited(old, now)));

    [Fact]
    public void What_a_directive_in_a_body_leaves_off_changes_it() =>
        Assert.NotEqual(Print(Edited("return $", "#if A\n        #nullable disable\n#endif\n        return $")), Print(Edited("return $", "#if B\n        #nullable disable\n#endif\n        return $")));

    [Fact]
    public void The_compilation_around_the_files_is_part_of_it()
    {
        CSharpCompilation compilation = Compilation(Source);
        SyntaxTree tree = compilation.SyntaxTrees[1];
        CSharpCompilation[] others =
        [
            compilation.WithOptions(compilation.Options.WithNullableContextOptions(NullableContextOptions.Disable)),
            compilation.WithAssemblyName("Other"),
            compilation.AddReferences(MetadataReference.CreateFromFile(typeof(DeclarationPrintTests).Assembly.Location)),
            compilation.RemoveReferences(compilation.References.Last()),
            compilation.AddSyntaxTrees(Parse("", "Empty.cs")),
            compilation.RemoveSyntaxTrees(compilation.SyntaxTrees[0]),
            compilation.ReplaceSyntaxTree(tree, Parse(Source, "Other.cs")),
            compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(Source, TestCompilation.ParseOptions.WithPreprocessorSymbols("A"), tree.FilePath, cancellationToken: TestContext.Current.CancellationToken)),
            compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(compilation.SyntaxTrees.Reverse()),
        ];
        string[] prints = [Print(compilation), .. others.Select(Print)];
        Assert.Equal(prints.Length, prints.Distinct().Count());
        Assert.Equal(Print(compilation), Print(compilation.Clone()));
        Assert.Equal(Print(compilation), Print(compilation.ReplaceSyntaxTree(tree, Parse(Source, tree.FilePath))));
    }

    [Fact]
    public void A_driver_that_has_seen_edits_of_bodies_emits_what_a_new_one_does()
    {
        var random = new Random(20261125);
        int kept = 0;
        foreach ((string name, string text) in SourceCorpus.Samples)
        {
            CSharpCompilation compilation = Compilation(text);
            GeneratorDriver driver = GeneratorRun.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
            for (int round = 0; round < 20; round++)
            {
                CSharpCompilation edited = Compilation(EditBody(text, random));
                if (Print(edited) == Print(compilation)) kept++;
                driver = driver.RunGenerators(edited, TestContext.Current.CancellationToken);
                Assert.True(
                    Emitted(GeneratorRun.Driver().RunGenerators(edited, TestContext.Current.CancellationToken)).SequenceEqual(Emitted(driver)),
                    $"{name}, round {round}:\n{edited.SyntaxTrees[1]}");
            }
        }

        Assert.True(kept > 0, "Every edit changed the print, so that nothing was kept.");
    }

    /// <summary>A token of a body lost, doubled, or replaced by a brace or a directive.</summary>
    private static string EditBody(string text, Random random)
    {
        List<SyntaxToken> tokens = [.. CSharpSyntaxTree.ParseText(text, TestCompilation.ParseOptions).GetRoot().DescendantNodes()
            .OfType<BaseMethodDeclarationSyntax>()
            .SelectMany(method => (method.Body ?? (SyntaxNode?)method.ExpressionBody)?.DescendantTokens() ?? [])];
        if (tokens.Count == 0) return text;
        SyntaxToken token = tokens[random.Next(tokens.Count)];
        string now = random.Next(6) switch
        {
            0 => "",
            1 => $"{token.Text} {token.Text}",
            2 => "}",
            3 => "{",
            4 => $"\n#nullable disable\n{token.Text}",
            _ => $"/* edited */ {token.Text}",
        };
        return string.Concat(text.AsSpan(0, token.SpanStart), now, text.AsSpan(token.Span.End));
    }

    private static IEnumerable<(string, string)> Emitted(GeneratorDriver driver) =>
        Assert.Single(driver.GetRunResult().Results).GeneratedSources.Select(source => (source.HintName, source.SourceText.ToString()));

    private static string Edited(string old, string now)
    {
        Assert.Contains(old, Source, StringComparison.Ordinal);
        return Source.Replace(old, now, StringComparison.Ordinal);
    }

    // One object for the references: they are what they are, not what they hold.
    private static readonly CSharpCompilation Empty = TestCompilation.Of();

    private static CSharpCompilation Compilation(string source) => Empty.AddSyntaxTrees(Parse(source, "Test0.cs"));

    private static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, TestCompilation.ParseOptions, path);

    private static string Print(string source) => Print(Compilation(source));

    private static string Print(Compilation compilation) => DeclarationPrint.Of(compilation, TestContext.Current.CancellationToken);
}
