using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests;

/// <summary>Filters around handlers, compiled and run. Each step of a request is in the log of the app.</summary>
public class FilterTests
{
    private const string Filters = """
        using Gatehouse;

        public abstract class Filter(string name)
        {
            protected void Log(string step) => App.Log.Add($"{name} {step}");
            protected static bool Asks(Request request, string what) => request.Path.Contains(what);
        }

        public sealed class Outer() : Filter("outer"), IBeforeFilter, IAfterFilter
        {
            public async ValueTask<bool> BeforeAsync(Request request, Response response) { await Task.Yield(); Log("before"); return true; }
            public ValueTask AfterAsync(Request request, Response response) { Log($"after {response.Status} {response.HasStarted}"); response.Headers["X-Outer"] = "1"; return default; }
        }

        public sealed class Guard() : Filter("guard"), IBeforeFilter, IAfterFilter
        {
            ValueTask<bool> IBeforeFilter.BeforeAsync(Request request, Response response)
            {
                Log("before");
                if (Asks(request, "throw-in-before")) throw new InvalidOperationException("before");
                if (!Asks(request, "stop")) return new(true);
                response.Status = 403;
                response.Write("stopped");
                return new(false);
            }

            async ValueTask IAfterFilter.AfterAsync(Request request, Response response)
            {
                await Task.Yield();
                Log("after");
                if (Asks(request, "throw-in-after")) throw new InvalidOperationException("after");
                if (Asks(request, "teapot")) response.Status = 418;
            }
        }

        public sealed class Catch() : Filter("catch"), IExceptionFilter
        {
            public ValueTask<bool> OnExceptionAsync(Exception exception, Request request, Response response)
            {
                Log($"caught {exception.Message} {response.Headers.Count}");
                if (exception is HttpStatusException || Asks(request, "pass")) return new(false);
                response.Status = 409;
                response.Write(exception.Message);
                return new(true);
            }
        }

        public sealed class All() : Filter("all"), IBeforeFilter, IAfterFilter, IExceptionFilter
        {
            public ValueTask<bool> BeforeAsync(Request request, Response response) { Log("before"); return new(true); }
            public ValueTask AfterAsync(Request request, Response response) { Log("after"); return default; }
            public async ValueTask<bool> OnExceptionAsync(Exception exception, Request request, Response response) { await Task.Yield(); Log("caught"); return !Asks(request, "pass"); }
        }
        """;

    private const string App = """
        using Gatehouse;

        [GatewayApp, Use<Outer>, Use<Catch>]
        public partial class App
        {
            public static readonly List<string> Log = [];
            private static string Work(string path)
            {
                Log.Add("handler");
                return path.StartsWith("throw-in-handler") ? throw new InvalidOperationException("handler") : path;
            }

            [Get("/app/{path}")] public string Of(string path) => Work(path);
            [Get("/guarded/{path}"), Use<Guard>] public string Guarded(string path, Response response) { response.Headers["X-Handler"] = "1"; return Work(path); }
            [Get("/void/{path}"), Use<Guard>] public void Void(string path, Response response) => response.Write(Work(path));
            [Get("/task/{path}"), Use<Guard>] public async Task OfTask(string path, Response response) { await Task.Yield(); response.Write(Work(path)); }
            [Get("/valuetask/{path}"), Use<Guard>] public ValueTask OfValueTask(string path, Response response) { response.Write(Work(path)); return default; }
            [Get("/pending/{path}"), Use<Guard>] public async ValueTask<Response> Pending(string path) { await Task.Yield(); return Response.Text(Work(path), 201); }
            [Get("/number/{id}")] public string Number(int id) => $"{id}";
            [Get("/flushed")] public async Task Flushed(Response response) { response.Write("gone "); await response.FlushAsync(); throw new InvalidOperationException("late"); }
            [Get("/stream/{path}"), Use<Guard>]
            public async IAsyncEnumerable<ReadOnlyMemory<byte>> Stream(string path)
            {
                try
                {
                    await Task.Yield();
                    yield return System.Text.Encoding.UTF8.GetBytes(Work(path));
                    Log.Add("second");
                    yield return "!"u8.ToArray();
                }
                finally
                {
                    Log.Add("disposed");
                }
            }
            [Get("/empty"), Use<Guard>] public async IAsyncEnumerable<ReadOnlyMemory<byte>> Empty() { await Task.Yield(); yield break; }
            [Get("/events"), Use<Guard>] public async IAsyncEnumerable<System.Net.ServerSentEvents.SseItem<string>> Events() { Log.Add("handler"); await Task.Yield(); yield return new("now"); }
            [Get("/abort")] public string Abort(Request request) { Log.Add("handler"); throw new OperationCanceledException(request.Aborted); }
            public string Handle(Request request) => Work("fallback");
        }

        [Handlers, Use<All>]
        public class Others
        {
            [Get("/all/{path}"), Use<Guard>] public string Of(string path)
            {
                App.Log.Add("handler");
                return path.StartsWith("throw") ? throw new InvalidOperationException("all") : path;
            }
        }
        """;

