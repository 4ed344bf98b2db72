using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests;

/// <summary>Handler classes that join an app, compiled and run.</summary>
public class HandlerClassTests
{
    private const string Shop = """
        using Gatehouse;

        [GatewayApp]
        public partial class App : IAsyncDisposable
        {
            public static readonly List<string> Log = [];
            [Service] private readonly Clock clock = new();
            [Service] internal Store? Store { get; private set; }
            [Service] public static string Greeting => "hi";

            public static async ValueTask<App> StartAsync()
            {
                await Task.Yield();
                Log.Add("app started");
                return new App { Store = new Store() };
            }

            [Get("/")] public string Index() => "index";
            [Get("/items/{id:int}")] public string Item(int id) => $"app {id}";
            public ValueTask DisposeAsync() { Log.Add("app stopped"); return default; }
        }

        public class Clock { public int Now = 7; }
        public class Store { public string Name => "store"; }

        namespace B
        {
            [Handlers]
            public class Orders : IDisposable
            {
                private readonly Store store;
                private readonly Clock clock;
                internal Orders(Store store, in Clock clock, WorkerContext context, App app, string greeting)
                {
                    (this.store, this.clock) = (store, clock);
                    App.Log.Add($"orders of {context.Index} {app.Index()} {greeting}");
                }
                private Orders() => throw new NotSupportedException();
                [Get("/orders/{id}")] public async Task<string> All(string id) { await Task.Yield(); return $"{store.Name} {clock.Now} {id}"; }
                [Get("/items/{name}")] internal string ByName(string name) => $"orders {name}";
                [Get("/orders/static")] public static string Static() => "static";
                public void Dispose() => App.Log.Add("orders stopped");
            }
        }

        namespace A
        {
            [Handlers]
            internal sealed record Orders : IAsyncDisposable
            {
                [Get("/a/orders")] public ValueTask Write(Response response) { response.Write("a"); return default; }
                ValueTask IAsyncDisposable.DisposeAsync() { App.Log.Add("a stopped"); return default; }
            }

            [Handlers]
            internal static class Helpers
            {
                [Get("/help")] internal static string Help() => "help";
            }
        }
        """;

    [Fact]
    public async Task Their_routes_are_served_by_instances_with_what_the_app_offers()
    {
        LoadedApp app = LoadedApp.Compile(Shop);
        await app.StartAsync();
        Assert.Equal("200 text/plain; charset=utf-8: index", await app.AskAsync("GET", "/"));
        Assert.Equal("200 text/plain; charset=utf-8: store 7 x", await app.AskAsync("GET", "/orders/x"));
        Assert.Equal("200 text/plain; charset=utf-8: static", await app.AskAsync("GET", "/orders/static"));
        Assert.Equal("200 text/plain; charset=utf-8: app 5", await app.AskAsync("GET", "/items/5"));
        Assert.Equal("200 text/plain; charset=utf-8: orders five", await app.AskAsync("GET", "/items/five"));
        Assert.Equal("200 : a", await app.AskAsync("GET", "/a/orders"));
        Assert.Equal("200 text/plain; charset=utf-8: help", await app.AskAsync("GET", "/help"));
        await app.StopAsync();
        Assert.Equal(
            ["app started", "orders of 3 index hi", "orders stopped", "a stopped", "app stopped"],
            (List<string>)app.Assembly.GetType("App")!.GetField("Log")!.GetValue(null)!);
    }

