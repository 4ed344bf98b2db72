using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

/// <summary>Rules about handler classes, filters and services.</summary>
public class PartRulesTests
{
    private const string App = """
        using Gatehouse;
        [GatewayApp]
        public partial class App
        {
            [Service] private readonly List<int> numbers = [];
            [Get("/")] public string Index() => "";
            private class Hidden : Before;
        }

        public class Before : IBeforeFilter
        {
            public ValueTask<bool> BeforeAsync(Request request, Response response) => new(true);
        }
        """;

    [Fact]
    [Rule("GH0601", Outcome.Quiet)]
    [Rule("GH0602", Outcome.Quiet)]
    [Rule("GH0603", Outcome.Quiet)]
    [Rule("GH0604", Outcome.Quiet)]
    [Rule("GH0605", Outcome.Quiet)]
    [Rule("GH0606", Outcome.Quiet)]
    [Rule("GH0607", Outcome.Quiet)]
    [Rule("GH0608", Outcome.Quiet)]
    public async Task Classes_filters_and_services_that_are_as_they_should_be() => await AnalyzerTest.VerifyAsync(
        """
        using Gatehouse;
        [GatewayApp, Use<Before>]
        public partial class App : Base
        {
            [Service] private readonly List<int> numbers = [];
            [Service] public static string Name => "";
            [Use<All>] public void Handle() { }
        }

        public class Base { [Service] protected List<string> Names { get; } = []; }
        """,
        """
        using Gatehouse;
        [Handlers, Use<All>]
        internal sealed class Orders(App app, WorkerContext context, List<int> numbers, List<string> names, string name)
        {
            [Get("/a"), Use<Inner<int>>, Gatehouse.Use<Inner<long>>] internal string A() => $"{app}{context}{numbers}{names}{name}";
            [Get("/b")] protected internal static string B() => "";
            private void Log() { }
            public string Handle(int number) => "";
        }

        [Handlers] public static class Pages { [Get("/pages")] public static string All() => ""; }

        public class Before : IBeforeFilter { public ValueTask<bool> BeforeAsync(Request request, Response response) => new(true); }
        internal class All : Before, IAfterFilter { public ValueTask AfterAsync(Request request, Response response) => default; }
        public class Inner<T> : IExceptionFilter
        {
            internal Inner(List<int> numbers) { }
            private Inner() { }
            ValueTask<bool> IExceptionFilter.OnExceptionAsync(Exception exception, Request request, Response response) => new(true);
        }
        """);

    [Theory]
    [Rule("GH0601", Outcome.Reports)]
    [InlineData("class Outside { [Handlers] public class {|GH0601:H|} { [Get(\"/h\")] public string M() => \"\"; } }", "it is nested in another class")]
    [InlineData("[Handlers] class {|GH0601:H|}<T> { [Get(\"/h\")] public string M() => \"\"; }", "it is generic, or within a generic class")]
    [InlineData("[Handlers] abstract class {|GH0601:H|} { [Get(\"/h\")] public string M() => \"\"; }", "it is abstract")]
    [InlineData("[Handlers] file class {|GH0601:H|} { [Get(\"/h\")] public string M() => \"\"; }", "it is known in its own file alone")]
    public async Task A_class_that_cannot_hold_handlers(string source, string fault) =>
        Assert.Equal([$"'H' cannot hold handlers: {fault}"], await AnalyzerTest.VerifyAsync(App, "using Gatehouse; " + source));

    [Fact]
    [Rule("GH0601", Outcome.Reports)]
    public async Task The_app_as_a_class_of_handlers() => Assert.Equal(
        ["'App' cannot hold handlers: it is the gateway app, whose own routes need no attribute"],
        await AnalyzerTest.VerifyAsync("[Gatehouse.GatewayApp, Gatehouse.Handlers] partial class {|GH0601:App|} { public void Handle() { } }"));

