using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

public class TrustRulesTests
{
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
    public async Task An_invalid_declaration_of_the_project(string property, string value)
    {
        var options = new TestOptions(new Dictionary<string, string> { [property] = value });
        await AnalyzerTest.VerifyAsync(
            TestReferences.Gatehouse, options, "[Gatehouse.GatewayApp] public partial class {|GH1002:App|} { public void Handle() { } }");
    }

    [Theory]
    [Rule("GH1002", Outcome.Quiet)]
    [InlineData("GatehouseTrustedProxies", "none")]
    [InlineData("GatehouseTrustedProxies", "unix:; 10.0.0.0/8")]
    [InlineData("GatehouseProxyHops", "8")]
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
    public async Task A_valid_declaration(string attribute) => await VerifyAsync(attribute);

    private static Task<IReadOnlyList<string>> VerifyAsync(string attribute) => AnalyzerTest.VerifyAsync($$"""
        using Gatehouse;

        [GatewayApp]
        [{{attribute}}]
        public partial class App
        {
            [Get("/")] public string Index() => "";
        }
        """);
}