    [Theory]
    [InlineData("first", "last,first,app", "first")]
    [InlineData("last", "last,first,app", "last")]
    [InlineData("app", "last,first,app", "app")]
    [InlineData("first last app", "last,first,app", "last")]
    public async Task One_that_fails_to_end_keeps_none_of_the_others_from_it(string failing, string ended, string thrown)
    {
        LoadedApp app = LoadedApp.Compile($$"""
            using Gatehouse;

            [GatewayApp]
            public partial class App : IDisposable
            {
                public static readonly List<string> Log = [];
                public static void End(string name)
                {
                    Log.Add(name);
                    if ("{{failing}}".Contains(name)) throw new InvalidOperationException(name);
                }

                [Get("/")] public string Index() => "";
                public void Dispose() => End("app");
            }

            [Handlers] public class A : IDisposable { [Get("/a")] public string Get() => ""; public void Dispose() => App.End("first"); }
            [Handlers] public class B : IAsyncDisposable
            {
                [Get("/b")] public string Get() => "";
                public async ValueTask DisposeAsync() { await Task.Yield(); App.End("last"); }
            }
            """);
        await app.StartAsync();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () => await app.StopAsync());
        Assert.Equal(thrown, failure.Message);
        Assert.Equal(ended.Split(','), (List<string>)app.Assembly.GetType("App")!.GetField("Log")!.GetValue(null)!);
    }

    [Fact]
    public void Routes_are_numbered_by_the_names_of_their_classes_not_by_files()
    {
        const string App = "[Gatehouse.GatewayApp] public partial class Z { [Gatehouse.Get(\"/z\")] public string Z0() => \"\"; }";
        const string First = "namespace N; [Gatehouse.Handlers] public class A { [Gatehouse.Get(\"/a2\")] public string A2() => \"\"; [Gatehouse.Get(\"/a1\")] public string A1() => \"\"; }";
        const string Second = "[Gatehouse.Handlers] public class B { [Gatehouse.Get(\"/b\")] public string B0() => \"\"; }";
        GeneratorRun one = GeneratorRun.Of(App, First, Second).AssertCompiles();
        Assert.Equal(one.Sources, GeneratorRun.Of(Second, First, App).AssertCompiles().Sources);
        string routes = one.Sources["Z.Routes.g.cs"];
        Assert.Contains("case 0: // GET /z\n", routes, StringComparison.Ordinal);
        Assert.Contains("case 1: // GET /b\n", routes, StringComparison.Ordinal);
        Assert.Contains("case 2: // GET /a2\n", routes, StringComparison.Ordinal);
        Assert.Contains("case 3: // GET /a1\n", routes, StringComparison.Ordinal);
        Assert.Contains("{\"method\":\"GET\",\"template\":\"/a1\"}", one.Sources["Z.Manifest.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_may_leave_every_route_to_others()
    {
        LoadedApp app = LoadedApp.Compile("""
            [Gatehouse.GatewayApp] public partial class App;
            [Gatehouse.Handlers] public static class Pages { [Gatehouse.Get("/")] public static string Index() => "pages"; }
            """);
        await app.StartAsync();
        Assert.Equal("200 text/plain; charset=utf-8: pages", await app.AskAsync("GET", "/"));
        await app.StopAsync();
    }

    [Theory]
    [InlineData("[Gatehouse.Handlers] public class H { [Gatehouse.Get(\"/\")] public string Other() => \"\"; }")]
    [InlineData("[Gatehouse.Handlers] public class H(string s) { [Gatehouse.Get(\"/h\")] public string Other() => s; }")]
    [InlineData("[Gatehouse.Handlers] public class H { [Gatehouse.Get(\"/h\")] private string Other() => \"\"; }")]
    [InlineData("[Gatehouse.Handlers] public class H { [Gatehouse.Get(\"h\")] public string Other() => \"\"; }")]
    [InlineData("[Gatehouse.Handlers] public class H<T> { [Gatehouse.Get(\"/h\")] public string Other() => \"\"; }")]
    public void A_class_with_a_mistake_takes_everything_away(string broken)
    {
        const string App = "[Gatehouse.GatewayApp] public partial class App { [Gatehouse.Get(\"/\")] public string Index() => \"\"; }";
        Assert.NotEmpty(GeneratorRun.Of(App).Sources);
        Assert.Empty(GeneratorRun.Of(App, broken).Sources);
    }

    [Theory]
    [InlineData("", "@event", "event")]
    [InlineData("", "@record", "record")]
    [InlineData("", "Größe", "Größe")]
    [InlineData("", "Application", "Application")]
    [InlineData("", "Context", "Context")]
    [InlineData("", "GatewayParts", "GatewayParts")]
    [InlineData("", "gatewayParts", "gatewayParts")]
    [InlineData("", "Equals", "Equals")]
    [InlineData("", "Class", "Class")]
    [InlineData("namespace @namespace.@class; ", "System", "namespace.class.System")]
    [InlineData("namespace Gatehouse.Global; ", "Task", "Gatehouse.Global.Task")]
    public async Task Any_name_of_a_handler_class(string declaration, string name, string metadataName)
    {
        LoadedApp app = LoadedApp.Of(
            GeneratorRun.Of(
                """
                [Gatehouse.GatewayApp]
                public partial class App
                {
                    public const int GatewayParts = 1, gatewayParts = 2, GatewayFilters = 3;
                    [Gatehouse.Service] public readonly int @int = 5;
                    [Gatehouse.Service] private string? @string => "s";
                }
                """,
                $$"""
                {{declaration}}[global::Gatehouse.Handlers]
                public class {{name}}(global::App application, int context, string other)
                {
                    [global::Gatehouse.Get("/"), global::Gatehouse.Use<global::Filters.{{name}}>] public string Index() => $"{GetType().FullName} {application.@int} {context} {other}";
                }
                """,
                $$"""
                namespace Filters;
                public class {{name}}(int application) : global::Gatehouse.IBeforeFilter
                {
                    public global::System.Threading.Tasks.ValueTask<bool> BeforeAsync(global::Gatehouse.Request request, global::Gatehouse.Response response)
                    {
                        response.Write($"{application} ");
                        return new(true);
                    }
                }
                """),
            "App");
        await app.StartAsync();
        Assert.Equal($"200 text/plain; charset=utf-8: 5 {metadataName} 5 5 s", await app.AskAsync("GET", "/"));
    }
}
