using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests;

/// <summary>The generated code as people read it. Changes here are reviewed as code.</summary>
public class SnapshotTests
{
    [Fact]
    public void Hello()
    {
        const string source = """
            using Gatehouse;

            [GatewayApp]
            public partial class Hello
            {
                [Get("/")]
                public string Index() => "Hello, World!";
            }
            """;
        GeneratorRun.Of(TestCompilation.Of(OutputKind.ConsoleApplication, TestReferences.Gatehouse, source))
            .AssertCompiles()
            .AssertSnapshot("Hello");
    }

    [Fact]
    public void Bare_callable()
    {
        GeneratorRun.Of("""
            using Gatehouse;

            [GatewayApp]
            public partial class Bare
            {
                public async ValueTask HandleAsync(Request request, Response response)
                {
                    response.Status = 200;
                    response.ContentType = "text/plain; charset=utf-8";
                    await response.WriteAsync("Hello, World!"u8.ToArray());
                }
            }
            """).AssertCompiles().AssertSnapshot("Bare");
    }

    [Fact]
    public void Static_files_beside_routes()
    {
        GeneratorRun.Of("""
            using Gatehouse;

            [GatewayApp]
            [StaticFiles("/static", "wwwroot", CacheControl = "public, max-age=60")]
            [StaticFiles("/docs", "manual", Index = "index.html", Fallback = "404.html", DotFiles = true)]
            [StaticFiles("/static/vendor", "vendor")]
            public partial class Site : IDisposable
            {
                [Get("/docs/{page}")]
                public string Page(string page) => page;

                public void Handle() { }

                public void Dispose() { }
            }
            """).AssertCompiles().AssertSnapshot("Site");
    }

    [Fact]
    public void Sockets_of_every_shape()
    {
        GeneratorRun.Of("""
            using Gatehouse;

            [GatewayApp]
            public partial class Chat
            {
                [Get("/")]
                public string Page() => "";

                [WebSocket("/live")]
                public static ValueTask Live(GatewayWebSocket socket) => default;

                [WebSocket("/rooms/{room}/{id:int}", Subprotocols = ["v1.chat"], Origins = ["https://app.example"],
                    MaxMessageBytes = 4096, Compression = true, PingInterval = 12.5, PingTimeout = 5)]
                public async Task Room(string room, Request request, GatewayWebSocket socket, CancellationToken gone, int id) => await Task.Yield();
            }
            """).AssertCompiles().AssertSnapshot("Chat");
    }

    [Fact]
    public void Hooks_of_the_app_and_of_a_class_of_hooks()
    {
        GeneratorRun.Of("""
            using Gatehouse;

            namespace Acme.Web;

            [GatewayApp]
            public partial class Hooked
            {
                [Get("/")]
                public string Index() => "";

                private static void OnExiting(MasterContext context) { }

                [Obsolete]
                private static void OnStarting(MasterContext context) { }
            }

            [GatewayHooks]
            internal static class @event
            {
                public static void OnWorkerExit(WorkerExit exit) { }

                public static void OnReady(MasterContext context) { }
            }
            """).AssertCompiles().AssertSnapshot("Hooked");
    }

