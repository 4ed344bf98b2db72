using Gatehouse.Generators.Tests.Harness;
using Gatehouse.Proxy;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests.Analyzers;

public class TrustRulesTests
{
    private static readonly TestOptions Decided = new(new Dictionary<string, string>
    {
        ["GatehouseTrustedProxies"] = "unix:",
        ["GatehouseAllowedHosts"] = "a.example",
    });

    [Theory]
    [Rule("GH1002", Outcome.Reports)]
    [InlineData("TrustedProxies({|GH1002:\"*\"|})", "The declaration is not valid: '*' is not an IP network such as 10.1.0.0/16, an address, or unix:")]
    [InlineData("TrustedProxies(\"unix:\", {|GH1002:\"localhost\"|})", null)]
    [InlineData("TrustedProxies({|GH1002:\"\"|})", null)]
    [InlineData("TrustedProxies({|GH1002:\"unix:/run/x\"|})", null)]
    [InlineData("TrustedProxies({|GH1002:\"10.1\"|})", null)]
    [InlineData("TrustedProxies({|GH1002:\"010.0.0.1\"|})", null)]
    [InlineData("TrustedProxies({|GH1002:\"10.0.0.256\"|})", null)]
    [InlineData("TrustedProxies({|GH1002:\" 10.0.0.1\"|})", null)]
    [InlineData("TrustedProxies({|GH1002:\"fe80::1%eth0\"|})", null)]
    [InlineData("TrustedProxies({|GH1002:\"[::1]\"|})", null)]
    [InlineData("TrustedProxies({|GH1002:\"::ffff:10.0.0.1\"|})", "The declaration is not valid: '::ffff:10.0.0.1' is an IPv4 address in IPv6 form; peers are compared as IPv4, so write it as IPv4")]
    [InlineData("TrustedProxies({|GH1002:\"10.0.0.0/33\"|})", "The declaration is not valid: '10.0.0.0/33' has no prefix length of 0 to 32 after its '/'")]
    [InlineData("TrustedProxies({|GH1002:\"10.0.0.0/\"|})", null)]
    [InlineData("TrustedProxies({|GH1002:\"10.0.0.0/08\"|})", null)]
    [InlineData("TrustedProxies({|GH1002:\"10.0.0.0/255.0.0.0\"|})", null)]
    [InlineData("TrustedProxies({|GH1002:\"::/129\"|})", null)]
    [InlineData("TrustedProxies({|GH1002:\"10.1.2.3/8\"|})", "The declaration is not valid: '10.1.2.3/8' has bits set beyond its prefix; the network is 10.0.0.0/8")]
    [InlineData("TrustedProxies({|GH1002:\"2001:db8::1/32\"|})", "The declaration is not valid: '2001:db8::1/32' has bits set beyond its prefix; the network is 2001:db8::/32")]
    [InlineData("TrustedProxies(\"unix:\", Hops = {|GH1002:0|})", "The declaration is not valid: 0 proxies; there can be 1 to 8")]
    [InlineData("TrustedProxies(\"unix:\", Hops = {|GH1002:9|})", null)]
    [InlineData("TrustedProxies(\"unix:\", Hops = {|GH1002:-1|})", null)]
    [InlineData("{|GH1002:TrustedProxies(new[] { \"10.0.0.0/8\", \"x\" })|}", null)]
    [InlineData("ForwardedHeaders(Forwarded.Host, HostHeader = {|GH1002:\"X Host\"|})", "The declaration is not valid: 'X Host' cannot name a header (RFC 9110 section 5.1)")]
    [InlineData("ForwardedHeaders(Forwarded.Host, HostHeader = {|GH1002:\"\"|})", null)]
    [InlineData("ForwardedHeaders({|GH1002:(Forwarded)64|})", "The declaration is not valid: 64 is not made of the values of Forwarded")]
    [InlineData("TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For, ForHops = {|GH1002:2|})", "The declaration is not valid: 2 hops of For; there is 1 proxy (Hops)")]
    [InlineData("ForwardedHeaders(Forwarded.For, ProtoHops = {|GH1002:-1|}), TrustedProxies(\"unix:\", Hops = 2)", null)]
    [InlineData("TrustedProxies(\"unix:\", Hops = 2), ForwardedHeaders(Forwarded.Host, HostHops = {|GH1002:2|})", "The declaration is not valid: Host is taken from 2 proxies, but For from none: only the addresses tell which proxies a request came through")]
    [InlineData("TrustedProxies(\"unix:\", Hops = 2), {|GH1002:ForwardedHeaders(Forwarded.Proto)|}", null)]
    [InlineData("TrustedProxies(\"unix:\", Hops = 2), ForwardedHeaders(Forwarded.For | Forwarded.Proto, ForHops = {|GH1002:1|})", "The declaration is not valid: Proto is taken from 2 proxies, but For from 1: only the addresses tell which proxies a request came through")]
    [InlineData("ForwardedHeaders(Forwarded.For | Forwarded.Port | Forwarded.Prefix, Standard = {|GH1002:true|})", "The declaration is not valid: the Forwarded header of RFC 7239 carries no Port and Prefix")]
    [InlineData("ForwardedHeaders(Forwarded.For, Standard = true, ForHeader = {|GH1002:\"X-A\"|})", "The declaration is not valid: ForHeader names a header of its own, and Standard takes the facts from Forwarded")]
    [InlineData("AllowedHosts(\"a.example\", {|GH1002:\"*\"|})", "The declaration is not valid: '*' would allow every host: leave the list empty instead")]
    [InlineData("AllowedHosts({|GH1002:\"https://a.example\"|})", "The declaration is not valid: 'https://a.example' is not a host: expected one without scheme, port and path")]
    [InlineData("AllowedHosts({|GH1002:\"a b\"|})", null)]
    [InlineData("AllowedHosts({|GH1002:\"*.[::1]\"|})", null)]
    public async Task An_invalid_declaration(string attribute, string? message)
    {
        IReadOnlyList<string> messages = await VerifyAsync(attribute);
        if (message is not null) Assert.Equal([message], messages);
    }

