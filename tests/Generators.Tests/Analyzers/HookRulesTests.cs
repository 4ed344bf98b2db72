using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

public class HookRulesTests
{
    private const string App = "[Gatehouse.GatewayApp] public partial class App { [Gatehouse.Get(\"/\")] public string Index() => \"\"; }";

    [Theory]
    [Rule("GH0501", Outcome.Quiet)]
    [Rule("GH0502", Outcome.Quiet)]
    [InlineData("static void OnStarting(MasterContext context) { }")]
    [InlineData("public static void OnReady(MasterContext? context = null) { }")]
    [InlineData("private static void OnWorkerExit(WorkerExit exit) { } static void OnWorkerExit(int helper) { }")]
    [InlineData("static partial void OnReady(MasterContext context); static partial void OnReady(MasterContext context) { }")]
    [InlineData("[Get(\"/exit\")] public string OnExiting() => \"\";")]
    [InlineData("public void Stop() { } public void Reload(Request request) { } public static void Exit(int code) { }")]
    [InlineData("public System.Action<MasterContext>? OnReady { get; set; }")]
    [InlineData("private static void Log(MasterContext context) { }")]
    public async Task Hooks_of_an_app_and_what_is_none(string members) => await VerifyAppAsync(members);

    [Theory]
    [Rule("GH0501", Outcome.Reports)]
    [InlineData("void {|GH0501:OnReady|}(MasterContext context) { }", "it is not static")]
    [InlineData("static void {|GH0501:OnReady|}<T>(MasterContext context) { }", "it has type parameters")]
    [InlineData("static Task {|GH0501:OnReady|}(MasterContext context) => Task.CompletedTask;", "it returns Task, and nobody would wait for that or look at it")]
    [InlineData("static async void {|GH0501:OnReady|}(MasterContext context) => await Task.Yield();", "it is async, and nobody would wait for its end")]
    [InlineData("static void {|GH0501:OnReady|}() { }", "it takes something else")]
    [InlineData("static void {|GH0501:OnReady|}(WorkerInfo worker) { }", "it takes something else")]
    [InlineData("static void {|GH0501:OnReady|}(in MasterContext context) { }", "it takes something else")]
    [InlineData("static void {|GH0501:OnReady|}(MasterContext context, int more = 0) { }", "it takes something else")]
    [InlineData("static partial void {|GH0501:OnReady|}(MasterContext context);", "it has no body")]
    [InlineData("[System.Diagnostics.Conditional(\"DEBUG\")] static void {|GH0501:OnReady|}(MasterContext context) { }", "it is conditional, and such a method is no delegate")]
    public async Task A_method_that_cannot_be_called_as_a_hook(string members, string fault) =>
        Assert.Equal([$"'OnReady' cannot be called as the hook 'static void OnReady(MasterContext)': {fault}"], await VerifyAppAsync(members));

    [Fact]
    [Rule("GH0501", Outcome.Reports)]
    public async Task Each_overload_that_cannot_be_called_is_reported() =>
        await VerifyAppAsync("static void {|GH0501:OnReady|}(int x) { } void {|GH0501:OnReady|}() { }");

    [Fact]
    [Rule("GH0501", Outcome.Quiet)]
    public async Task A_name_that_a_base_class_or_an_interface_gave() => await AnalyzerTest.VerifyAsync("""
        [Gatehouse.GatewayApp]
        public partial class App : Base, IReady
        {
            [Gatehouse.Get("/")] public string Index() => "";
            protected override void OnStarting() { }
            public void OnReady() { }
        }

        public abstract class Base { protected abstract void OnStarting(); }
        public interface IReady { void OnReady(); }
        """);

