using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

public class AppRulesTests
{
    private const string Route = "[Gatehouse.Get(\"/\")] public string Index() => \"\";";

    [Fact]
    [Rule("GH0001", Outcome.Reports)]
    public async Task An_app_that_is_not_partial()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync($$"""
            [Gatehouse.GatewayApp]
            public class {|GH0001:App|} { {{Route}} }
            """);
        Assert.Equal(["'App' must be declared partial, for its generated half"], messages);
    }

    [Fact]
    [Rule("GH0001", Outcome.Quiet)]
    [Rule("GH0002", Outcome.Quiet)]
    [Rule("GH0003", Outcome.Quiet)]
    [Rule("GH0004", Outcome.Quiet)]
    [Rule("GH0005", Outcome.Quiet)]
    [Rule("GH0006", Outcome.Quiet)]
    public async Task An_app_as_it_should_be() => await AnalyzerTest.VerifyAsync(
        $$"""
        [Gatehouse.GatewayApp(Name = "my-shop-2", ServerNames = ["shop.example", "*.shop.example", "localhost"])]
        public sealed partial class App { {{Route}} }
        """,
        "partial class App;",
        "public class Other { public string Handle(int x) => $\"{x}\"; }");

    [Theory]
    [Rule("GH0002", Outcome.Reports)]
    [InlineData("public static partial class {|GH0002:App|} { [Gatehouse.Get(\"/\")] public static string Index() => \"\"; }", "'App' cannot be a gateway app: it is static")]
    [InlineData("public abstract partial class {|GH0002:App|} { }", "'App' cannot be a gateway app: it is abstract")]
    [InlineData("public partial class {|GH0002:App|}<T> { }", "'App' cannot be a gateway app: it is generic, or within a generic class")]
    [InlineData("file partial class {|GH0002:App|} { }", "'App' cannot be a gateway app: it is known in its own file alone")]
    public async Task A_class_that_cannot_be_an_app(string declaration, string message) =>
        Assert.Equal([message], await AnalyzerTest.VerifyAsync("[Gatehouse.GatewayApp] " + declaration));

    [Fact]
    [Rule("GH0002", Outcome.Reports)]
    public async Task A_nested_class()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync($$"""
            public partial class Outer { [Gatehouse.GatewayApp] public partial class {|GH0002:App|} { {{Route}} } }
            """);
        Assert.Equal(["'App' cannot be a gateway app: it is nested in another class"], messages);
    }

    [Fact]
    [Rule("GH0003", Outcome.Reports)]
    public async Task Two_apps()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync(
            $$"""[Gatehouse.GatewayApp] public partial class {|GH0003:One|} { {{Route}} }""",
            $$"""namespace N; [Gatehouse.GatewayApp] public partial class {|GH0003:Two|} { {{Route}} }""");
        Assert.Equal(["'One' is not the only gateway app: 'Two' is one too", "'Two' is not the only gateway app: 'One' is one too"], messages);
    }

    [Fact]
    [Rule("GH0003", Outcome.Reports)]
    public async Task A_second_app_that_is_broken_is_still_a_second_app() => await AnalyzerTest.VerifyAsync(
        $$"""[Gatehouse.GatewayApp] public partial class {|GH0003:One|} { {{Route}} }""",
        $$"""[Gatehouse.GatewayApp] public class {|GH0001:{|GH0003:Two|}|} { {{Route}} }""");

    [Theory]
    [Rule("GH0004", Outcome.Reports)]
    [InlineData("")]
    [InlineData("public string Index() => \"\"; public string Handler(Gatehouse.Request request) => request.Path;")]
    public async Task An_app_without_a_handler(string members) => await AnalyzerTest.VerifyAsync($$"""
        [Gatehouse.GatewayApp] public partial class {|GH0004:App|} { {{members}} }
        """);

    [Fact]
    [Rule("GH0005", Outcome.Reports)]
    public async Task An_app_that_cannot_be_created() => await AnalyzerTest.VerifyAsync($$"""
        [Gatehouse.GatewayApp] public partial class {|GH0005:App|} { public App(int x) { _ = x; } {{Route}} }
        """);

    [Theory]
    [Rule("GH0005", Outcome.Reports)]
    [InlineData("public static string {|GH0005:Start|}() => \"\";")]
    [InlineData("public static App {|GH0005:Start|}(int x) => new();")]
    [InlineData("public static App? {|GH0005:Start|}() => null;")]
    [InlineData("public static Task<App?> {|GH0005:StartAsync|}() => Task.FromResult<App?>(null);")]
    [InlineData("public static App {|GH0005:Start|}<T>() => new();")]
    [InlineData("public static App {|GH0005:Start|}(ref Gatehouse.WorkerContext context) => new();")]
    [InlineData("public Task<App> {|GH0005:StartAsync|}(Gatehouse.WorkerContext context) => Task.FromResult(this);")]
    [InlineData("public static App StartAsync() => new(); public static App {|GH0005:Start|}() => new();")]
    [InlineData("public required string {|GH0005:Text|} { get; set; }")]
    public async Task A_start_hook_that_cannot_be_called(string members) => await AnalyzerTest.VerifyAsync($$"""
        [Gatehouse.GatewayApp] public partial class App { {{members}} {{Route}} }
        """);

    [Theory]
    [Rule("GH0005", Outcome.Quiet)]
    [InlineData("public static App Start() => new();")]
    [InlineData("static async Task<App> StartAsync(Gatehouse.WorkerContext context) { await Task.Yield(); return new(); }")]
    [InlineData("public void Start(int x) { }")]
    [InlineData("[Gatehouse.Post(\"/start\")] public static string Start() => \"\";")]
    [InlineData("public required string Text { get; set; } [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public App() => Text = \"\";")]
    [InlineData("public required string Text { get; set; } public static App Start() => new() { Text = \"\" };")]
    public async Task A_start_hook_as_it_should_be(string members) => await AnalyzerTest.VerifyAsync($$"""
        [Gatehouse.GatewayApp] public partial class App { {{members}} {{Route}} }
        """);

    [Theory]
    [Rule("GH0006", Outcome.Reports)]
    [InlineData("Name = {|GH0006:\"My Shop\"|}")]
    [InlineData("Name = {|GH0006:\"\"|}")]
    [InlineData("Name = {|GH0006:\"-x\"|}")]
    [InlineData("Name = {|GH0006:\"a/b\"|}")]
    [InlineData("ServerNames = {|GH0006:[\"good.example\", \"a; return 200\"]|}")]
    [InlineData("ServerNames = {|GH0006:new string[] { \"\" }|}")]
    public async Task A_name_that_does_not_fit(string argument) => await AnalyzerTest.VerifyAsync($$"""
        [Gatehouse.GatewayApp({{argument}})] public partial class App { {{Route}} }
        """);

    [Theory]
    [Rule("GH0006", Outcome.Reports)]
    [InlineData("GatehouseName", "My Shop")]
    [InlineData("GatehouseServerNames", "a.example;{x}")]
    public async Task A_name_of_the_project_that_does_not_fit(string property, string value)
    {
        var options = new TestOptions(new Dictionary<string, string> { [property] = value });
        await AnalyzerTest.VerifyAsync(TestReferences.Gatehouse, options, $$"""
            [Gatehouse.GatewayApp] public partial class {|GH0006:App|} { {{Route}} }
            """);
    }

    [Theory]
    [InlineData("[Gatehouse.GatewayApp] public class App { [Gatehouse.Get(\"/\")] public string Index() => \"\"; }")]
    [InlineData("[Gatehouse.GatewayApp] public partial class App;")]
    [InlineData("[Gatehouse.GatewayApp] partial class A { void Handle() { } } [Gatehouse.GatewayApp] partial class B { void Handle() { } }")]
    [InlineData("[Gatehouse.GatewayApp] partial class A { void Handle() { } } [Gatehouse.GatewayApp] class B { void Handle() { } }")]
    [InlineData("[Gatehouse.GatewayApp(Name = \"A B\")] partial class A { void Handle() { } }")]
    [InlineData("[Gatehouse.GatewayApp] [Gatehouse.TrustedProxies(\"*\")] partial class A { void Handle() { } }")]
    [InlineData("[Gatehouse.GatewayApp] partial class A { [Gatehouse.Get(\"x\")] void Handle() { } }")]
    [InlineData("[Gatehouse.GatewayApp] partial class A { Unknown Handle() => null!; }")]
    public void For_a_mistake_the_generator_emits_nothing(string source) => Assert.Empty(GeneratorRun.Of(source).Sources);
}
