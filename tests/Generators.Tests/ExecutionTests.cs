using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests;

/// <summary>What the generated code does, compiled and run.</summary>
public class ExecutionTests
{
    private const string Results = """
        using Gatehouse;

        [GatewayApp]
        public partial class App
        {
            [Get("/void")] public void Void(Response response) => response.Write("void");
            [Get("/string")] public string String() => "string";
            [Get("/null")] public string? Null() => null;
            [Get("/bytes")] public byte[] Bytes() => "bytes"u8.ToArray();
            [Get("/memory")] public ReadOnlyMemory<byte> Memory() => "memory"u8.ToArray();
            [Get("/response")] public Response Response() => Gatehouse.Response.Text("response", 201);
            [Get("/task")] public async Task PlainTask(Response response) { await Task.Yield(); response.Write("task"); }
            [Get("/valuetask")] public async ValueTask PlainValueTask(Response response) { await Task.Yield(); response.Write("valuetask"); }
            [Get("/task-string")] public async Task<string> TaskString() { await Task.Yield(); return "task-string"; }
            [Get("/task-null")] public Task<string?> TaskNull() => Task.FromResult<string?>(null);
            [Get("/valuetask-string")] public async ValueTask<string> ValueTaskString() { await Task.Yield(); return "valuetask-string"; }
            [Get("/valuetask-null")] public ValueTask<string?> ValueTaskNull() => new((string?)null);
            [Get("/task-bytes")] public Task<byte[]> TaskBytes() => Task.FromResult("task-bytes"u8.ToArray());
            [Get("/valuetask-bytes")] public ValueTask<byte[]?> ValueTaskBytes() => new("valuetask-bytes"u8.ToArray());
            [Get("/task-memory")] public Task<ReadOnlyMemory<byte>> TaskMemory() => Task.FromResult<ReadOnlyMemory<byte>>("task-memory"u8.ToArray());
            [Get("/valuetask-memory")] public ValueTask<ReadOnlyMemory<byte>> ValueTaskMemory() => new("valuetask-memory"u8.ToArray());
            [Get("/task-response")] public Task<Response> TaskResponse() => Task.FromResult(Gatehouse.Response.Text("task-response", 202));
            [Get("/valuetask-response")] public async ValueTask<Response> ValueTaskResponse() { await Task.Yield(); return Gatehouse.Response.Text("valuetask-response", 203); }
            [Get("/stream")]
            public async IAsyncEnumerable<ReadOnlyMemory<byte>> Stream()
            {
                yield return "str"u8.ToArray();
                await Task.Yield();
                yield return "eam"u8.ToArray();
            }
            [Get("/events")]
            public async IAsyncEnumerable<System.Net.ServerSentEvents.SseItem<string>> Events()
            {
                await Task.Yield();
                yield return new("now", "tick");
            }
            [Get("/static")] private static string Static() => "static";
        }
        """;

    [Fact]
    public async Task Every_return_type_becomes_the_answer()
    {
        LoadedApp app = LoadedApp.Compile(Results);
        await app.StartAsync();
        string[] actual = await Task.WhenAll(new[]
        {
            "void", "string", "null", "bytes", "memory", "response", "task", "valuetask", "task-string", "task-null",
            "valuetask-string", "valuetask-null", "task-bytes", "valuetask-bytes", "task-memory", "valuetask-memory",
            "task-response", "valuetask-response", "stream", "events", "static",
        }.Select(name => app.AskAsync("GET", "/" + name)));
        Assert.Equal(
            [
                "200 : void",
                "200 text/plain; charset=utf-8: string",
                "204 : ",
                "200 application/octet-stream: bytes",
                "200 application/octet-stream: memory",
                "201 text/plain; charset=utf-8: response",
                "200 : task",
                "200 : valuetask",
                "200 text/plain; charset=utf-8: task-string",
                "204 : ",
                "200 text/plain; charset=utf-8: valuetask-string",
                "204 : ",
                "200 application/octet-stream: task-bytes",
                "200 application/octet-stream: valuetask-bytes",
                "200 application/octet-stream: task-memory",
                "200 application/octet-stream: valuetask-memory",
                "202 text/plain; charset=utf-8: task-response",
                "203 text/plain; charset=utf-8: valuetask-response",
                "200 application/octet-stream: stream",
                "200 text/event-stream: event: tick\ndata: now\n\n",
                "200 text/plain; charset=utf-8: static",
            ],
            actual);
    }

