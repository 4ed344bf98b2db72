using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests;

/// <summary>What runs again after an edit. Every keystroke in the editor is one.</summary>
public class CachingTests
{
    private const string App = """
        using Gatehouse;

        [GatewayApp]
        [TrustedProxies("unix:")]
        public partial class App
        {
            [Get("/")] public string Index() => "one";
            [Get("/items/{id:int}")] public string Item(int id) => $"{id}";
        }
        """;

    private static readonly string[] Models = [Steps.App, Steps.Life, Steps.Dispatch, Steps.Manifest, Steps.EntryPoints, Steps.Program];

    [Fact]
    public void An_unrelated_file_changes_nothing() =>
        AssertNothingNew(compilation => compilation.AddSyntaxTrees(
            CSharpSyntaxTree.ParseText("internal class Other;", TestCompilation.ParseOptions)));

    [Fact]
    public void A_comment_above_the_app_changes_nothing() => AssertNothingNew(Edit("using Gatehouse;", "// moved\nusing Gatehouse;"));

    [Fact]
    public void A_handler_body_changes_nothing() => AssertNothingNew(Edit("\"one\"", "\"two\" + DateTime.Now"));

    [Fact]
    public void A_member_that_is_no_handler_changes_nothing() =>
        AssertNothingNew(Edit("[Get(\"/\")]", "private int count; [Get(\"/\")]"));

    [Fact]
    public void A_new_route_is_emitted_and_leaves_the_rest()
    {
        GeneratorRunResult result = Rerun(Edit("[Get(\"/\")]", "[Get(\"/new\")] public string New() => \"\"; [Get(\"/\")]"));
        Assert.Equal(IncrementalStepRunReason.Modified, ReasonOf(result, Steps.Dispatch));
        Assert.Equal(IncrementalStepRunReason.Modified, ReasonOf(result, Steps.Manifest));
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonOf(result, Steps.Life));
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonOf(result, Steps.EntryPoints));
        Assert.Contains("\"/new\"", SourceOf(result, "App.Routes.g.cs"), StringComparison.Ordinal);
        Assert.Contains("\"/new\"", SourceOf(result, "App.Manifest.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void New_trust_is_emitted_and_leaves_the_routes()
    {
        GeneratorRunResult result = Rerun(Edit("\"unix:\"", "\"unix:\", \"10.0.0.0/8\""));
        Assert.Equal(IncrementalStepRunReason.Modified, ReasonOf(result, Steps.Life));
        Assert.Equal(IncrementalStepRunReason.Modified, ReasonOf(result, Steps.Manifest));
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonOf(result, Steps.Dispatch));
    }

    [Fact]
    public void A_mistake_takes_everything_away_and_its_repair_brings_it_back()
    {
        CSharpCompilation good = Compilation();
        GeneratorDriver driver = GeneratorRun.Driver().RunGenerators(good, TestContext.Current.CancellationToken);
        int files = Result(driver).GeneratedSources.Length;
        driver = driver.RunGenerators(Edit("[Get(\"/\")]", "[Get(\"\")]")(good), TestContext.Current.CancellationToken);
        Assert.Empty(Result(driver).GeneratedSources);
        driver = driver.RunGenerators(good, TestContext.Current.CancellationToken);
        Assert.Equal(files, Result(driver).GeneratedSources.Length);
    }

    [Fact]
    public void No_step_holds_anything_of_the_compiler()
    {
        GeneratorDriver driver = GeneratorRun.Driver().RunGenerators(Compilation(), TestContext.Current.CancellationToken);
        foreach (string step in Models.Append(Steps.Candidate).Append(Steps.Build).Append(Steps.NeedsMain))
        {
            foreach (IncrementalGeneratorRunStep run in Result(driver).TrackedSteps[step])
            {
                foreach ((object value, _) in run.Outputs) ObjectGraph.AssertFreeOfRoslyn(value, step);
            }
        }
    }

    [Fact]
    public void The_walk_finds_a_symbol_where_there_is_one() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => ObjectGraph.AssertFreeOfRoslyn(new { Inner = new[] { Compilation().Assembly } }, "probe"));

    private static CSharpCompilation Compilation() =>
        TestCompilation.Of(OutputKind.ConsoleApplication, TestReferences.Gatehouse, App);

    private static Func<CSharpCompilation, CSharpCompilation> Edit(string old, string now) => compilation =>
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == "Test0.cs");
        string text = tree.ToString();
        Assert.Contains(old, text, StringComparison.Ordinal);
        return compilation.ReplaceSyntaxTree(
            tree, CSharpSyntaxTree.ParseText(text.Replace(old, now, StringComparison.Ordinal), TestCompilation.ParseOptions, tree.FilePath));
    };

    private static void AssertNothingNew(Func<CSharpCompilation, CSharpCompilation> edit)
    {
        GeneratorRunResult result = Rerun(edit);
        foreach (string step in Models)
        {
            Assert.All(
                result.TrackedSteps[step].SelectMany(run => run.Outputs),
                output => Assert.True(
                    output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step}: {output.Reason}"));
        }

        Assert.All(
            result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs),
            output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    private static GeneratorRunResult Rerun(Func<CSharpCompilation, CSharpCompilation> edit)
    {
        CSharpCompilation before = Compilation();
        GeneratorDriver driver = GeneratorRun.Driver().RunGenerators(before, TestContext.Current.CancellationToken);
        Assert.NotEmpty(Result(driver).GeneratedSources);
        return Result(driver.RunGenerators(edit(before), TestContext.Current.CancellationToken));
    }

    private static GeneratorRunResult Result(GeneratorDriver driver) => Assert.Single(driver.GetRunResult().Results);

    private static IncrementalStepRunReason ReasonOf(GeneratorRunResult result, string step) =>
        Assert.Single(Assert.Single(result.TrackedSteps[step]).Outputs).Reason;

    private static string SourceOf(GeneratorRunResult result, string name) =>
        result.GeneratedSources.Single(source => source.HintName == name).SourceText.ToString();
}