    [Theory]
    [Rule("GH0501", Outcome.Reports)]
    [InlineData("static void {|GH0501:OnReady|}(Gatehouse.MasterContext context) { }", "it is not accessible to the gateway app")]
    [InlineData("public static string {|GH0501:OnReady|}(Gatehouse.MasterContext context) => \"\";", "it returns string, and nobody would wait for that or look at it")]
    public async Task A_method_of_a_class_of_hooks_that_cannot_be_called(string members, string fault)
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync(App, $"[Gatehouse.GatewayHooks] static class Hooks {{ {members} }}");
        Assert.Equal([$"'OnReady' cannot be called as the hook 'static void OnReady(MasterContext)': {fault}"], messages);
    }

    [Fact]
    [Rule("GH0501", Outcome.Reports)]
    public async Task A_hook_that_both_classes_have()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync(
            """
            using Gatehouse;
            [GatewayApp]
            partial class App { [Get("/")] public string Index() => ""; static void OnReady(MasterContext context) { } static void OnExiting(MasterContext context) { } }
            """,
            """
            using Gatehouse;
            [GatewayHooks]
            static class Hooks { internal static void {|GH0501:OnReady|}(MasterContext context) { } internal static void OnStarting(MasterContext context) { } }
            """);
        Assert.Equal(["'OnReady' cannot be called as the hook 'static void OnReady(MasterContext)': 'App' has one of that name already"], messages);
    }

    [Theory]
    [Rule("GH0502", Outcome.Reports)]
    [InlineData("OnStart", "OnStarting")]
    [InlineData("Starting", "OnStarting")]
    [InlineData("OnStrating", "OnStarting")]
    [InlineData("WhenReady", "OnReady")]
    [InlineData("when_ready", "OnReady")]
    [InlineData("pre_fork", "OnWorkerStarting")]
    [InlineData("PostFork", "StartAsync")]
    [InlineData("on_reload", "OnReloading")]
    [InlineData("OnReloded", "OnReloaded")]
    [InlineData("child_exit", "OnWorkerExit")]
    [InlineData("OnWorkerExits", "OnWorkerExit")]
    [InlineData("nworkers_changed", "OnWorkerCountChanged")]
    [InlineData("OnExit", "OnExiting")]
    public async Task A_name_that_is_nearly_one_of_a_hook(string name, string meant)
    {
        string message = $"'{name}' is not the name of a hook, and nobody calls it; did you mean '{meant}'?";
        string[] messages =
        [
            .. await AnalyzerTest.VerifyAsync(
                App,
                $$"""
                [Gatehouse.GatewayHooks]
                static class Hooks { public static void {|GH0502:{{name}}|}() { } public static void OnReady(Gatehouse.MasterContext context) { } }
                """),
            .. await VerifyAppAsync($"static void {{|GH0502:{name}|}}(MasterContext context) {{ }}"),
        ];
        Assert.Equal([message, message], messages);
    }

    [Fact]
    [Rule("GH0502", Outcome.Quiet)]
    [Rule("GH0503", Outcome.Quiet)]
    [Rule("GH0504", Outcome.Quiet)]
    [Rule("GH0505", Outcome.Quiet)]
    public async Task A_class_of_hooks_as_it_should_be() => await AnalyzerTest.VerifyAsync(
        App,
        """
        namespace Acme;
        [Gatehouse.GatewayHooks]
        internal static class Hooks
        {
            internal static void OnReady(Gatehouse.MasterContext context) => Start();
            public static void OnExiting(Gatehouse.MasterContext context) { }
            public static void Report(Gatehouse.MasterContext context) { }
            private static void Start() { }
        }
        """);

    [Fact]
    [Rule("GH0503", Outcome.Reports)]
    public async Task Two_classes_of_hooks()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync(
            App,
            "[Gatehouse.GatewayHooks] static class {|GH0503:One|} { public static void OnReady(Gatehouse.MasterContext context) { } }",
            "namespace N; [Gatehouse.GatewayHooks] static class {|GH0503:Two|} { public static void OnExiting(Gatehouse.MasterContext context) { } }");
        Assert.Equal(["'One' is not the only class of hooks: 'Two' is one too", "'Two' is not the only class of hooks: 'One' is one too"], messages);
    }

    [Theory]
    [Rule("GH0504", Outcome.Reports)]
    [InlineData("[Gatehouse.GatewayHooks] static class {|GH0504:Hooks|}<T> { }", "'Hooks' cannot hold hooks: it is generic, or within a generic class")]
    [InlineData("class Outer { [Gatehouse.GatewayHooks] static class {|GH0504:Hooks|} { } }", "'Hooks' cannot hold hooks: it is nested in another class")]
    [InlineData("[Gatehouse.GatewayHooks] file static class {|GH0504:Hooks|} { }", "'Hooks' cannot hold hooks: it is known in its own file alone")]
    public async Task A_class_that_cannot_hold_hooks(string declaration, string message) =>
        Assert.Equal([message], await AnalyzerTest.VerifyAsync(App, declaration));

    [Fact]
    [Rule("GH0504", Outcome.Reports)]
    public async Task The_app_itself_as_a_class_of_hooks()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync("""
            [Gatehouse.GatewayApp, Gatehouse.GatewayHooks]
            public partial class {|GH0504:App|} { [Gatehouse.Get("/")] public string Index() => ""; static void OnReady(Gatehouse.MasterContext context) { } }
            """);
        Assert.Equal(["'App' cannot hold hooks: it is the gateway app, whose own hooks need no attribute"], messages);
    }

    [Theory]
    [Rule("GH0505", Outcome.Reports)]
    [InlineData("")]
    [InlineData("public static void Other(string text) { } static void Helper(Gatehouse.WorkerExit exit) { }")]
    public async Task A_class_without_a_hook(string members)
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync(
            App, $"[Gatehouse.GatewayHooks] static class {{|GH0505:Hooks|}} {{ {members} }}");
        Assert.Equal(["Nothing of 'Hooks' is ever called: it has no hook"], messages);
    }

    [Theory]
    [Rule("GH0505", Outcome.Quiet)]
    [InlineData("public static void {|GH0501:OnReady|}() { }")]
    [InlineData("public static void {|GH0502:WhenReady|}() { }")]
    public async Task A_class_whose_only_hook_has_a_mistake_has_one_message(string members) =>
        await AnalyzerTest.VerifyAsync(App, $"[Gatehouse.GatewayHooks] static class Hooks {{ {members} }}");

    [Fact]
    [Rule("GH0505", Outcome.Reports)]
    public async Task Hooks_without_an_app()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync(
            "[Gatehouse.GatewayHooks] static class {|GH0505:Hooks|} { public static void OnReady(Gatehouse.MasterContext context) { } }");
        Assert.Equal(["Nothing of 'Hooks' is ever called: its assembly has no gateway app"], messages);
    }

    [Theory]
    [InlineData("partial class App { void OnReady(Gatehouse.MasterContext context) { } }")]
    [InlineData("[Gatehouse.GatewayHooks] static class A { } [Gatehouse.GatewayHooks] static class B { }")]
    [InlineData("[Gatehouse.GatewayHooks] static class A { private static void OnReady(Gatehouse.MasterContext context) { } }")]
    [InlineData("[Gatehouse.GatewayHooks] static class A { public static void OnReady(Unknown context) { } }")]
    [InlineData("[Gatehouse.GatewayHooks] static class A<T> { }")]
    [InlineData("partial class App { static void OnReady(Gatehouse.MasterContext c) { } } [Gatehouse.GatewayHooks] static class A { public static void OnReady(Gatehouse.MasterContext c) { } }")]
    public void For_a_mistake_the_generator_emits_nothing(string source) => Assert.Empty(GeneratorRun.Of(App, source).Sources);

    private static Task<IReadOnlyList<string>> VerifyAppAsync(string members) => AnalyzerTest.VerifyAsync($$"""
        using Gatehouse;

        [GatewayApp]
        public partial class App
        {
            {{members}}
            [Get("/")] public string Index() => "";
        }
        """);
}
