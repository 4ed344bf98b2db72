using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.CodeFixes.Tests;

public class TrustLoopbackFixTests
{
    [Theory]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"0.0.0.0/0\"));", "o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"127.0.0.1/32\"));")]
    [InlineData(
        "o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(/* all */ \"::/0\")); o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(@\"0.0.0.0/0\"));",
        "o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(/* all */ \"::1/128\")); o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"127.0.0.1/32\"));")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"::ffff:0.0.0.0/96\"));", "o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"127.0.0.1/32\"));")]
    [InlineData(
        "o.KnownNetworks.Add(new Microsoft.AspNetCore.HttpOverrides.IPNetwork(IPAddress.Any, 0)); o.KnownNetworks.Add(new(IPAddress.Parse(\"::\"), 0));",
        "o.KnownNetworks.Add(new Microsoft.AspNetCore.HttpOverrides.IPNetwork(IPAddress.Loopback, 32)); o.KnownNetworks.Add(new(IPAddress.Parse(\"::1\"), 128));")]
    [InlineData("o.KnownIPNetworks.Add(new(global::System.Net.IPAddress.IPv6Any, 0));", "o.KnownIPNetworks.Add(new(global::System.Net.IPAddress.IPv6Loopback, 128));")]
    [InlineData(
        "o.KnownProxies.Add(IPAddress.Any); o.KnownProxies.Add(IPAddress.IPv6Any); if (env.IsDevelopment()) o.KnownProxies.Add(IPAddress.Parse(\"0.0.0.0\"));",
        "o.KnownProxies.Add(IPAddress.Loopback); o.KnownProxies.Add(IPAddress.IPv6Loopback); if (env.IsDevelopment()) o.KnownProxies.Add(IPAddress.Parse(\"127.0.0.1\"));")]
    [InlineData(
        "const string all = \"0.0.0.0/0\"; o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(all));",
        "const string all = \"127.0.0.1/32\"; o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(all));")]
    public Task A_proxy_on_the_machine_is_known(string before, string after) => FixTest.VerifyGoneAsync(
        new TrustLoopbackFix(), AspNetSource.Configuring(before), AspNetSource.Configuring(after), TestReferences.AspNet);

    [Theory]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.0.0.0/8\"));")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"128.0.0.0/1\"));")]
    [InlineData("o.KnownIPNetworks.Add(new(IPAddress.Parse(\"64.0.0.0\"), 3));")]
    [InlineData("o.KnownIPNetworks.Add(new(IPAddress.Any, 3));")]
    [InlineData("o.KnownIPNetworks.Add(new(prefixLength: 0, baseAddress: IPAddress.Any));")]
    [InlineData("const int none = 0; o.KnownIPNetworks.Add(new(IPAddress.Any, none));")]
    public Task A_network_that_nobody_can_guess_stays(string statements) => FixTest.VerifyAsync(
        new TrustLoopbackFix(), AspNetSource.Configuring(statements), AspNetSource.Configuring(statements), TestReferences.AspNet);

    [Theory]
    [InlineData("IPNetwork.Parse(Any)")]
    [InlineData("IPNetwork.Parse(Networks.Any)")]
    [InlineData("new IPNetwork(IPAddress.Parse(Networks.IPv6Any), 0)")]
    public Task A_text_by_the_name_of_a_field_stays(string network)
    {
        string source = $$"""
            using System.Net;
            using Microsoft.AspNetCore.Builder;

            public static class Networks
            {
                public const string Any = "0.0.0.0/0";
                public const string IPv6Any = "::";

                public static void Set(ForwardedHeadersOptions o) => o.KnownIPNetworks.Add({{network}});
            }
            """;
        return FixTest.VerifyAsync(new TrustLoopbackFix(), source, source, TestReferences.AspNet);
    }

    [Theory]
    [InlineData("TrustedProxies(\"0.0.0.0/0\", \"unix:\", \"::/0\")", "TrustedProxies(\"127.0.0.1/32\", \"unix:\", \"::1/128\")")]
    [InlineData("TrustedProxies(\"unix:\", \"*\", Hops = 2)", "TrustedProxies(\"unix:\", \"127.0.0.1/32\", Hops = 2)")]
    [InlineData("global::Gatehouse.TrustedProxiesAttribute(\"*\")", "global::Gatehouse.TrustedProxiesAttribute(\"127.0.0.1/32\")")]
    public Task A_proxy_on_the_machine_is_trusted(string before, string after) =>
        FixTest.VerifyGoneAsync(new TrustLoopbackFix(), Source(before), Source(after), TestReferences.Gatehouse);

    [Theory]
    [InlineData("TrustedProxies(\"10.0.0.0/8\", \"128.0.0.0/1\")")]
    [InlineData("TrustedProxies(Everybody)")]
    [InlineData("TrustedProxies(\"10.1.2.3/8\")")]
    [InlineData("TrustedProxies(\"unix:\"), AllowedHosts(\"*\")")]
    public Task What_nobody_can_guess_stays(string attributes) => FixTest.VerifyAsync(new TrustLoopbackFix(), Source(attributes), Source(attributes));

    private static string Source(string attributes) => $$"""
        using Gatehouse;

        [GatewayApp, {{attributes}}, ForwardedHeaders(Forwarded.For)]
        public partial class App
        {
            private const string Everybody = "0.0.0.0/0";

            public void Handle() { }
        }
        """;
}
