using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests.Analyzers;

/// <summary>Neither the generator nor an analyzer ever throws, whatever half-typed code they see.</summary>
public class RobustnessTests
{
    private const string Source = """
        using Gatehouse;

        namespace Acme;

        [GatewayApp(Name = "shop", ServerNames = ["a.example"])]
        [TrustedProxies("unix:", "10.1.0.0/16", Hops = 2)]
        [ForwardedHeaders(Forwarded.For | Forwarded.Host, HostHeader = "X-FHost")]
        public sealed partial class Shop(WorkerContext context) : IAsyncDisposable
        {
            public static async ValueTask<Shop> StartAsync(WorkerContext context) { await Task.Yield(); return new(context); }

            [Get("/items/{id:int}"), Get("/{id}")]
            public async ValueTask<Response> Item(int id, in Request request, CancellationToken stop = default) =>
                Response.Text(request.Headers["X-Forwarded-For"] ?? context.Name);

            [Post(template: "/items")] public void Add(Response response) { }

            public string Handle(Request r) => r.Path;

            public ValueTask DisposeAsync() => default;
        }
        """;

    [Fact]
    public async Task Source_that_ends_after_any_token()
    {
        foreach (int end in CSharpSyntaxTree.ParseText(Source, cancellationToken: TestContext.Current.CancellationToken)
            .GetRoot(TestContext.Current.CancellationToken).DescendantTokens().Select(token => token.Span.End).Distinct())
        {
            await ProbeAsync(Source[..end]);
        }
    }

    [Fact]
    public async Task Source_with_tokens_lost_doubled_or_swapped()
    {
        string[] tokens =
        [
            .. CSharpSyntaxTree.ParseText(Source, cancellationToken: TestContext.Current.CancellationToken)
                .GetRoot(TestContext.Current.CancellationToken).DescendantTokens().Select(token => token.ToFullString()),
        ];
        var random = new Random(20261122);
        for (int round = 0; round < 120; round++)
        {
            List<string> mutated = [.. tokens];
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                int at = random.Next(mutated.Count);
                switch (random.Next(3))
                {
                    case 0: mutated.RemoveAt(at); break;
                    case 1: mutated.Insert(at, mutated[at]); break;
                    default: mutated[at] = mutated[random.Next(mutated.Count)]; break;
                }
            }

            await ProbeAsync(string.Concat(mutated));
        }
    }

    [Theory]
    [InlineData("[Gatehouse.GatewayApp")]
    [InlineData("[Gatehouse.GatewayApp] class")]
    [InlineData("[Gatehouse.GatewayApp, Gatehouse.GatewayApp] partial class A { void Handle() { } }")]
    [InlineData("[Gatehouse.GatewayApp(Name = \"a\", Name = \"b\")] [Gatehouse.ForwardedHeaders(0, ForHeader = \"a\", ForHeader = \"b\")] partial class A { void Handle() { } }")]
    [InlineData("[Gatehouse.GatewayApp(ServerNames = null)] [Gatehouse.TrustedProxies(null)] partial class A { void Handle() { } }")]
    [InlineData("[Gatehouse.GatewayApp(Name = null, ServerNames = new string[] { null })] [Gatehouse.TrustedProxies(null, null)] partial class A { void Handle() { } }")]
    [InlineData("[Gatehouse.GatewayApp] partial class A { [Gatehouse.Get] [Gatehouse.Get(1)] [Gatehouse.Get(\"/\", 2)] void X() { } }")]
    [InlineData("[Gatehouse.GatewayApp] partial class A : A { void Handle() { } }")]
    [InlineData("[Gatehouse.GatewayApp] partial class A : Unknown<A> { void Handle(Unknown x) { } [Gatehouse.Get(\"/{x}\")] Unknown<int> Y(Unknown x) => default; }")]
    [InlineData("[Gatehouse.GatewayApp] partial class A { partial string Handle(); }")]
    [InlineData("[Gatehouse.GatewayApp] partial struct A { void Handle() { } }")]
    [InlineData("[Gatehouse.GatewayApp] partial interface A { void Handle(); }")]
    [InlineData("partial class A { void M() { [Gatehouse.Get(\"/\")] void Local() { } } }")]
    public Task Odd_source(string source) => ProbeAsync(source);

    private static async Task ProbeAsync(string source)
    {
        // The harness rethrows what an analyzer throws, and a run asserts that the generator did not.
        _ = GeneratorRun.Of(source);
        _ = await AnalyzerTest.RunAsync(TestCompilation.Of(source));
    }
}