    [Theory]
    [InlineData("void", true)]
    [InlineData("string", true)]
    [InlineData("memory", true)]
    [InlineData("response", true)]
    [InlineData("static", true)]
    [InlineData("task", false)]
    [InlineData("valuetask-string", false)]
    [InlineData("stream", false)]
    public void A_handler_that_answers_at_once_is_blocking(string path, bool isBlocking)
    {
        LoadedApp app = LoadedApp.Compile(Results);
        Handler handler = app.Select("GET", "/" + path);
        Assert.Equal(isBlocking, handler.IsBlocking);
        Assert.Equal("/" + path, handler.Route);
    }

    [Fact]
    public async Task Route_parameters_are_bound_by_name()
    {
        LoadedApp app = LoadedApp.Compile("""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                [Get("/swap/{b}/{a}")]
                [Get("/keep/{a}/{b}")]
                public string Text(string a, string b) => $"{a}|{b}";

                [Get("/types/{i}/{l}/{g}/{d}/{x}")]
                public string Types(DateOnly d, Guid g, long l, int i, double x, Request request, CancellationToken aborted) =>
                    FormattableString.Invariant($"{i} {l} {g} {d:O} {x} {request.Method} {aborted.CanBeCanceled}");

                [Get("/int/{id:int}")] public string Int(int id) => $"int {id}";
                [Get("/long/{id:long}")] public string Long(long id) => $"long {id}";
                [Get("/guid/{id:guid}")] public string ById(Guid id) => $"guid {id}";
                [Get("/in/{id}")] public string In(in int id) => $"in {id}";
                [Get("/class/{class}")] public string Keyword(string @class) => @class;
            }
            """);
        await app.StartAsync();

        Assert.Equal("200 text/plain; charset=utf-8: 2|1", await app.AskAsync("GET", "/swap/1/2"));
        Assert.Equal("200 text/plain; charset=utf-8: 1|2", await app.AskAsync("GET", "/keep/1/2"));
        Assert.Equal("200 text/plain; charset=utf-8: a/b|é", await app.AskAsync("GET", "/keep/a%2Fb/%C3%A9"));
        Assert.Equal("200 text/plain; charset=utf-8: a+b|c", await app.AskAsync("GET", "/keep/a+b/c"));
        Assert.Equal(
            "200 text/plain; charset=utf-8: -7 9000000000 0f8fad5b-d9cb-469f-a165-70867728950e 2026-02-28 1.5 GET True",
            await app.AskAsync("GET", "/types/-7/9000000000/0f8fad5b-d9cb-469f-a165-70867728950e/2026-02-28/1.5"));
        Assert.Equal("200 text/plain; charset=utf-8: in 5", await app.AskAsync("GET", "/in/5"));
        Assert.Equal("200 text/plain; charset=utf-8: in 5", await app.AskAsync("GET", "/%69n/%35"));
        Assert.Equal("200 text/plain; charset=utf-8: x", await app.AskAsync("GET", "/class/x"));
        Assert.Equal("200 text/plain; charset=utf-8: int -2147483648", await app.AskAsync("GET", "/int/-2147483648"));
        Assert.Equal("200 text/plain; charset=utf-8: long -9223372036854775808", await app.AskAsync("GET", "/long/-9223372036854775808"));
        Assert.Equal(
            "200 text/plain; charset=utf-8: guid 0f8fad5b-d9cb-469f-a165-70867728950e",
            await app.AskAsync("GET", "/guid/0F8FAD5B-d9cb-469f-a165-70867728950e"));
    }

    [Theory]
    [InlineData("/in/abc", "400 The path parameter 'id' is not a whole number of 32 bits.")]
    [InlineData("/in/2147483648", "400 The path parameter 'id' is not a whole number of 32 bits.")]
    [InlineData("/in/+5", "400 The path parameter 'id' is not a whole number of 32 bits.")]
    [InlineData("/in/05", "400 The path parameter 'id' is not a whole number of 32 bits.")]
    [InlineData("/in/-0", "400 The path parameter 'id' is not a whole number of 32 bits.")]
    [InlineData("/in/%2D0", "400 The path parameter 'id' is not a whole number of 32 bits.")]
    [InlineData("/day/2026-02-30", "400 The path parameter 'day' is not a date such as 2026-11-22.")]
    [InlineData("/day/%zz", "400 The path has a bad percent-escape.")]
    [InlineData("/text/%zz", "400 The path has a bad percent-escape.")]
    [InlineData("/text/%00", "400 The path has a bad percent-escape.")]
    [InlineData("/int/2147483648", "404")]
    [InlineData("/int/-", "404")]
    [InlineData("/int/", "404")]
    [InlineData("/int/5/", "404")]
    [InlineData("/guid/0f8fad5bd9cb469fa16570867728950e", "404")]
    [InlineData("/guid/{0f8fad5b-d9cb-469f-a165-70867728950}", "404")]
    [InlineData("/text/", "404")]
    [InlineData("//text/a", "404")]
    [InlineData("/./text/a", "404")]
    [InlineData("/text/../text/a", "404")]
    [InlineData("/TEXT/a", "404")]
    [InlineData("text/a", "404")]
    [InlineData("*", "404")]
    [InlineData("", "404")]
    public async Task A_value_that_does_not_fit_is_400_or_no_match(string path, string answer)
    {
        LoadedApp app = LoadedApp.Compile("""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                [Get("/in/{id}")] public string In(int id) => $"{id}";
                [Get("/day/{day}")] public string Day(DateOnly day) => $"{day}";
                [Get("/text/{text}")] public string Text(string text) => text;
                [Get("/int/{id:int}")] public string Int(int id) => $"{id}";
                [Get("/guid/{id:guid}")] public string ById(Guid id) => $"{id}";
            }
            """);
        await app.StartAsync();
        Assert.Equal(answer, await app.AskAsync("GET", path));
    }

