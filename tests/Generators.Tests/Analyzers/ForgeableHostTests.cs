using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests.Analyzers;

public class ForgeableHostTests
{
    private const string Advice = "name your hosts in server_name, in a server that is not the default one, or in AllowedHosts";
    private const string AdviceForField = "set it to $host where server_name names your hosts, or name them in AllowedHosts";

    [Theory]
    [Rule("GH1043", Outcome.Reports)]
    [Rule("GH1015", Outcome.Quiet)]
    [InlineData("listen 80;", "$host", "$host", Advice)]
    [InlineData("server_name _;", "\"${host}\"", "$host", Advice)]
    [InlineData("server_name _ \"\";", "$HOST:$server_port", "$host", Advice)]
    [InlineData("listen 80 default_server; server_name shop.example;", "$host", "$host", Advice)]
    [InlineData("listen [::]:80 default ipv6only=on; server_name shop.example;", "$host", "$host", Advice)]
    [InlineData("listen 80;", "$http_host", "$http_host", AdviceForField)]
    [InlineData("server_name shop.example;", "$http_host", "$http_host", AdviceForField)]
    [InlineData("if ($request_method = TRACE) { return 405; } if ($host = a.example) { set $a 1; }", "$host", "$host", Advice)]
    public async Task A_host_of_the_clients_choice(string server, string value, string variable, string advice)
    {
        string message = $"'X-Forwarded-Host' is believed, but nginx.conf sets it to whatever host the client asks for (line 2, {variable}): {advice}";
        string conf = $"server {{ {server}\nproxy_set_header X-Forwarded-Host {value}; location / {{ proxy_pass http://unix:/run/a.sock; }} }}";
        Assert.Equal([$"Warning: {message}"], await VerifyAsync("o.ForwardedHeaders = {|GH1043:ForwardedHeaders.XForwardedHost|};", conf));
        Assert.Equal([message], await VerifyAppAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders({|GH1043:Forwarded.Host|})]", conf));
    }

    [Fact]
    [Rule("GH1043", Outcome.Reports)]
    [Rule("GH1036", Outcome.Quiet)]
    public async Task The_header_is_the_one_that_carries_the_host()
    {
        const string Named = "server { proxy_set_header X-Host $host; location / { proxy_pass http://unix:/run/a.sock; } }";
        await VerifyAsync("o.ForwardedHostHeaderName = \"X-Host\"; o.ForwardedHeaders = {|GH1043:ForwardedHeaders.XForwardedHost|};", Named);
        await VerifyAppAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.Host, HostHeader = {|GH1043:\"X-Host\"|})]", Named);
        await VerifyAppAsync(
            "[TrustedProxies(\"unix:\"), ForwardedHeaders({|GH1043:Forwarded.For | Forwarded.Host|}, Standard = true)]",
            "server { proxy_set_header Forwarded \"for=$remote_addr;host=$host\"; location / { proxy_pass http://unix:/run/a.sock; } }");
    }