    [Theory]
    [Rule("GH1002", Outcome.Reports)]
    [InlineData("GatehouseTrustedProxies", "unix:,10.1.2.3/8")]
    [InlineData("GatehouseTrustedProxies", "any")]
    [InlineData("GatehouseProxyHops", "9")]
    [InlineData("GatehouseProxyHops", "two")]
    [InlineData("GatehouseAllowedHosts", "a.example,*")]
    public async Task An_invalid_declaration_of_the_project(string property, string value)
    {
        var options = new TestOptions(new Dictionary<string, string> { [property] = value });
        await AnalyzerTest.VerifyAsync(
            TestReferences.Gatehouse, options, "[Gatehouse.GatewayApp] public partial class {|GH1002:App|} { public void Handle() { } }");
    }

    [Theory]
    [Rule("GH1002", Outcome.Reports)]
    [InlineData("2", "[TrustedProxies(\"unix:\", Hops = 3), ForwardedHeaders(Forwarded.For, ForHops = {|GH1002:3|})]", "The declaration is not valid: 3 hops of For; there are 2 proxies (GatehouseProxyHops)")]
    [InlineData("2", "[TrustedProxies(\"unix:\"), {|GH1002:ForwardedHeaders(Forwarded.Proto)|}]", "The declaration is not valid: Proto is taken from 2 proxies, but For from none: only the addresses tell which proxies a request came through")]
    [Rule("GH1002", Outcome.Quiet)]
    [InlineData("2", "[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For | Forwarded.Proto, ProtoHops = 2)]", null)]
    [InlineData("1", "[TrustedProxies(\"unix:\", Hops = 2), ForwardedHeaders(Forwarded.Proto)]", null)]
    public async Task The_projects_number_of_proxies_takes_the_place_of_the_attributes(string hops, string attributes, string? message)
    {
        var options = new TestOptions(new Dictionary<string, string> { ["GatehouseProxyHops"] = hops });
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync(
            TestReferences.Gatehouse, options, $"using Gatehouse; [GatewayApp] {attributes} public partial class App {{ [Get(\"/\")] public string Index() => \"\"; }}");
        Assert.Equal(message is null ? [] : [message], messages);
    }

