using Gatehouse.Generators.Tests.Harness;

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
    public async Task What_makes_sure_of_a_peer(string statements) => await AspNetSource.VerifyAsync(AspNetSource.Configuring(Source + statements));
}
