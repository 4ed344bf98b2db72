using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

/// <summary>No analyzer throws over half-typed set-ups of ASP.NET Core's middleware for forwarded headers.</summary>
public class ForwardedRobustnessTests
{
    // As in RobustnessTests.
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("GENERATOR_TESTS") == "full";

    [Fact]
    public async Task Startups_that_end_anywhere()
    {
        var probe = new Probe();
        int step = IsFull ? 1 : 211;
        int next = 0;
        foreach ((string name, string text) in SourceCorpus.Startups)
        {
            IReadOnlyList<int> cuts = Mutations.Cuts(text);
            for (; next < cuts.Count; next += step) await probe.RunAsync($"{name} cut at {cuts[next]}", text[..cuts[next]]);
            next -= cuts.Count;
        }
    }

    [Fact]
    public Task Startups_with_tokens_lost_doubled_or_swapped() => MutateAsync(Mutations.Mutate);

    [Fact]
    public Task Startups_with_one_thing_changed() => MutateAsync(Mutations.MutateGently);

    [Theory]
    [InlineData("o.KnownProxies.Clear(; o.KnownIPNetworks.Clear(); o.KnownProxies.Add(); o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse());")]
    [InlineData("o.ForwardLimit = ; o.ForwardedHeaders = ForwardedHeaders.; o.ForwardedHeaders |= ; o.AllowedHosts = ; o.AllowedHosts = [..]; o.AllowedHosts = [,];")]
    [InlineData("var a = a; var b = c; var c = b; o.KnownIPNetworks.Add(a); o.KnownIPNetworks.Add(b); a.Clear(); o = o; o?.KnownProxies?.Clear();")]
    [InlineData("o.KnownProxies.Insert(1); o.KnownNetworks.Add(new(, 8)); o.KnownNetworks.Add(new(IPAddress.Any, 99)); o.KnownProxies = { 1 };")]
    [InlineData("app.UseForwardedHeaders(new() { KnownProxies = { , }, ForwardedHeaders = }); app.UseForwardedHeaders(new ForwardedHeadersOptions { { 1 } });")]
    [InlineData("app.UseForwardedHeaders(new ForwardedHeadersOptions { AllowedHosts = new List<string> { , } , ForwardedHeaders = (ForwardedHeaders)99999999999 });")]
    [InlineData("AppContext.SetSwitch(); AppContext.SetSwitch(, true); Environment.SetEnvironmentVariable(null, null); Environment.SetEnvironmentVariable(\"a\");")]
    [InlineData("host.UseUrls(); host.UseUrls(null); host.UseUrls(\"://\", \"http://unix:\"); host.ConfigureKestrel(k => { k.ListenUnixSocket(); k.Listen(, 1); k.Listen(IPAddress.); });")]
    [InlineData("UseForwardedHeaders(); app.UseForwardedHeaders; .UseForwardedHeaders(); switch (app) { case app.UseForwardedHeaders(): } _ = app switch { _ => app.UseHsts().UseForwardedHeaders() };")]
    public async Task Odd_startups(string statements)
    {
        await new Probe().RunAsync("odd", AspNetSource.InStartup(statements));
        await new Probe().RunAsync("odd", AspNetSource.Configuring(statements));
    }

    private static async Task MutateAsync(Func<string, int, string> mutate)
    {
        var probe = new Probe();
        foreach ((string name, string text) in SourceCorpus.Startups)
        {
            for (int seed = 0; seed < (IsFull ? 40 : 1); seed++) await probe.RunAsync($"{name} mutated by {seed}", mutate(text, seed));
        }
    }
}
