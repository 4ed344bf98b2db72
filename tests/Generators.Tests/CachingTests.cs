using System.Collections.Immutable;
using System.Reflection;
using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.Generators.Tests;

/// <summary>What runs again after an edit. Every keystroke in the editor is one.</summary>
public class CachingTests
{
    private const string App = """
        using Gatehouse;

        [GatewayApp]
        [TrustedProxies("unix:")]
        [OpenApi]
        public partial class App
        {
            [Get("/")] public string Index() => "one";
            /// <summary>Shows one.</summary>
            [Get("/items/{id:int}")] public string Item(int id) => $"{id}";
            private int Unrelated() => 0;
            static void OnStarting(MasterContext context) { /* starting */ }
        }

        [GatewayHooks]
        internal static class Hooks;

        [Handlers, Use<Filter>]
        public class First
        {
            [Get("/first")] public string Index() => "first";
        }

        internal class Filter : IBeforeFilter
        {
            public ValueTask<bool> BeforeAsync(Request request, Response response) => new(true);
        }
        """;

    private const string Second = """
        [Gatehouse.Handlers]
        public class Second(Gatehouse.WorkerContext context)
        {
            [Gatehouse.Get("/second")] public string Index() => context.Name;
        }
        """;

    /// <summary>Every step of the pipeline; new ones as they are named.</summary>
    private static readonly string[] All =
    [
        .. typeof(Steps).GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!),
    ];

    /// <summary>The steps that read classes.</summary>
    private static readonly string[] Readings = [Steps.Candidate, Steps.Hooks, Steps.Handlers];

    /// <summary>The steps whose output is a file.</summary>
    private static readonly string[] Files = [Steps.Life, Steps.Parts, Steps.Dispatch, Steps.Links, Steps.OpenApi, Steps.RouteTable, Steps.Manifest, Steps.EntryPoints, Steps.Program];

    [Fact]
    public void A_clone_of_the_compilation_changes_nothing() => AssertNothingNew(compilation => compilation.Clone());

    [Fact]
    public void An_unrelated_file_changes_nothing() =>
        AssertNothingNew(compilation => compilation.AddSyntaxTrees(
            CSharpSyntaxTree.ParseText("internal class Other;", TestCompilation.ParseOptions)));

    [Fact]
    public void A_comment_above_the_app_changes_nothing() => AssertNothingNew(Edit("using Gatehouse;", "// moved\nusing Gatehouse;"));

    [Fact]
    public void An_empty_line_within_the_app_changes_nothing() => AssertNothingNew(Edit("[Get(\"/\")]", "\n\n    /* moved */\n[Get(\"/\")]"));

    [Fact]
    public void The_body_of_another_method_changes_nothing() => AssertNothingNew(Edit("Unrelated() => 0", "Unrelated() { return GetHashCode(); }"));

    [Fact]
    public void A_reference_more_changes_nothing() => AssertNothingNew(compilation => compilation.AddReferences(
        CSharpCompilation.Create("Another", references: TestReferences.Net, options: compilation.Options.WithOutputKind(OutputKind.DynamicallyLinkedLibrary))
            .ToMetadataReference()));

    /// <summary>An edit runs those steps again whose files it changes, and no others.</summary>
    [Theory]
    [InlineData("a new route", "[Get(\"/\")]", "[Get(\"/new\")] public void New() { } [Get(\"/\")]", Steps.Dispatch, Steps.Links, Steps.OpenApi, Steps.RouteTable, Steps.Manifest)]
    [InlineData("another template", "\"/items/{id:int}\"", "\"/things/{id:int}\"", Steps.Dispatch, Steps.Links, Steps.OpenApi, Steps.RouteTable, Steps.Manifest)]
    [InlineData("a second method", "[Get(\"/\")]", "[Get(\"/\"), Post(\"/\")]", Steps.Dispatch, Steps.Links, Steps.OpenApi, Steps.RouteTable, Steps.Manifest)]
    [InlineData("another name of a handler", "string Index()", "string Home()", Steps.Dispatch, Steps.Links, Steps.OpenApi, Steps.RouteTable)]
    [InlineData("another result", "string Index() => \"one\";", "void Index() { }", Steps.Dispatch, Steps.OpenApi)]
    [InlineData("another type of a parameter", "int id", "long id", Steps.Dispatch, Steps.Links, Steps.OpenApi)]
    [InlineData("a parameter more", "int id", "int id, Request request", Steps.Dispatch)]
    [InlineData("a summary", "Shows one.", "Shows it.", Steps.OpenApi)]
    [InlineData("a name of the service", "[GatewayApp]", "[GatewayApp(Name = \"shop\")]", Steps.Life, Steps.Manifest)]
    [InlineData("a server name", "[GatewayApp]", "[GatewayApp(ServerNames = [\"a.example\"])]", Steps.Manifest)]
    [InlineData("trust", "\"unix:\"", "\"unix:\", \"10.0.0.0/8\"", Steps.Life, Steps.Manifest)]
    [InlineData("a hook", "static void OnStarting", "static void OnReady(MasterContext context) { } static void OnStarting", Steps.Life)]
    [InlineData("a way to stop", "partial class App", "partial class App : System.IDisposable", Steps.Life)]
    [InlineData("a way to start", "private int", "public App(WorkerContext context) { } private int", Steps.Life)]
    [InlineData("another name", "class App", "class Renamed", Steps.Life, Steps.Parts, Steps.Dispatch, Steps.Links, Steps.OpenApi, Steps.RouteTable, Steps.Manifest, Steps.EntryPoints, Steps.Program)]
    [InlineData("a namespace", "[GatewayApp]", "namespace Acme; [GatewayApp]", Steps.Life, Steps.Parts, Steps.Dispatch, Steps.Links, Steps.OpenApi, Steps.RouteTable, Steps.Manifest, Steps.EntryPoints, Steps.Program)]
    [InlineData("a Main", "private int", "private static void Main() { } private int", Steps.Program)]
    public void An_edit_runs_its_own_steps_again(string edit, string old, string now, params string[] steps)
    {
        GeneratorRunResult result = Rerun(Edit(old, now));
        Assert.True(steps.Order().SequenceEqual(Changed(result)), $"{edit}: {string.Join(", ", Changed(result))}");
    }

    /// <summary>The project's properties are an input too.</summary>
    [Theory]
    [InlineData("Version", "2.0", Steps.Life, Steps.OpenApi)]
    [InlineData("GatehouseGracefulTimeout", "20", Steps.Life, Steps.Manifest)]
    [InlineData("SomethingElse", "20")]
    public void A_property_runs_its_own_steps_again(string name, string value, params string[] steps)
    {
        GeneratorDriver driver = GeneratorRun.Driver().RunGenerators(Compilation(), TestContext.Current.CancellationToken);
        driver = driver.WithUpdatedAnalyzerConfigOptions(new TestOptions(new Dictionary<string, string> { [name] = value }));
        GeneratorRunResult result = Result(driver.RunGenerators(Compilation(), TestContext.Current.CancellationToken));
        Assert.Equal(steps.Order(), Changed(result));
    }

    [Fact]
    public void A_handler_body_changes_nothing() => AssertNothingNew(Edit("\"one\"", "\"two\" + DateTime.Now"));

    [Theory]
    [InlineData("\"one\"", "\"two\" + DateTime.Now", IncrementalStepRunReason.Cached)]
    [InlineData("/* starting */", "Console.WriteLine();", IncrementalStepRunReason.Cached)]
    [InlineData("using Gatehouse;", "// moved\nusing Gatehouse;", IncrementalStepRunReason.Unchanged)]
    public void Classes_are_read_again_only_where_a_declaration_may_have_changed(string old, string now, IncrementalStepRunReason reason)
    {
        GeneratorRunResult result = Rerun(Edit(old, now));
        Assert.All(Readings.SelectMany(step => result.TrackedSteps[step]).SelectMany(run => run.Outputs), output => Assert.Equal(reason, output.Reason));
    }

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
    public void A_new_hook_is_emitted_and_leaves_the_rest()
    {
        GeneratorRunResult result = Rerun(Edit("internal static class Hooks;", "internal static class Hooks { internal static void OnReady(MasterContext context) { } }"));
        Assert.Equal(IncrementalStepRunReason.Modified, ReasonOf(result, Steps.Life));
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonOf(result, Steps.Dispatch));
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonOf(result, Steps.Manifest));
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonOf(result, Steps.EntryPoints));
        Assert.Contains("OnReady = global::Hooks.OnReady,", SourceOf(result, "App.App.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_body_of_a_handler_of_another_class_changes_nothing() => AssertNothingNew(Edit("\"first\"", "\"1\" + DateTime.Now"));

    [Fact]
    public void A_new_route_of_a_class_runs_the_step_of_that_class_and_what_emits_routes()
    {
        GeneratorRunResult result = Rerun(Edit("[Get(\"/first\")]", "[Get(\"/1\")]"));
        Assert.Equal(IncrementalStepRunReason.Modified, ReasonOf(result, Steps.Dispatch));
        Assert.Equal(IncrementalStepRunReason.Modified, ReasonOf(result, Steps.Manifest));
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonOf(result, Steps.Parts));
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonOf(result, Steps.Life));
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonOf(result, Steps.EntryPoints));

        // Of the two classes of handlers one is in the file that was edited, and only its model is another.
        Assert.Equal(
            [IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged],
            result.TrackedSteps[Steps.Handlers].SelectMany(run => run.Outputs).Select(output => output.Reason).Order());
        Assert.All(
            result.TrackedSteps[Steps.Candidate].SelectMany(run => run.Outputs),
            output => Assert.Equal(IncrementalStepRunReason.Unchanged, output.Reason));
    }

    [Fact]
    public void Another_need_of_a_class_changes_what_is_made_and_no_route()
    {
        GeneratorRunResult result = Rerun(Edit("public class First\n", "public class First(WorkerContext context)\n"));
        Assert.Equal(IncrementalStepRunReason.Modified, ReasonOf(result, Steps.Parts));
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonOf(result, Steps.Dispatch));
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonOf(result, Steps.Life));
        Assert.Contains("new global::First(context);", SourceOf(result, "App.Parts.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_filter_is_emitted()
    {
        GeneratorRunResult result = Rerun(Edit("[Get(\"/\")]", "[Get(\"/\"), Use<Filter>]"));
        Assert.Equal(IncrementalStepRunReason.Modified, ReasonOf(result, Steps.Dispatch));
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonOf(result, Steps.Parts));
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonOf(result, Steps.Manifest));
    }

    [Fact]
    public void The_body_of_a_hook_changes_nothing() => AssertNothingNew(Edit("/* starting */", "Console.WriteLine();"));

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
        CSharpCompilation compilation = Compilation();
        GeneratorDriver driver = GeneratorRun.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        AssertHoldsNothing(driver);
        AssertHoldsNothing(driver.RunGenerators(Edit("\"one\"", "\"two\"")(compilation), TestContext.Current.CancellationToken));
    }

    private static void AssertHoldsNothing(GeneratorDriver driver)
    {
        foreach (string step in All.Concat(Readings.Select(Steps.Before)))
        {
            Assert.True(Result(driver).TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> runs), $"{step} never ran.");
            foreach ((object value, _) in runs.SelectMany(run => run.Outputs)) ObjectGraph.AssertFreeOfRoslyn(value, step);
        }
    }

    public static TheoryData<string> Kinds => [.. Held().Keys];

    [Theory, MemberData(nameof(Kinds))]
    public void The_walk_finds_what_keeps_a_compilation_alive(string kind) =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => ObjectGraph.AssertFreeOfRoslyn(new { Inner = new[] { Held()[kind] } }, kind));

    private static CSharpCompilation Compilation() =>
        TestCompilation.Of(OutputKind.ConsoleApplication, TestReferences.Gatehouse, App, Second);

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
        foreach (string step in All)
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

    /// <summary>The steps of files with an output that is not as it was.</summary>
    private static IEnumerable<string> Changed(GeneratorRunResult result) => Files
        .Where(step => result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> runs)
            && runs.SelectMany(run => run.Outputs).Any(output =>
                output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged)))
        .Order();

    private static Dictionary<string, object> Held()
    {
        CSharpCompilation compilation = Compilation();
        SyntaxTree tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == "Test0.cs");
        SyntaxNode root = tree.GetRoot(TestContext.Current.CancellationToken);
        SemanticModel model = compilation.GetSemanticModel(tree);
        INamedTypeSymbol app = compilation.GetTypeByMetadataName("App")!;
        AttributeData attribute = app.GetAttributes()[0];
        SyntaxNode body = root.DescendantNodes().OfType<ArrowExpressionClauseSyntax>().First();
        return new()
        {
            ["compilation"] = compilation,
            ["symbol"] = app,
            ["tree"] = tree,
            ["node"] = root,
            ["model"] = model,
            ["operation"] = model.GetOperation(body, TestContext.Current.CancellationToken)!,
            ["location"] = app.Locations[0],
            ["attribute"] = attribute,
            ["reference"] = attribute.ApplicationSyntaxReference!,
            ["delegate"] = (Action)(() => { }),
        };
    }
}
