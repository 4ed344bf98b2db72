using Gatehouse.Generators.Tests.Harness;
using Gatehouse.Http;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests.Analyzers;

public class ProxyDeclarationTests
{
    [Theory]
    [Rule("GH1031", Outcome.Reports)]
    [InlineData("[{|GH1031:ForwardedHeaders(Forwarded.For)|}]")]
    [InlineData("[{|GH1031:ForwardedHeaders(Forwarded.For | Forwarded.Host, Standard = true)|}]")]
    [InlineData("[TrustedProxies, {|GH1031:ForwardedHeaders(Forwarded.Proto)|}]")]
    public async Task Facts_that_nobody_is_believed_about(string attributes) => Assert.Equal(
        ["[ForwardedHeaders] has no effect: 'App' declares no trusted proxy, so that nobody is believed"], await VerifyAsync(attributes));

    [Fact]
    [Rule("GH1031", Outcome.Reports)]
    public Task A_project_that_trusts_nobody_replaces_the_trust_of_the_class() => VerifyAsync(
        "[TrustedProxies(\"unix:\"), {|GH1031:ForwardedHeaders(Forwarded.For)|}]", ("GatehouseTrustedProxies", "none"));

    [Fact]
    [Rule("GH1031", Outcome.Quiet)]
    public async Task Facts_that_somebody_is_believed_about()
    {
        await VerifyAsync("[ForwardedHeaders(Forwarded.None)]");
        await VerifyAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For)]");
        await VerifyAsync("[ForwardedHeaders(Forwarded.For)]", ("GatehouseTrustedProxies", "unix:"));
    }

    [Theory]
    [Rule("GH1033", Outcome.Reports)]
    [InlineData("Forwarded.For | Forwarded.Host, HostHeader = {|GH1033:\"x-forwarded-for\"|}", "'x-forwarded-for' cannot carry Host: it carries For already")]
    [InlineData("Forwarded.For | Forwarded.Host, ForHeader = {|GH1033:\"X-Forwarded-Host\"|}", "'X-Forwarded-Host' cannot carry For: it carries Host already")]
    [InlineData("Forwarded.For | Forwarded.Proto, ProtoHeader = {|GH1033:\"X-A\"|}, ForHeader = \"X-a\"", "'X-A' cannot carry Proto: it carries For already")]
    [InlineData("Forwarded.Proto, ProtoHeader = {|GH1033:\"Upgrade\"|}", "'Upgrade' cannot carry Proto: the client sends it for itself, and the server reads it")]
    [InlineData("Forwarded.For, ForHeader = {|GH1033:Names.Length|}", "'content-length' cannot carry For: the client sends it for itself, and the server reads it")]
    public async Task A_header_that_cannot_carry_the_fact(string arguments, string message) =>
        Assert.Equal([message], await VerifyAsync($"[TrustedProxies(\"unix:\"), AllowedHosts(\"a.example\"), ForwardedHeaders({arguments})]"));

    [Theory]
    [Rule("GH1033", Outcome.Quiet)]
    [InlineData("Forwarded.For, ForHeader = \"X-Forwarded-Host\"")]
    [InlineData("Forwarded.For | Forwarded.Proto, HostHeader = \"X-Forwarded-For\"")]
    [InlineData("Forwarded.For | Forwarded.Proto, HostHeader = \"Host\"")]
    [InlineData("Forwarded.For | Forwarded.Proto, ForHeader = \"X-Forwarded-Proto\", ProtoHeader = \"X-Forwarded-For\"")]
    public Task A_header_that_can(string arguments) => VerifyAsync($"[TrustedProxies(\"unix:\"), ForwardedHeaders({arguments})]");

    /// <summary>Every header that the engine owns, and the two that the server reads for itself besides.</summary>
    [Fact]
    public async Task What_is_reserved_is_what_the_server_refuses()
    {
        string[] names =
        [
            "Accept", "Authorization", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Cookie", "Date", "Expect", "Forwarded",
            "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Via", "X-Forwarded-For", "X-Real-IP",
        ];
        foreach (string name in names)
        {
            string value = HeaderRules.IsEngineOwned(name) ? $"{{|GH1033:\"{name}\"|}}" : $"\"{name}\"";
            await VerifyAsync($"[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For, ForHeader = {value})]");
        }

        await VerifyAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For, ForHeader = {|GH1033:\"host\"|})]");
    }

    [Theory]
    [Rule("GH1034", Outcome.Reports)]
    [InlineData("X_Forwarded_For", "X-Forwarded-For")]
    [InlineData("X-Forwarded.For", "X-Forwarded-For")]
    [InlineData("CF_IP", "CF-IP")]
    public async Task A_header_of_which_there_are_two_spellings(string name, string plain) => Assert.Equal(
        [$"'{name}' is the same name as '{plain}' to whatever makes variables of names, so that a client may send the other one"],
        await VerifyAsync($"[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For, ForHeader = {{|GH1034:\"{name}\"|}})]"));

    [Theory]
    [Rule("GH1034", Outcome.Quiet)]
    [InlineData("Forwarded.For, ForHeader = \"CF-Connecting-IP\"")]
    [InlineData("Forwarded.For, HostHeader = \"X_Host\"")]
    public Task A_header_of_which_there_is_one(string arguments) => VerifyAsync($"[TrustedProxies(\"unix:\"), ForwardedHeaders({arguments})]");

    [Theory]
    [Rule("GH1035", Outcome.Reports)]
    [InlineData("0.0.0.0/0", DiagnosticSeverity.Error)]
    [InlineData("::/0", DiagnosticSeverity.Error)]
    [InlineData("128.0.0.0/1", DiagnosticSeverity.Warning)]
    [InlineData("10.0.0.0/7", DiagnosticSeverity.Warning)]
    [InlineData("2000::/3", DiagnosticSeverity.Warning)]
    [InlineData("2a00::/15", DiagnosticSeverity.Warning)]
    [InlineData("10.0.0.0/8", DiagnosticSeverity.Info)]
    [InlineData("172.16.0.0/12", DiagnosticSeverity.Info)]
    [InlineData("192.168.0.0/16", DiagnosticSeverity.Info)]
    [InlineData("fc00::/7", DiagnosticSeverity.Info)]
    [InlineData("FD00::/8", DiagnosticSeverity.Info)]
    public async Task A_network_of_more_than_proxies(string network, DiagnosticSeverity severity)
    {
        Assert.Single(await VerifyAsync($"[TrustedProxies(\"unix:\", {{|GH1035:\"{network}\"|}})]"));
        Assert.Equal(severity, Assert.Single(await AnalyzerTest.RunAsync(TestCompilation.Of(Source($"[TrustedProxies(\"{network}\")]")))).Severity);
    }

    [Fact]
    [Rule("GH1035", Outcome.Reports)]
    public async Task A_network_of_the_project_is_reported_at_the_class()
    {
        var options = new TestOptions(new Dictionary<string, string> { ["GatehouseTrustedProxies"] = "unix:,0.0.0.0/0" });
        Assert.Equal(
            ["'0.0.0.0/0' trusts everybody: any client can say that it is another"],
            await AnalyzerTest.VerifyAsync(
                TestReferences.Gatehouse,
                options,
                "[Gatehouse.GatewayApp, Gatehouse.TrustedProxies(\"::/0\")] public partial class {|GH1035:App|} { public void Handle() { } }"));
    }

    [Theory]
    [Rule("GH1035", Outcome.Quiet)]
    [InlineData("\"unix:\", \"10.0.0.0/9\", \"11.0.0.0/8\", \"172.16.0.0/13\", \"192.168.1.0/24\", \"2a00::/16\", \"fd00:1::/32\", \"::1\", \"10.0.0.1\"")]
    public Task Networks_of_proxies(string networks) => VerifyAsync($"[TrustedProxies({networks})]");

    [Fact]
    [Rule("GH1034", Outcome.Quiet)]
    [Rule("GH1035", Outcome.Quiet)]
    public async Task What_the_server_refuses_is_said_once()
    {
        await VerifyAsync("[TrustedProxies({|GH1002:\"10.0.0.1/0\"|})]");
        await VerifyAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For, Standard = true, ForHeader = {|GH1002:\"X_A\"|})]");
    }

    [Theory]
    [Rule("GH1036", Outcome.Reports)]
    [InlineData("[TrustedProxies(\"unix:\"), ForwardedHeaders({|GH1036:Forwarded.For | Forwarded.Host|})]")]
    [InlineData("[TrustedProxies(\"unix:\"), ForwardedHeaders({|GH1036:Forwarded.Host|}, Standard = true), AllowedHosts]")]
    public async Task Any_host_from_a_proxy(string attributes) => Assert.Equal(
        ["'App' takes the host from a proxy, which mostly has it from the client, and answers for every host: list its own in [AllowedHosts]"],
        await VerifyAsync(attributes));

    [Fact]
    [Rule("GH1036", Outcome.Reports)]
    public Task A_project_that_allows_every_host_replaces_the_list_of_the_class() => VerifyAsync(
        "[TrustedProxies(\"unix:\"), ForwardedHeaders({|GH1036:Forwarded.Host|}), AllowedHosts(\"a.example\")]", ("GatehouseAllowedHosts", "none"));

    [Fact]
    [Rule("GH1036", Outcome.Quiet)]
    public async Task Hosts_of_the_apps_own()
    {
        await VerifyAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For)]");
        await VerifyAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.Host), AllowedHosts(\"a.example\")]");
        await VerifyAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.Host)]", ("GatehouseAllowedHosts", "a.example"));
    }

    [Theory]
    [InlineData("[ForwardedHeaders(Forwarded.For)]", "GH1031", "HasNoProxies", true)]
    [InlineData("[TrustedProxies, ForwardedHeaders(Forwarded.For)]", "GH1031", "HasNoProxies", false)]
    [InlineData("[ForwardedHeaders(Forwarded.For)]", "GH1031", "HasNoProxies", false, "GatehouseTrustedProxies=none")]
    [InlineData("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.Host)]", "GH1036", "Hosts", true, "GatehouseServerNames=a.example")]
    [InlineData("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.Host)]", "GH1036", "Hosts", false)]
    [InlineData("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.Host), AllowedHosts(\"b.example\")]", "GH1036", "Hosts", false, "GatehouseServerNames=a.example", "GatehouseAllowedHosts=none")]
    public async Task What_can_be_mended_in_the_source_says_so(string attributes, string id, string property, bool isThere, params string[] properties)
    {
        var options = new TestOptions(properties.Select(text => text.Split('=')).ToDictionary(parts => parts[0], parts => parts[1]));
        Diagnostic found = Assert.Single(await AnalyzerTest.RunAsync(TestCompilation.Of(Source(attributes)), options));
        Assert.Equal((id, isThere), (found.Id, found.Properties.ContainsKey(property)));
    }

    [Fact]
    public Task Generated_code_and_other_classes_are_left_alone() => AnalyzerTest.VerifyAsync(
        "// <auto-generated/>\n" + Source("[TrustedProxies(\"0.0.0.0/0\"), ForwardedHeaders(Forwarded.Host, HostHeader = \"X_Host\")]"),
        "using Gatehouse; [TrustedProxies(\"::/0\"), ForwardedHeaders(Forwarded.Host)] public class Other { }");

    [Fact]
    public Task Without_Gatehouse_nothing_is_said() => AnalyzerTest.VerifyAsync(TestReferences.Net, null, """
        public sealed class TrustedProxiesAttribute(params string[] networks) : Attribute { public string[] Networks => networks; }

        [TrustedProxies("0.0.0.0/0")]
        public class App { }
        """);

    private static Task<IReadOnlyList<string>> VerifyAsync(string attributes, params (string Name, string Value)[] properties) => AnalyzerTest.VerifyAsync(
        TestReferences.Gatehouse, new TestOptions(properties.ToDictionary(property => property.Name, property => property.Value)), Source(attributes));

    private static string Source(string attributes) => $$"""
        using Gatehouse;

        [GatewayApp]
        {{attributes}}
        public partial class App
        {
            [Get("/")] public string Index() => "";
        }

        internal static class Names
        {
            public const string Length = "content-length";
        }
        """;
}