    [Fact]
    public async Task The_place_in_the_configuration_is_named()
    {
        Diagnostic found = Assert.Single(await AnalyzerTest.RunAsync(
            TestCompilation.Of(OutputKind.DynamicallyLinkedLibrary, TestReferences.AspNet, AspNetSource.Configuring("o.ForwardedHeaders = ForwardedHeaders.XForwardedHost;")),
            Options("server {\n  proxy_set_header X-Forwarded-Host $host;\n  location / { proxy_pass http://unix:/a; }\n}")));
        FileLinePositionSpan place = Assert.Single(found.AdditionalLocations).GetLineSpan();
        Assert.Equal(("/app/nginx.conf", 1, 2), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));
    }

    [Theory]
    [Rule("GH1043", Outcome.Quiet)]
    [Rule("GH1015", Outcome.Reports)]
    [Rule("GH1036", Outcome.Reports)]
    [InlineData("server { listen 80; server_name shop.example; proxy_set_header X-Forwarded-Host $host; location / { proxy_pass http://unix:/a; } }")]
    [InlineData("server { listen 80; server_name _ shop.example; proxy_set_header X-Forwarded-Host $host; location / { proxy_pass http://unix:/a; } }")]
    [InlineData("server { proxy_set_header X-Forwarded-Host shop.example; location / { proxy_pass http://unix:/a; } }")]
    [InlineData("server { proxy_set_header X-Forwarded-Host $hostname; location / { proxy_pass http://unix:/a; } }")]
    [InlineData("server { include names.conf; proxy_set_header X-Forwarded-Host $host; location / { proxy_pass http://unix:/a; } }")]
    [InlineData("proxy_set_header X-Forwarded-Host $host; location / { proxy_pass http://unix:/a; }")]
    [InlineData("server { if ($host !~ ^(a|b)\\.example$) { return 444; } proxy_set_header X-Forwarded-Host $host; location / { proxy_pass http://unix:/a; } }")]
    [InlineData("server { if ($http_host != a.example) { return 444; } proxy_set_header X-Forwarded-Host $http_host; location / { proxy_pass http://unix:/a; } }")]
    [InlineData("server { proxy_set_header X-Forwarded-Host $host; location / { if ( $host != a.example ) { return 444; } proxy_pass http://unix:/a; } }")]
    [InlineData("server { proxy_set_header X-Forwarded-Host $host; location / { include proxy_params; proxy_pass http://unix:/a; } }")]
    public async Task A_host_that_the_proxy_knows_is_reported_by_the_rules_on_code_alone(string conf)
    {
        await VerifyAsync("o.ForwardedHeaders = {|GH1015:ForwardedHeaders.XForwardedHost|};", conf);
        await VerifyAppAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders({|GH1036:Forwarded.Host|})]", conf);
    }

    [Fact]
    [Rule("GH1043", Outcome.Quiet)]
    public async Task Hosts_that_the_app_names_are_checked_by_it()
    {
        const string Any = "server { proxy_set_header X-Forwarded-Host $http_host; location / { proxy_pass http://unix:/a; } }";
        await VerifyAsync("o.ForwardedHeaders = ForwardedHeaders.XForwardedHost; o.AllowedHosts.Add(\"shop.example\");", Any);
        await VerifyAsync("o.ForwardedHeaders = ForwardedHeaders.XForwardedHost; o.AllowedHosts = config.GetSection(\"Hosts\").Get<string[]>()!;", Any);
        await VerifyAppAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.Host), AllowedHosts(\"shop.example\")]", Any);
        await VerifyAppAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.Host)]", Any, new() { ["GatehouseAllowedHosts"] = "shop.example" });
        await VerifyAppAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For)]", "server { proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header Host $http_host; location / { proxy_pass http://unix:/a; } }");
    }

    [Fact]
    [Rule("GH1043", Outcome.Reports)]
    [Rule("GH1015", Outcome.Quiet)]
    public async Task Host_filtering_looks_at_another_host() => Assert.StartsWith(
        "Warning: ",
        Assert.Single(await AspNetSource.VerifyAsync(
            AspNetSource.Configuring("o.ForwardedHeaders = {|GH1043:ForwardedHeaders.XForwardedHost|};"),
            new TestOptions(new Dictionary<string, string>())
            {
                AdditionalFiles =
                [
                    TestOptions.File("/app/nginx.conf", "server { proxy_set_header X-Forwarded-Host $host; location / { proxy_pass http://unix:/a; } }"),
                    TestOptions.File("/app/appsettings.json", "{ \"AllowedHosts\": \"shop.example\" }"),
                ],
            })),
        StringComparison.Ordinal);

    [Fact]
    [Rule("GH1043", Outcome.Quiet)]
    public async Task Hosts_that_other_code_may_name_are_left_to_GH1015() => await AnalyzerTest.VerifyAsync(
        TestReferences.AspNet,
        Options("server { proxy_set_header X-Forwarded-Host $host; location / { proxy_pass http://unix:/a; } }"),
        AspNetSource.Configuring("o.ForwardedHeaders = {|GH1015:ForwardedHeaders.XForwardedHost|};"),
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;
        public static class Hosts { public static void Set(IServiceCollection s) => s.PostConfigure<ForwardedHeadersOptions>(o => o.AllowedHosts.Add("shop.example")); }
        """);

    [Fact]
    public async Task A_host_that_is_taken_while_developing_is_told() => Assert.StartsWith(
        "Info: ",
        Assert.Single(await VerifyAsync(
            "if (env.IsDevelopment()) o.ForwardedHeaders = {|GH1043:ForwardedHeaders.XForwardedHost|};",
            "server { proxy_set_header X-Forwarded-Host $host; location / { proxy_pass http://unix:/a; } }")),
        StringComparison.Ordinal);

    [Fact]
    public async Task In_generated_code_and_without_a_framework_nothing_is_said()
    {
        const string Any = "server { proxy_set_header X-Forwarded-Host $host; location / { proxy_pass http://unix:/a; } }";
        await AnalyzerTest.VerifyAsync(
            TestReferences.AspNet, Options(Any), "// <auto-generated/>\n" + AspNetSource.Configuring("o.ForwardedHeaders = ForwardedHeaders.XForwardedHost;"));
        await AnalyzerTest.VerifyAsync(
            TestReferences.Gatehouse, Options(Any), "// <auto-generated/>\n" + App("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.Host)]"));
        await AnalyzerTest.VerifyAsync(TestReferences.Net, Options(Any), "public class App { }");
    }

    private static Task<IReadOnlyList<string>> VerifyAsync(string statements, string conf) =>
        AspNetSource.VerifyAsync(AspNetSource.Configuring(statements), Options(conf));

    private static Task<IReadOnlyList<string>> VerifyAppAsync(string attributes, string conf, Dictionary<string, string>? properties = null) =>
        AnalyzerTest.VerifyAsync(TestReferences.Gatehouse, Options(conf, properties), App(attributes));

    private static string App(string attributes) => $$"""
        using Gatehouse;

        [GatewayApp]
        {{attributes}}
        public partial class App
        {
            public void Handle() { }
        }
        """;

    private static TestOptions Options(string conf, Dictionary<string, string>? properties = null) =>
        new(properties ?? []) { AdditionalFiles = [TestOptions.File("/app/nginx.conf", conf)] };
}
