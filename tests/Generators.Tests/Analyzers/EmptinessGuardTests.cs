using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests.Analyzers;

/// <summary>GH1011: what makes sure of there being a known peer in lists that were cleared, and what only looks so.</summary>
public class EmptinessGuardTests
{
    private const string Cleared = "o.KnownProxies.Clear(); o.KnownIPNetworks.Clear();";
    private const string Reported = "o.KnownProxies.Clear(); {|GH1011:o.KnownIPNetworks.Clear()|};";
    private const string Fill = "foreach (string p in ps) o.KnownProxies.Add(IPAddress.Parse(p));";
    private const string Source = "string[] ps = Read(); string[] Read() => [];";
    private const string One = "o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\"));";
    private const string Other = "o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.1.0.0/24\"));";

    [Theory]
    [Rule("GH1011", Outcome.Reports)]
    [InlineData("if (o.KnownProxies.Count == 0) throw new Exception();" + Reported + Fill)]
    [InlineData(Reported + Fill + "if (o.ForwardLimit > 3) throw new Exception();")]
    [InlineData(Reported + Fill + "if (o.KnownProxies.Count == 0) return;")]
    [InlineData(Reported + "if (ps.Length == 0) return;" + Fill)]
    [InlineData("if (o.ForwardLimit is null) {" + Reported + Fill + "}")]
    [InlineData(Reported + "if (env.IsProduction()) {" + One + "}")]
    [InlineData(Reported + "if (env.IsProduction()) {" + One + "} else { o.ForwardLimit = 1; }")]
    [InlineData(Reported + "if (env.IsProduction()) { if (env.IsStaging()) {" + One + "} } else {" + Other + "}")]
    [InlineData("if (ps is null) throw new Exception();" + Reported + Fill)]
    [InlineData("if (ps != null) {" + Reported + Fill + "}")]
    [InlineData("if (ps is { }) {" + Reported + Fill + "}")]
    [InlineData("if (ps.Length > 5) throw new Exception();" + Reported + Fill)]
    [InlineData("if (ps.Length > 0) throw new Exception();" + Reported + Fill)]
    [InlineData("if (ps.Length == 0) {" + Reported + Fill + "}")]
    [InlineData("if (ps.Length == 0) { } else throw new Exception();" + Reported + Fill)]
    [InlineData("if (ps.Length == 0 && env.IsProduction()) throw new Exception();" + Reported + Fill)]
    [InlineData("if (ps.Length > 0 || env.IsProduction()) {" + Reported + Fill + "}")]
    [InlineData("if (ps.Length == 0) { if (env.IsProduction()) throw new Exception(); }" + Reported + Fill)]
    [InlineData("if (ps is not [] or null) throw new Exception();" + Reported + Fill)]
    [InlineData("if (ps is [\"a\"]) throw new Exception();" + Reported + Fill)]
    [InlineData("if (ps.Length == 0) { Action never = () => throw new Exception(); }" + Reported + Fill)]
    [InlineData("if (ps.Length == 0) { void Never() => throw new Exception(); }" + Reported + Fill)]
    [InlineData(Reported + Fill + "if (o.KnownProxies.Count > 5) throw new Exception();")]
    [InlineData(Reported + Fill + "if (o.KnownProxies.Count != 0) throw new Exception();")]
    [InlineData("if (ps?.Length == 0) throw new Exception();" + Reported + "foreach (string p in ps ?? []) " + One)]
    [InlineData("if (ps is []) throw new Exception();" + Reported + "foreach (string p in ps ?? []) " + One)]
    [InlineData("if (ps.Length == 0) throw new Exception();" + Reported + "foreach (string p in ps.Where(p => p != \"\")) " + One)]
    [InlineData(Reported + Fill + "Environment.Exit(0);")]
    [InlineData("services.Configure<ForwardedHeadersOptions>(other => { if (ps.Length == 0) return; });" + Reported + Fill)]
    [InlineData("ArgumentOutOfRangeException.ThrowIfGreaterThan(ps.Length, 5);" + Reported + Fill)]
    [InlineData("ArgumentOutOfRangeException.ThrowIfNegative(ps.Length);" + Reported + Fill)]
    [InlineData("ArgumentNullException.ThrowIfNull(ps);" + Reported + Fill)]
    [InlineData(Reported + "switch (env.EnvironmentName) { case \"a\": " + One + " break; case \"b\": " + Other + " break; }")]
    [InlineData(Reported + "switch (env.EnvironmentName) { case \"a\": " + One + " break; default: break; }")]
    public async Task What_leaves_the_lists_empty(string statements) => await AspNetSource.VerifyAsync(AspNetSource.Configuring(Source + statements));