    [Fact]
    public void Handler_classes_with_services_and_filters()
    {
        GeneratorRun.Of("""
            using Gatehouse;

            namespace Acme.Web;

            [GatewayApp, Use<Timing>]
            public sealed partial class Market : IAsyncDisposable
            {
                [Service] private readonly Database database = new();

                [Get("/")]
                public string Index() => "market";

                public ValueTask DisposeAsync() => database.DisposeAsync();
            }

            public sealed class Database : IAsyncDisposable { public ValueTask DisposeAsync() => default; }

            [Handlers, Use<SignedIn>]
            public sealed class Orders(Database database, WorkerContext context) : IDisposable
            {
                [Get("/orders")]
                public IAsyncEnumerable<ReadOnlyMemory<byte>> All() => throw new NotSupportedException($"{database} {context}");

                [Post("/orders/{id:int}"), Use<Problems>]
                public async Task Add(int id, Response response) => await Task.Yield();

                [WebSocket("/orders/live/{id:int}")]
                public ValueTask Live(GatewayWebSocket socket, int id) => default;

                public void Dispose() { }
            }

            [Handlers]
            public static class Pages
            {
                [Get("/about")]
                public static string About() => "about";
            }

            public sealed class Timing : IBeforeFilter, IAfterFilter
            {
                public ValueTask<bool> BeforeAsync(Request request, Response response) => new(true);
                public ValueTask AfterAsync(Request request, Response response) => default;
            }

            public sealed class SignedIn(Market market) : IBeforeFilter, IAsyncDisposable
            {
                public ValueTask<bool> BeforeAsync(Request request, Response response) => new(market is not null);
                public ValueTask DisposeAsync() => default;
            }

            public sealed class Problems : IExceptionFilter, IAfterFilter
            {
                public ValueTask<bool> OnExceptionAsync(Exception exception, Request request, Response response) => new(false);
                public ValueTask AfterAsync(Request request, Response response) => default;
            }
            """).AssertCompiles().AssertSnapshot("Market");
    }

    [Fact]
    public void Shop_with_trust_hooks_settings_and_overlapping_routes()
    {
        const string source = """
            using Gatehouse;

            namespace Acme.Web;

            [GatewayApp(Name = "shop", ServerNames = ["shop.example", "www.shop.example"])]
            [TrustedProxies("unix:", "10.1.0.0/16", Hops = 2)]
            [ForwardedHeaders(Forwarded.For | Forwarded.Proto | Forwarded.Host, HostHeader = "X-FHost")]
            public sealed partial class Shop : IAsyncDisposable
            {
                public static async ValueTask<Shop> StartAsync(WorkerContext context)
                {
                    await Task.Yield();
                    return new Shop();
                }

                [Get("/")]
                public string Index() => "shop";

                [Get("/items")]
                public IAsyncEnumerable<ReadOnlyMemory<byte>> All() => throw new NotSupportedException();

                [Post("/items")]
                public async ValueTask<Response> Add(Request request, CancellationToken cancellationToken)
                {
                    ReadOnlyMemory<byte> body = await request.ReadBodyAsync(cancellationToken);
                    return Response.Bytes(body, status: 201);
                }

                [Get("/items/{id:int}")]
                public async ValueTask<Response> Item(int id, Request request)
                {
                    await Task.Yield();
                    return Response.Text($"{id} {request.Path}");
                }

                [Delete("/items/{id:int}")]
                public void Remove(int id, Response response) => response.Status = 204;

                [Get("/items/{slug}")]
                public string BySlug(string slug) => slug;

                [Get("/items/new")]
                public static string New() => "new";

                [Get("/items/{id:int}/tags/{day}")]
                public Task<string> Tags(int id, DateOnly day) => Task.FromResult($"{id} {day}");

                public void Handle(Response response) => response.Status = 418;

                public ValueTask DisposeAsync() => default;
            }
            """;
        var options = new TestOptions(new Dictionary<string, string>
        {
            ["Version"] = "1.2.3",
            ["GatehouseGracefulTimeout"] = "20",
            ["GatehouseBind"] = "unix:/run/shop/shop.sock",
        });
        GeneratorRun.Of(TestCompilation.Of(source), options).AssertCompiles().AssertSnapshot("Shop");
    }

    [Fact]
    public void The_template() => GeneratorRun.Of(SourceCorpus.Samples.Single(source => source.Name.StartsWith("templates", StringComparison.Ordinal)).Text)
        .AssertCompiles().AssertSnapshot("Template");

    [Fact]
    public void A_hundred_routes() => GeneratorRun.Of(ManyRoutes.Source(100)).AssertCompiles().AssertSnapshot("Many");
}