    [Fact]
    public async Task A_long_value_is_parsed_too()
    {
        LoadedApp app = LoadedApp.Compile("""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                [Get("/{x}")] public string X(System.Numerics.BigInteger x) => x.ToString();
            }
            """);
        await app.StartAsync();
        string digits = new('7', 300);
        Assert.Equal($"200 text/plain; charset=utf-8: {digits}", await app.AskAsync("GET", "/" + digits));
    }

    [Fact]
    public async Task The_method_decides_after_the_path()
    {
        LoadedApp app = LoadedApp.Compile("""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                [Get("/a")] public string GetA() => "get";
                [Post("/a")] public string PostA() => "post";
                [Get("/b")] public string GetB() => "get";
                [Head("/b")] public string HeadB() => "head";
                [Options("/b")] public string OptionsB() => "options";
                [Get("/users/me")] public string Me() => "me";
                [Delete("/users/{id}")] public string Delete(string id) => $"delete {id}";
                [Patch("/users/{id:int}")] public string Patch(int id) => $"patch {id}";
                [Put("/put")] public string Put() => "put";
            }
            """);
        await app.StartAsync();

        Assert.Equal("200 text/plain; charset=utf-8: get", await app.AskAsync("HEAD", "/a"));
        Assert.Equal("200 text/plain; charset=utf-8: post", await app.AskAsync("POST", "/a"));
        Assert.Equal("405 GET, HEAD, OPTIONS, POST", await app.AskAsync("PUT", "/a"));
        Assert.Equal("405 GET, HEAD, OPTIONS, POST", await app.AskAsync("OPTIONS", "/a"));
        Assert.Equal("405 GET, HEAD, OPTIONS, POST", await app.AskAsync("get", "/a"));
        Assert.Equal("200 text/plain; charset=utf-8: head", await app.AskAsync("HEAD", "/b"));
        Assert.Equal("405 GET, HEAD, OPTIONS", await app.AskAsync("DELETE", "/b"));
        Assert.Equal("405 OPTIONS, PUT", await app.AskAsync("GET", "/put"));

        // A more specific template without the method gives way, and 405 names the methods of all that match.
        Assert.Equal("200 text/plain; charset=utf-8: delete me", await app.AskAsync("DELETE", "/users/me"));
        Assert.Equal("200 text/plain; charset=utf-8: delete 5", await app.AskAsync("DELETE", "/users/5"));
        Assert.Equal("200 text/plain; charset=utf-8: patch 5", await app.AskAsync("PATCH", "/users/5"));
        Assert.Equal("405 DELETE, GET, HEAD, OPTIONS", await app.AskAsync("PUT", "/users/me"));
        Assert.Equal("405 DELETE, OPTIONS, PATCH", await app.AskAsync("PUT", "/users/5"));
        Assert.Equal("405 DELETE, OPTIONS", await app.AskAsync("PUT", "/users/x"));
    }

    [Fact]
    public async Task The_bare_callable_answers_what_no_route_does()
    {
        LoadedApp app = LoadedApp.Compile("""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                [Get("/a")] public string A() => "a";
                public string Handle(Request request) => $"bare {request.Path}";
            }
            """);
        await app.StartAsync();
        Assert.Equal("200 text/plain; charset=utf-8: a", await app.AskAsync("GET", "/a"));
        Assert.Equal("200 text/plain; charset=utf-8: bare /b", await app.AskAsync("GET", "/b"));
        Assert.Equal("200 text/plain; charset=utf-8: bare *", await app.AskAsync("OPTIONS", "*"));
        Assert.Equal("405 GET, HEAD, OPTIONS", await app.AskAsync("POST", "/a"));
        Assert.Null(app.Select("GET", "/b").Route);
    }