    [Theory]
    [InlineData("/app/a", "200 text/plain; charset=utf-8: a", "outer before, handler, outer after 200 False")]
    [InlineData("/other", "200 text/plain; charset=utf-8: fallback", "outer before, handler, outer after 200 False")]
    [InlineData("/guarded/a", "200 text/plain; charset=utf-8: a", "outer before, guard before, handler, guard after, outer after 200 False")]
    [InlineData("/void/teapot", "418 : teapot", "outer before, guard before, handler, guard after, outer after 418 False")]
    [InlineData("/task/teapot", "418 : teapot", "outer before, guard before, handler, guard after, outer after 418 False")]
    [InlineData("/valuetask/teapot", "418 : teapot", "outer before, guard before, handler, guard after, outer after 418 False")]
    [InlineData("/pending/teapot", "418 text/plain; charset=utf-8: teapot", "outer before, guard before, handler, guard after, outer after 418 False")]
    [InlineData("/guarded/stop", "403 : stopped", "outer before, guard before, outer after 403 False")]
    [InlineData("/guarded/throw-in-before", "409 : before", "outer before, guard before, catch caught before 0, outer after 409 False")]
    [InlineData("/guarded/throw-in-handler", "409 : handler", "outer before, guard before, handler, catch caught handler 0, outer after 409 False")]
    [InlineData("/guarded/throw-in-after", "409 : after", "outer before, guard before, handler, guard after, catch caught after 0, outer after 409 False")]
    [InlineData("/guarded/throw-in-handler-pass", "InvalidOperationException handler", "outer before, guard before, handler, catch caught handler 0")]
    [InlineData("/number/x", "400 The path parameter 'id' is not a whole number of 32 bits.", "outer before, catch caught The path parameter 'id' is not a whole number of 32 bits. 0")]
    [InlineData("/flushed", "InvalidOperationException late", "outer before")]
    [InlineData("/stream/teapot", "418 application/octet-stream: teapot!", "outer before, guard before, handler, guard after, outer after 418 False, second, disposed")]
    [InlineData("/stream/throw-in-handler", "409 : handler", "outer before, guard before, handler, disposed, catch caught handler 0, outer after 409 False")]
    [InlineData("/stream/throw-in-after", "409 : after", "outer before, guard before, handler, guard after, disposed, catch caught after 0, outer after 409 False")]
    [InlineData("/empty", "200 application/octet-stream: ", "outer before, guard before, guard after, outer after 200 False")]
    [InlineData("/events", "200 text/event-stream: data: now\n\n", "outer before, guard before, guard after, outer after 200 False, handler")]
    [InlineData("/all/a", "200 text/plain; charset=utf-8: a", "outer before, all before, guard before, handler, guard after, all after, outer after 200 False")]
    [InlineData("/all/throw", "200 : ", "outer before, all before, guard before, handler, all caught, all after, outer after 200 False")]
    [InlineData("/all/throw-pass", "InvalidOperationException all", "outer before, all before, guard before, handler, all caught, catch caught all 0")]
    public async Task Filters_run_one_within_the_other(string path, string answer, string log)
    {
        LoadedApp app = LoadedApp.Of(GeneratorRun.Of(App, Filters), "App");
        await app.StartAsync();
        string actual;
        try
        {
            actual = await app.AskAsync("GET", path);
        }
        catch (InvalidOperationException e)
        {
            actual = $"{e.GetType().Name} {e.Message}";
        }

        Assert.Equal(answer, actual);
        Assert.Equal(log, string.Join(", ", LogOf(app)));
    }