    [Theory]
    [Rule("GH1011", Outcome.Quiet)]
    [InlineData(Cleared + Fill + "if (o.KnownProxies.Count == 0) throw new Exception();")]
    [InlineData(Cleared + Fill + "if (o.KnownProxies is [] && o.KnownIPNetworks is []) throw new Exception();")]
    [InlineData(Cleared + Fill + "if (ps.Length == 0) throw new Exception();")]
    [InlineData("if (ps.Length == 0) throw new Exception();" + Cleared + Fill)]
    [InlineData("if (ps.Length == 0) return;" + Cleared + Fill)]
    [InlineData("if (ps.Length > 0) {" + Cleared + Fill + "}")]
    [InlineData(Cleared + "if (env.IsProduction()) {" + One + "} else {" + Other + "}")]
    [InlineData(Cleared + "if (env.IsProduction()) {" + One + "} else if (env.IsStaging()) {" + Other + "} else {" + One + "}")]
    [InlineData("if (env.IsProduction()) {" + Cleared + "if (env.IsStaging()) {" + One + "} else {" + Other + "} }")]
    [InlineData("if (ps is null || ps.Length == 0) throw new Exception();" + Cleared + Fill)]
    [InlineData("if (ps is not null && ps.Length > 0) {" + Cleared + Fill + "}")]
    [InlineData("if (ps?.Length > 0) {" + Cleared + Fill + "}")]
    [InlineData("if (ps?.Length > 0) {" + Cleared + "foreach (string p in ps ?? []) " + One + "}")]
    [InlineData("if ((ps?.Length ?? 0) == 0) throw new Exception();" + Cleared + "foreach (string p in ps ?? []) " + One)]
    [InlineData("if (ps?.Any() != true) throw new Exception();" + Cleared + "foreach (string p in ps ?? []) " + One)]
    [InlineData("if (ps?.Any() ?? false) {" + Cleared + "foreach (string p in ps ?? []) " + One + "}")]
    [InlineData("if (ps is null or []) throw new Exception();" + Cleared + Fill)]
    [InlineData("if (ps is []) throw new Exception();" + Cleared + Fill)]
    [InlineData("if (ps is { Length: 0 }) throw new Exception();" + Cleared + Fill)]
    [InlineData("if (ps is not { Length: > 0 }) throw new Exception();" + Cleared + Fill)]
    [InlineData("if (ps is { Length: > 0 }) {" + Cleared + Fill + "}")]
    [InlineData("if (ps is [_, ..]) {" + Cleared + Fill + "}")]
    [InlineData("if (Read() is { Length: > 0 } all) {" + Cleared + "foreach (string p in all) " + One + "}")]
    [InlineData("if (Read() is not [_, ..] all) throw new Exception();" + Cleared + "foreach (string p in all) " + One)]
    [InlineData("if (ps.Length < 1) throw new Exception();" + Cleared + Fill)]
    [InlineData("if (0 == ps.Length) throw new Exception();" + Cleared + Fill)]
    [InlineData("if (ps.Length >= 1) {" + Cleared + Fill + "}")]
    [InlineData("if (ps.Length != 0) {" + Cleared + Fill + "}")]
    [InlineData("if (ps.Length is > 0) {" + Cleared + Fill + "}")]
    [InlineData("if (!ps.Any()) throw new Exception();" + Cleared + Fill)]
    [InlineData("if (ps.Count() == 0) throw new Exception();" + Cleared + Fill)]
    [InlineData("if (ps.Any()) {" + Cleared + Fill + "} else o.ForwardLimit = 1;")]
    [InlineData("if (!(ps.Length > 0)) { throw new Exception(); }" + Cleared + Fill)]
    [InlineData("bool none = ps.Length == 0; if (none || env.IsProduction()) throw new Exception();" + Cleared + Fill)]
    [InlineData("if (ps.Length > 0) { } else throw new Exception();" + Cleared + Fill)]
    [InlineData("if (ps.Length == 0) Environment.FailFast(null);" + Cleared + Fill)]
    [InlineData("ArgumentOutOfRangeException.ThrowIfZero(ps.Length);" + Cleared + Fill)]
    [InlineData("ArgumentOutOfRangeException.ThrowIfLessThan(ps.Length, 1);" + Cleared + Fill)]
    [InlineData(Cleared + Fill + "if (o.KnownProxies.Count == 0 && o.KnownIPNetworks.Count == 0) throw new Exception();")]
    [InlineData(Cleared + Fill + "ArgumentOutOfRangeException.ThrowIfZero(o.KnownProxies.Count);")]
    [InlineData("if (ps.Length == 0) throw new Exception();" + Cleared + "foreach (IPAddress p in ps.Select(IPAddress.Parse).Distinct().ToList()) o.KnownProxies.Add(p);")]
    [InlineData("var all = ps.Select(IPAddress.Parse).ToArray(); if (ps.Length == 0) throw new Exception();" + Cleared + "foreach (IPAddress p in all) o.KnownProxies.Add(p);")]
    [InlineData("var all = ps.Where(p => p != \"\").ToArray(); if (all.Length == 0) throw new Exception();" + Cleared + "foreach (string p in all) " + One)]
    [InlineData("if (string.IsNullOrEmpty(config[\"P\"])) throw new Exception();" + Cleared + "foreach (string p in config[\"P\"]!.Split(',')) " + One)]
    [InlineData("string? csv = config[\"P\"]; if (!string.IsNullOrWhiteSpace(csv)) {" + Cleared + "foreach (string p in csv.Split(',')) " + One + "}")]
    [InlineData("string? csv = config[\"P\"]; ArgumentException.ThrowIfNullOrEmpty(csv);" + Cleared + "foreach (string p in csv.Split(',')) " + One)]
    [InlineData("string csv = config[\"P\"] ?? \"\"; if (csv == \"\") throw new Exception();" + Cleared + "foreach (string p in csv.Split(',')) " + One)]
    [InlineData("if (ps.Length == 0) throw new Exception();" + Cleared + "for (int i = 0; i < ps.Length; i++) o.KnownProxies.Add(IPAddress.Parse(ps[i]));")]
    [InlineData("if (ps.Length == 0) throw new Exception();" + Cleared + "Array.ForEach(ps, p => o.KnownProxies.Add(IPAddress.Parse(p)));")]
    [InlineData("if (ps.Length == 0) throw new Exception();" + Cleared + "ps.Select(IPAddress.Parse).ToList().ForEach(o.KnownProxies.Add);")]
    [InlineData(Cleared + "switch (env.EnvironmentName) { case \"a\": " + One + " break; case \"b\": " + Other + " break; default: " + One + " break; }")]
    [InlineData(Cleared + "switch (env.EnvironmentName) { case \"a\": " + One + " break; default: throw new Exception(); }")]
    [InlineData(Cleared + "if (env.IsProduction()) {" + One + "} else throw new Exception();")]
    public async Task What_makes_sure_of_a_peer(string statements) => await AspNetSource.VerifyAsync(AspNetSource.Configuring(Source + statements));