    [Fact]
    public void A_handlers_own_body_limit_is_set_when_it_is_selected()
    {
        LoadedApp routes = LoadedApp.Compile("""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                [Post("/a/{x}")] [MaxRequestBody("50M")] public string A(string x) => x;
                [Put("/b"), Put("/c")] [MaxRequestBody("50m")] public string B2() => "";
                [Post("/b")] [MaxRequestBody(Size)] public string B() => "";
                [Post("/a/special")] public string Special() => "";
                [Delete("/a/special")] [MaxRequestBody("1")] public string DeleteSpecial() => "";
                [MaxRequestBody("0")] public string Handle() => "";
                private const string Size = "500k";
            }
            """);
        (string, string, long)[] expected =
        [
            ("POST", "/a/x", 50 << 20), ("PUT", "/b", 50 << 20), ("POST", "/b", 500 << 10), ("POST", "/a/special", -1), ("DELETE", "/a/special", 1),
            ("GET", "/other", 0), ("PATCH", "/b", -1),
        ];
        Assert.All(expected, wanted => Assert.Equal(wanted, (wanted.Item1, wanted.Item2, LimitOf(routes, wanted.Item1, wanted.Item2))));

        LoadedApp bare = LoadedApp.Compile("""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                [MaxRequestBody("2g")] public void Handle() { }
            }
            """);
        Assert.Equal(2L << 30, LimitOf(bare, "GET", "/"));

        static long LimitOf(LoadedApp app, string method, string path)
        {
            Request request = Requests.Of(method, path);
            long before = request.MaxRequestBody;
            app.Select(request);
            return request.MaxRequestBody == before ? -1 : request.MaxRequestBody;
        }
    }

    [Theory]
    [InlineData("public void Handle(Response response, Request request) => response.Write(request.Path);")]
    [InlineData("public async Task HandleAsync(Request request, Response response) { await Task.Yield(); response.Write(request.Path); }")]
    [InlineData("public ValueTask HandleAsync(Request request, Response response, CancellationToken stop) { response.Write(request.Path); return default; }")]
    [InlineData("private static void Handle(Request request, Response response) => response.Write(request.Path);")]
    public async Task A_bare_callable_takes_its_parameters_in_any_order(string handler)
    {
        LoadedApp app = LoadedApp.Compile($$"""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                {{handler}}
            }
            """);
        await app.StartAsync();
        Assert.Equal("200 : /x", await app.AskAsync("GET", "/x"));
    }

    [Theory]
    [InlineData("public static App Start(WorkerContext context) => new() { Text = $\"start {context.Index}\" };", "start 3")]
    [InlineData("public static App Start() => new() { Text = \"start\" };", "start")]
    [InlineData("public static async Task<App> StartAsync(WorkerContext context) { await Task.Yield(); return new() { Text = context.Name }; }", "test")]
    [InlineData("static ValueTask<App> StartAsync() => new(new App { Text = \"value\" });", "value")]
    [InlineData("private App(WorkerContext context) => Text = $\"constructor {context.Index}\"; private App() { }", "constructor 3")]
    [InlineData("private App() => Text = \"private\";", "private")]
    [InlineData("", "default")]
    [InlineData("internal bool Start(string x) => x == Text;", "default")]
    public async Task The_start_hook_makes_the_instance(string hook, string text)
    {
        LoadedApp app = LoadedApp.Compile($$"""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                public string Text = "default";
                {{hook}}
                [Get("/")] public string Index() => Text;
            }
            """);
        await app.StartAsync();
        Assert.Equal($"200 text/plain; charset=utf-8: {text}", await app.AskAsync("GET", "/"));
    }

    [Theory]
    [InlineData("IDisposable", "void IDisposable.Dispose() => Ended = true;")]
    [InlineData("IAsyncDisposable", "public async ValueTask DisposeAsync() { await Task.Yield(); Ended = true; }")]
    [InlineData("IDisposable, IAsyncDisposable", "public void Dispose() { } public ValueTask DisposeAsync() { Ended = true; return default; }")]
    public async Task Stopping_disposes_the_instance(string contract, string method)
    {
        LoadedApp app = LoadedApp.Compile($$"""
            using Gatehouse;

            [GatewayApp]
            public partial class App : {{contract}}
            {
                public bool Ended { get; set; }
                {{method}}
                [Get("/")] public string Index() => "";
            }
            """);
        await app.StartAsync();
        await app.StopAsync();
        Assert.Equal(true, app.Instance.GetType().GetProperty("Ended")!.GetValue(app.Instance));
    }