    [Theory]
    [Rule("GH1002", Outcome.Quiet)]
    [InlineData("GatehouseTrustedProxies", "none")]
    [InlineData("GatehouseTrustedProxies", "unix:; 10.1.0.0/16")]
    [InlineData("GatehouseProxyHops", "8")]
    [InlineData("GatehouseAllowedHosts", "a.example, *.b.example;[::1],192.0.2.1")]
    [InlineData("GatehouseAllowedHosts", "none")]
    public async Task A_valid_declaration_of_the_project(string property, string value)
    {
        var options = new TestOptions(new Dictionary<string, string> { [property] = value });
        await AnalyzerTest.VerifyAsync(
            TestReferences.Gatehouse, options, "[Gatehouse.GatewayApp] public partial class App { public void Handle() { } }");
    }

    [Theory]
    [Rule("GH1002", Outcome.Quiet)]
    [InlineData("TrustedProxies")]
    [InlineData("TrustedProxies(\"unix:\", \"10.0.0.0/8\", \"192.0.2.1\", \"192.0.2.1/32\", \"0.0.0.0/0\", \"::1\", \"::1/128\", \"2001:db8::/32\", \"::/0\", Hops = 8)")]
    [InlineData("ForwardedHeaders(Forwarded.None)")]
    [InlineData("ForwardedHeaders(Forwarded.For | Forwarded.Proto | Forwarded.Host | Forwarded.Port | Forwarded.Prefix, ForHeader = \"CF-Connecting-IP\")")]
    [InlineData("ForwardedHeaders(Forwarded.For | Forwarded.Host, ForHops = 2, HostHops = 1, ProtoHops = 0), TrustedProxies(\"unix:\", Hops = 2)")]
    [InlineData("ForwardedHeaders(Forwarded.For | Forwarded.Proto | Forwarded.Host, Standard = true)")]
    [InlineData("AllowedHosts(\"www.example.com\", \"*.example.com\", \"192.0.2.1\", \"::1\", \"[::1]\", \"a_b\")")]
    public async Task A_valid_declaration(string attribute) => await VerifyAsync(attribute);

    /// <summary>What the server refuses when it starts is reported where it is declared, in the same words; the rest is not.</summary>
    [Fact]
    [Rule("GH1002", Outcome.Reports)]
    [Rule("GH1002", Outcome.Quiet)]
    public async Task Hosts_are_judged_as_the_server_does()
    {
        string[] hosts =
        [
            "", "*", "*.", "*.*", "*a", ".", "..", ".a", "a.", "a..", "a..b", "*.a", "*.a.", "*..a", "*.*.a", "a", "A_b-c.9", "-a", "a b", " a", "a\0", "a/b", "a:80", "a:",
            "http://a", "a,b", "m\u00fcller.example", "xn--mller-kva.example", "\u0661.example", new('a', 255), new('a', 256), "*." + new string('a', 255),
            "1", "10.1", "0x7f.1", "192.0.2.1", "192.0.2.1.", "192.0.2.256", "010.0.0.1", "192.0.2.1:80", "*.192.0.2.1", "[192.0.2.1]", "[10.1]",
            "::", "::1", "[::1]", "[::1", "::1]", "[[::1]]", "[::1]:80", "[]", "[", "]", "*.::1", "*.[::1]", "2001:DB8::1", "::ffff:192.0.2.1", "[::ffff:192.0.2.1]",
            "::1/128", "fe80::1%eth0", "[fe80::1%1]", "1:2:3:4:5:6:7:8:9", "[v1.a]", " ::1",
        ];
        string?[] faults = [.. hosts.Select(FaultAtStart)];
        IEnumerable<string> arguments = hosts.Select(host => SymbolDisplay.FormatLiteral(host, quote: true))
            .Zip(faults, (host, fault) => fault is null ? host : $"{{|GH1002:{host}|}}");
        IReadOnlyList<string> messages = await VerifyAsync($"AllowedHosts({string.Join(", ", arguments)})");
        Assert.Equal(faults.OfType<string>().Select(fault => $"The declaration is not valid: {fault.TrimEnd('.')}"), messages);
    }

    private static string? FaultAtStart(string host)
    {
        try
        {
            AllowedHosts.Create([host]);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    /// <summary>In a project that trusts somebody and allows some hosts, so that the rules that ask for these have nothing to say.</summary>
    private static Task<IReadOnlyList<string>> VerifyAsync(string attribute) => AnalyzerTest.VerifyAsync(TestReferences.Gatehouse, Decided, $$"""
        using Gatehouse;

        [GatewayApp]
        [{{attribute}}]
        public partial class App
        {
            [Get("/")] public string Index() => "";
        }
        """);
}
