using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

/// <summary>Neither the generator nor an analyzer ever throws, whatever half-typed code they see.</summary>
public class RobustnessTests
{
    // Everything there is to cut and to mutate takes minutes: asked for by GENERATOR_TESTS=full. Else a part of it, by a step
    // and a number of rounds that keep these tests within half a minute on two cores.
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("GENERATOR_TESTS") == "full";

    [Fact]
    public async Task Samples_that_end_anywhere()
    {
        var probe = new Probe();
        int step = IsFull ? 1 : 8;
        foreach ((string name, string text) in SourceCorpus.Samples)
        {
            IReadOnlyList<int> cuts = Mutations.Cuts(text);
            for (int i = 0; i < cuts.Count; i += step) await probe.RunAsync($"{name} cut at {cuts[i]}", text[..cuts[i]]);
        }
    }

    [Fact]
    public Task Samples_with_tokens_lost_doubled_or_swapped() => MutateAsync(SourceCorpus.Samples, Mutations.Mutate, IsFull ? 400 : 6);

    [Fact]
    public async Task Samples_with_one_thing_changed()
    {
        Probe probe = await MutateAsync(SourceCorpus.Samples, Mutations.MutateGently, IsFull ? 400 : 6);
        Assert.True(probe.Compiled > 0, "Not one compiled, so that emitted code was never compiled.");
    }

    [Fact]
    public async Task Sources_of_tests_that_end_anywhere()
    {
        var probe = new Probe();
        int step = IsFull ? 3 : 301;
        int next = 0;
        foreach ((string name, string text) in SourceCorpus.Tests)
        {
            // The steps go on from source to source, so that a short one gets its part.
            IReadOnlyList<int> cuts = Mutations.Cuts(text);
            for (; next < cuts.Count; next += step) await probe.RunAsync($"{name} cut at {cuts[next]}", text[..cuts[next]]);
            next -= cuts.Count;
        }
    }

    [Fact]
    public Task Sources_of_tests_with_tokens_lost_doubled_or_swapped() => MutateAsync(SourceCorpus.Tests, Mutations.Mutate, IsFull ? 40 : 1);

    [Fact]
    public async Task Sources_of_tests_with_one_thing_changed()
    {
        Probe probe = await MutateAsync(SourceCorpus.Tests, Mutations.MutateGently, IsFull ? 60 : 1);
        Assert.True(probe.Compiled > 0, "Not one compiled, so that emitted code was never compiled.");
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
    [InlineData("[Gatehouse.GatewayHooks] static class A { public static void OnReady(Unknown x, ) { } static OnExiting( } ")]
    [InlineData("[Gatehouse.GatewayHooks] struct A { public static void OnReady(Gatehouse.MasterContext x) { } }")]
    [InlineData("[Gatehouse.GatewayHooks(1, X = 2)] [Gatehouse.GatewayHooks] class A : A { public static void OnReady() { } }")]
    [InlineData("[Gatehouse.GatewayHooks] partial class A { static partial void OnReady(); static void OnReady(ref readonly int x) { } }")]
    [InlineData("[Gatehouse.GatewayApp] partial class A : Unknown { override void OnReady(Gatehouse.MasterContext x) { } void I.OnExiting() { } void Handle() { } }")]
    [InlineData("[Gatehouse.Handlers] class A(Unknown x) : Unknown { [Gatehouse.Use<>] [Gatehouse.Get(\"/\")] void M() { } } [Gatehouse.GatewayApp] partial class B;")]
    [InlineData("[Gatehouse.Handlers] struct A { [Gatehouse.Get(\"/\")] void M() { } } [Gatehouse.GatewayApp, Gatehouse.Use<A>] partial class B { void Handle() { } }")]
    [InlineData("[Gatehouse.Handlers] class A : A { [Gatehouse.Get(\"/\")] public void M() { } } [Gatehouse.GatewayApp, Gatehouse.Use<B>] partial class B : Gatehouse.IBeforeFilter { }")]
    [InlineData("[Gatehouse.GatewayApp, Gatehouse.Use<Unknown>, Gatehouse.Use<string, int>, Gatehouse.Use] partial class B { [Gatehouse.Service] Unknown x; [Gatehouse.Service] int y, z; [Gatehouse.Service] event System.Action E; void Handle() { } }")]
    [InlineData("[Gatehouse.Handlers] class A { [Gatehouse.Get(\"/\")] public A(B b) { } public A(dynamic d, int* p) { } } [Gatehouse.GatewayApp] partial class B { }")]
    [InlineData("[Gatehouse.Handlers] class A<T> { class Filter : Gatehouse.IBeforeFilter { } [Gatehouse.Use<A<T>.Filter>, Gatehouse.Get(\"/\")] public void M() { } }")]
    [InlineData("using U = Gatehouse.UseAttribute<F>; [U, Gatehouse.GatewayApp] partial class B { void Handle() { } } class F : Gatehouse.IAfterFilter { }")]
    [InlineData("[Gatehouse.GatewayApp] [Gatehouse.GatewayJson] partial class A { void Handle([Gatehouse.FromBody] Unknown x, [Gatehouse.FromQuery(1)] int[ y, [Gatehouse.FromHeader] z) { } }")]
    [InlineData("[Gatehouse.GatewayApp] [Gatehouse.GatewayJson(typeof(Unknown))] partial class A { [Gatehouse.Get(\"/\")] Unknown H([Gatehouse.FromBody] int x = 1.5) => 1; }")]
    [InlineData("[Gatehouse.GatewayApp] [Gatehouse.GatewayJson(typeof(A))] partial class A { [Gatehouse.Service] int x, y; [Gatehouse.Service] void M() { } [Gatehouse.Service] Unknown z; void Handle([Gatehouse.FromServices] int x) { } }")]
    [InlineData("enum E { A, a, A, = 5 } [Gatehouse.GatewayApp] partial class A { void Handle([Gatehouse.FromQuery] E x = E., [Gatehouse.FromQuery] E? y = (E)9, [Gatehouse.FromForm] decimal d = new()) { } }")]
    [InlineData("[System.Text.Json.Serialization.JsonDerivedType(typeof(Unknown), ), System.Text.Json.Serialization.JsonDerivedType(typeof(G<>)), System.Text.Json.Serialization.JsonDerivedType(typeof(S), 1.5), System.Text.Json.Serialization.JsonPolymorphic(TypeDiscriminatorPropertyName = null)] class S : S { S s; } [Gatehouse.GatewayApp, Gatehouse.OpenApi, Gatehouse.RoutePrefix] partial class A { [Gatehouse.Get(\"/\"), Gatehouse.MaxRequestBody] public S H(Gatehouse.Request) => 1; }")]
    [InlineData("[Gatehouse.RoutePrefix(] class P; [Gatehouse.StaticFiles(\"/\"), Gatehouse.StaticFiles(null, null), Gatehouse.GatewayApp] partial class A { [Gatehouse.Get(\"/{*}\"), Gatehouse.Get(\"/{*a}\"), Gatehouse.Get(\"{*b}/\")] void M( }")]
    public Task Odd_source(string source) => new Probe().RunAsync("odd", source);

    private static async Task<Probe> MutateAsync(IReadOnlyList<(string Name, string Text)> sources, Func<string, int, string> mutate, int rounds)
    {
        var probe = new Probe();
        foreach ((string name, string text) in sources)
        {
            for (int seed = 0; seed < rounds; seed++) await probe.RunAsync($"{name} mutated by {seed}", mutate(text, seed));
        }

        return probe;
    }
}