    [Fact]
    [Rule("GH0602", Outcome.Reports)]
    public async Task A_class_of_handlers_of_no_use()
    {
        Assert.Equal(
            ["Nothing of 'H' is ever served: it has no route"],
            await AnalyzerTest.VerifyAsync(App, "[Gatehouse.Handlers] class {|GH0602:H|} { public string Handle() => \"\"; }"));
        Assert.Equal(
            ["Nothing of 'H' is ever served: its assembly has no gateway app"],
            await AnalyzerTest.VerifyAsync("[Gatehouse.Handlers] class {|GH0602:H|}(string unknown) { [Gatehouse.Get(\"/\")] public string Handle() => unknown; }"));
    }

    [Fact]
    [Rule("GH0004", Outcome.Reports)]
    public async Task An_app_whose_classes_have_no_route_either() => await AnalyzerTest.VerifyAsync(
        "[Gatehouse.GatewayApp] partial class {|GH0004:App|};", "[Gatehouse.Handlers] class {|GH0602:H|};");

    [Theory]
    [Rule("GH0603", Outcome.Reports)]
    [InlineData("private")]
    [InlineData("protected")]
    [InlineData("private protected static")]
    public async Task A_handler_that_the_app_cannot_call(string modifiers) => Assert.Equal(
        ["'M' is not accessible to the gateway app, which calls it: make it internal or public"],
        await AnalyzerTest.VerifyAsync(App, $"[Gatehouse.Handlers] class H {{ [Gatehouse.Get(\"/h\")] {modifiers} string {{|GH0603:M|}}() => \"\"; }}"));

    [Theory]
    [Rule("GH0604", Outcome.Reports)]
    [InlineData("class {|GH0604:H|} { private H() { } MEMBER }", "it has no accessible constructor")]
    [InlineData("class {|GH0604:H|} { public H() { } internal H(App app) { } MEMBER }", "it has more than one accessible constructor")]
    [InlineData("class H(string {|GH0604:name|}) { MEMBER public string Name => name; }", "nothing gives its constructor 'name': the app has no [Service] of type 'string'")]
    [InlineData("class H { public H(ref App {|GH0604:app|}) { } MEMBER }", "its constructor takes 'app' by reference")]
    [InlineData("class H { public required int {|GH0604:Number|} { get; set; } MEMBER }", "its constructor does not set the required member 'Number'")]
    public async Task A_handler_class_that_cannot_be_created(string source, string fault) => Assert.Equal(
        [$"'H' cannot be created: {fault}"],
        await AnalyzerTest.VerifyAsync(
            App, "[Gatehouse.Handlers] " + source.Replace("MEMBER", "[Gatehouse.Get(\"/h\")] public string M() => \"\";", StringComparison.Ordinal)));

    [Theory]
    [Rule("GH0604", Outcome.Reports)]
    [InlineData("Abstract", "it is abstract")]
    [InlineData("Two", "it has more than one accessible constructor")]
    [InlineData("Needy", "nothing gives its constructor 'names': the app has no [Service] of type 'List<string>'")]
    [InlineData("Local", "it is known in its own file alone")]
    [InlineData("App.Hidden", "it is not accessible to the gateway app")]
    [InlineData("IBeforeFilter", "it is no class")]
    public async Task A_filter_that_cannot_be_created(string filter, string fault)
    {
        string name = filter == "App.Hidden" ? "Hidden" : filter;
        Assert.Equal(
            [$"'{name}' cannot be created: {fault}"],
            await AnalyzerTest.VerifyAsync(App.Replace("private class", "protected class", StringComparison.Ordinal), $$"""
                using Gatehouse;
                [Handlers] class H : App { [Get("/h"), Gatehouse.Use<{|GH0604:{{filter}}|}>] public string M() => ""; }
                abstract class Abstract : Before;
                class Two : Before { public Two() { } public Two(App app) { } }
                class Needy(List<string> names) : Before { public List<string> Names => names; }
                file class Local : Before;
                """));
    }