    [Fact]
    public async Task Nothing_is_answered_when_the_client_is_gone()
    {
        LoadedApp app = LoadedApp.Of(GeneratorRun.Of(App, Filters), "App");
        await app.StartAsync();
        var exchange = new TestExchange();
        Request request = Requests.Of("GET", "/abort", exchange);
        var response = new Response();
        response.Attach(exchange);
        exchange.Abort();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await app.InvokeAsync(app.Select(request), request, response));
        Assert.Equal(["outer before", "handler"], LogOf(app));
    }

    [Fact]
    public async Task Static_files_have_no_filters_and_sockets_have_them_before_the_upgrade()
    {
        string folder = $"filtered-{Guid.NewGuid():N}";
        string path = Path.Combine(AppContext.BaseDirectory, folder);
        Directory.CreateDirectory(path);
        try
        {
            LoadedApp app = LoadedApp.Of(
                GeneratorRun.Of(
                    Filters,
                    $$"""
                    using Gatehouse;

                    [GatewayApp, StaticFiles("/files", "{{folder}}"), Use<Outer>]
                    public partial class App
                    {
                        public static readonly List<string> Log = [];
                        [WebSocket("/stop/{room}"), Use<Guard>] public async Task Chat(GatewayWebSocket socket, string room) => await Task.Yield();
                        [WebSocket("/chat"), Use<Guard>] public async Task Chat(GatewayWebSocket socket) => await Task.Yield();
                    }
                    """),
                "App");
            await app.StartAsync();
            Assert.Equal("404", await app.AskAsync("GET", "/none"));
            Assert.Equal("405 GET, OPTIONS", await app.AskAsync("POST", "/chat"));
            Assert.StartsWith("404", await app.AskAsync("GET", "/files/none.txt"), StringComparison.Ordinal);
            Assert.Empty(LogOf(app));
            Assert.Equal("403 : stopped", await app.AskAsync("GET", "/stop/a"));
            Assert.StartsWith("426", await app.AskAsync("GET", "/chat"), StringComparison.Ordinal);
            Assert.Equal(
                ["outer before", "guard before", "outer after 403 False", "outer before", "guard before", "guard after", "outer after 426 False"],
                LogOf(app));
            await app.StopAsync();
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    [Fact]
    public async Task Each_filter_has_one_instance_made_of_what_the_app_offers()
    {
        LoadedApp app = LoadedApp.Compile("""
            using Gatehouse;

            [GatewayApp, Use<Count<int>>]
            public partial class App : IDisposable
            {
                public static readonly List<string> Log = [];
                [Service] private readonly List<string> log = Log;
                [Get("/a")] public string A() => "a";
                [Get("/b"), Use<Nested>] public string B() => "b";
                [Get("/c"), Use<Count<string>>] public string C() => "c";
                public void Dispose() => Log.Add("app stopped");

                internal sealed class Nested(App app) : IBeforeFilter, IDisposable
                {
                    ValueTask<bool> IBeforeFilter.BeforeAsync(Request request, Response response) { app.log.Add("nested"); return new(true); }
                    public void Dispose() => Log.Add("nested stopped");
                }
            }

            public sealed class Count<T>(List<string> log) : IBeforeFilter, IDisposable
            {
                private int count;
                public ValueTask<bool> BeforeAsync(Request request, Response response) { log.Add($"{typeof(T).Name} {++count}"); return new(true); }
                public void Dispose() => App.Log.Add($"{typeof(T).Name} stopped");
            }
            """);
        await app.StartAsync();
        foreach (string path in new[] { "/a", "/b", "/c", "/a" }) await app.AskAsync("GET", path);
        await app.StopAsync();
        Assert.Equal(
            ["Int32 1", "Int32 2", "nested", "Int32 3", "String 1", "Int32 4", "String stopped", "nested stopped", "Int32 stopped", "app stopped"],
            LogOf(app));
    }

    [Fact]
    public async Task What_completes_at_once_allocates_nothing()
    {
        // Without optimization an async method's state is an object from the start.
        CSharpCompilation compilation = TestCompilation.Of("""
            using Gatehouse;

            [GatewayApp, Use<All>]
            public partial class App
            {
                [Get("/")] public void Index() { }
            }

            public sealed class All : IBeforeFilter, IAfterFilter, IExceptionFilter
            {
                public ValueTask<bool> BeforeAsync(Request request, Response response) => new(true);
                public ValueTask AfterAsync(Request request, Response response) => default;
                public ValueTask<bool> OnExceptionAsync(Exception exception, Request request, Response response) => new(false);
            }
            """);
        LoadedApp app = LoadedApp.Of(
            GeneratorRun.Of(compilation.WithOptions(compilation.Options.WithOptimizationLevel(OptimizationLevel.Release))), "App");
        await app.StartAsync();
        Request request = Requests.Of("GET", "/");
        var response = new Response();
        Handler handler = app.Select(request);
        Assert.Equal(0, Allocated(Call));

        void Call()
        {
            for (int i = 0; i < 1000; i++) app.InvokeAsync(handler, request, response).GetAwaiter().GetResult();
        }
    }

    private static long Allocated(Action call)
    {
        call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static List<string> LogOf(LoadedApp app) => (List<string>)app.Assembly.GetType("App")!.GetField("Log")!.GetValue(null)!;
}