    [Fact]
    public void The_description_has_what_was_declared()
    {
        var options = new TestOptions(new Dictionary<string, string>
        {
            ["GatehouseName"] = "from-project",
            ["GatehouseTimeout"] = " 5 ",
            ["GatehouseUser"] = "",
            ["Version"] = "2.0.0-beta.1",
        });
        LoadedApp app = LoadedApp.Of(
            GeneratorRun.Of(
                TestCompilation.Of("""
                    using Gatehouse;

                    [GatewayApp]
                    [TrustedProxies("unix:", "::1/128", "192.0.2.1")]
                    [ForwardedHeaders(Forwarded.None, PrefixHeader = "X-\u0041", ProtoHops = 1)]
                    [AllowedHosts("www.example.com", "*.example.com")]
                    public partial class MyApp
                    {
                        [Get("/")] public string Index() => "";
                    }
                    """),
                options),
            "MyApp");

        ApplicationDescription description = app.Describe();
        Assert.Equal("from-project", description.Name);
        Assert.Equal("2.0.0-beta.1", description.Version);
        Assert.Equal(["unix:", "::1/128", "192.0.2.1"], description.TrustedProxies);
        Assert.Equal(1, description.ProxyHops);
        Assert.Equal(Forwarded.None, description.ForwardedHeaders.Fields);
        Assert.Equal("X-A", description.ForwardedHeaders.PrefixHeader);
        Assert.Equal((1, 0, false), (description.ForwardedHeaders.ProtoHops, description.ForwardedHeaders.ForHops, description.ForwardedHeaders.Standard));
        Assert.Equal(["www.example.com", "*.example.com"], description.AllowedHosts);
        Assert.Equal([new SettingDefault("timeout", "5", "MSBuild property GatehouseTimeout")], description.Defaults);
    }

    [Fact]
    public async Task A_synchronous_string_handler_allocates_only_what_it_makes()
    {
        LoadedApp app = LoadedApp.Compile("""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                [Get("/")] public string Index() => "Hello, World!";
                [Get("/items/{id:int}/{key:guid}")] public string Item(int id, Guid key) => id == 5 && key != default ? "five" : "other";
            }
            """);
        await app.StartAsync();
        Request root = Requests.Of("GET", "/");
        Request item = Requests.Of("GET", "/items/5/0f8fad5b-d9cb-469f-a165-70867728950e");
        Request missing = Requests.Of("GET", "/items/five");
        var response = new Response();
        response.Attach(new TestExchange());
        Turn();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) Turn();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Turn()
        {
            response.Reset();
            ValueTask first = app.InvokeAsync(app.Select(root), root, response);
            Assert.True(first.IsCompletedSuccessfully);
            response.Reset();
            ValueTask second = app.InvokeAsync(app.Select(item), item, response);
            Assert.True(second.IsCompletedSuccessfully);
            Assert.True(app.Select(missing).IsNotFound);
        }
    }

    [Fact]
    public void An_unknown_handler_number_is_an_error()
    {
        LoadedApp app = LoadedApp.Compile(Results);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            _ = app.InvokeAsync(Handler.Of(99, false, null), Requests.Of("GET", "/"), new Response());
        });
    }

    [Fact]
    public void An_executable_without_Main_gets_one_that_runs()
    {
        const string source = """
            using Gatehouse;

            namespace Acme;

            [GatewayApp]
            public partial class App
            {
                [Get("/")] public string Index() => "";
            }

            public class Program;
            """;
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Of(OutputKind.ConsoleApplication, TestReferences.Gatehouse, source));
        LoadedApp app = LoadedApp.Of(run, "Acme.App");
        Assert.NotNull(app.Assembly.EntryPoint);
    }

    [Theory]
    [InlineData("return await AppEntryPoints.RunAsync(args);")]
    [InlineData("class Entry { static void Main() { } }")]
    public void A_project_with_an_entry_point_keeps_it(string entryPoint)
    {
        const string source = """
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                [Get("/")] public string Index() => "";
            }
            """;
        GeneratorRun run = GeneratorRun.Of(
            TestCompilation.Of(OutputKind.ConsoleApplication, TestReferences.Gatehouse, entryPoint, source)).AssertCompiles();
        Assert.DoesNotContain("App.Program.g.cs", run.Sources.Keys);
    }

    [Fact]
    public void A_library_gets_no_Main()
    {
        GeneratorRun run = GeneratorRun.Of("""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                [Get("/")] public string Index() => "";
            }
            """);
        Assert.DoesNotContain("App.Program.g.cs", run.Sources.Keys);
    }
}