    /// <summary>Code that does not compile, as it is while somebody types.</summary>
    [Theory]
    [InlineData("string[] ps = ps.ToArray(); if (ps.Length == 0) throw new Exception();" + Cleared + Fill)]
    [InlineData("string[] ps = Read(); bool none = !none && none || !none; if (none) throw new Exception();" + Cleared + Fill + "string[] Read() => [];")]
    [InlineData("string[] ps = Read(); int n = n ?? n; if (n == 0 && n < n || n is > 1) throw new Exception();" + Cleared + Fill + "string[] Read() => [];")]
    [InlineData("var ps = ps?.Select(p => p) ?? ps; if (ps is null or []) return;" + Cleared + Fill)]
    [InlineData("string[] a = b; string[] b = a; if (a.Length == b.Length) throw new Exception();" + Cleared + "foreach (string p in b.Reverse()) " + One)]
    public async Task Values_that_are_made_of_themselves_have_an_end(string statements)
    {
        Task<IReadOnlyList<Diagnostic>> found = Task.Run(() => AnalyzerTest.RunAsync(
            TestCompilation.Of(OutputKind.DynamicallyLinkedLibrary, TestReferences.AspNet, AspNetSource.Configuring(statements))));
        Assert.All(await found.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken), one => Assert.StartsWith("GH", one.Id, StringComparison.Ordinal));
    }
}