    [Theory]
    [Rule("GH0605", Outcome.Reports)]
    [InlineData("string")]
    [InlineData("App")]
    [InlineData("int[]")]
    public async Task What_is_no_filter(string type)
    {
        Assert.Equal(
            [$"'{type}' is no filter: it implements neither IBeforeFilter nor IAfterFilter nor IExceptionFilter"],
            await AnalyzerTest.VerifyAsync(App, $"[Gatehouse.Handlers] class H {{ [Gatehouse.Get(\"/h\"), Gatehouse.Use<{{|GH0605:{type}|}}>] public string M() => \"\"; }}"));
    }

    [Fact]
    [Rule("GH0606", Outcome.Reports)]
    public async Task A_filter_around_nothing() => Assert.Equal(
        [
            "The filter has nothing to be around: 'Other' is neither a gateway app nor a class of handlers",
            "The filter has nothing to be around: 'M' is no handler",
            "The filter has nothing to be around: 'Handle' is no handler",
        ],
        await AnalyzerTest.VerifyAsync(App, """
            using Gatehouse;
            [{|GH0606:Use<Before>|}] class Other;
            [Handlers] class H
            {
                [{|GH0606:Use<Before>|}] public void M() { }
                [{|GH0606:Use<Before>|}] public void Handle() { }
                [Get("/h")] public string Routed() => "";
            }
            """));

    [Fact]
    [Rule("GH0607", Outcome.Reports)]
    public async Task A_filter_twice_around_one_handler()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync(
            App.Replace("[GatewayApp]", "[GatewayApp, Use<Before>]", StringComparison.Ordinal)
                .Replace("[Get(\"/\")]", "[Get(\"/\"), Use<{|GH0607:Before|}>]", StringComparison.Ordinal),
            """
            using Gatehouse;
            [Handlers, Use<{|GH0607:Before|}>] class H { [Get("/h")] public string M() => ""; }
            [Handlers] class I
            {
                [Get("/i"), Use<{|GH0607:Before|}>] public string M() => "";
                [Get("/j"), Use<Other>, Use<{|GH0607:Other|}>] public string N() => "";
            }
            class Other : Before;
            """);
        Assert.Equal(["Before", "Before", "Before", "Other"], messages.Select(message => message.Split('\'')[1]));
        Assert.EndsWith("is already around this handler, and would run twice", messages[0], StringComparison.Ordinal);
    }

    [Theory]
    [Rule("GH0608", Outcome.Reports)]
    [InlineData("[Service] int a; [Service] int {|GH0608:b|};", "b", "'a' has the same type")]
    [InlineData("[Service] public int {|GH0608:A|} { set { } }", "A", "it cannot be read")]
    [InlineData("[Service] public int {|GH0608:this|}[int i] => i;", "this[]", "it is an indexer")]
    public async Task A_member_that_cannot_be_a_service(string members, string name, string fault) => Assert.Equal(
        [$"'{name}' cannot be a service: {fault}"],
        await AnalyzerTest.VerifyAsync($"using Gatehouse; [GatewayApp] partial class App {{ {members} public void Handle() {{ }} }}"));

    [Fact]
    [Rule("GH0608", Outcome.Reports)]
    public async Task A_service_that_a_base_class_hides() => Assert.Equal(
        ["'hidden' cannot be a service: it is not accessible to 'App'"],
        await AnalyzerTest.VerifyAsync(
            "using Gatehouse; [GatewayApp] partial class App : Base { public void Handle() { } }",
            "using Gatehouse; class Base { [Service] private readonly int {|GH0608:hidden|} = 0; }"));

    [Fact]
    [Rule("GH0102", Outcome.Reports)]
    public async Task A_route_that_another_class_has() => Assert.Equal(
        ["'GET /' is already answered by 'App.Index'", "'GET /{b}/x' is already answered by 'A.M'"],
        await AnalyzerTest.VerifyAsync(App, """
            using Gatehouse;
            namespace N { [Handlers] class B { [Get({|GH0102:"/"|})] public string I() => ""; [Get({|GH0102:"/{b}/x"|})] public string M(string b) => ""; } }
            [Handlers] class A { [Get("/{a}/x")] public string M(string a) => ""; [Post("/")] public string P() => ""; }
            """));
}
