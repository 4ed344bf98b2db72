using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests.Analyzers;

public class DeployFileTests
{
    private const string Two = "proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme;";

    [Theory]
    [Rule("GH1041", Outcome.Reports)]
    [InlineData("server { location / { proxy_pass http://unix:/run/a.sock; proxy_set_header X-Forwarded-For $remote_addr; } }")]
    [InlineData("server { " + Two + " location / { proxy_pass http://unix:/run/a.sock; proxy_set_header x-forwarded-for $remote_addr; } }")]
    [InlineData(Two + " server { location / { location /a { proxy_pass http://unix:/run/a.sock:/; } proxy_set_header X-Forwarded-For $remote_addr; } }")]
    [InlineData("server { location /a { " + Two + " proxy_pass http://unix:/run/a.sock; } location /b { proxy_set_header X-Forwarded-For ''; proxy_pass http://unix:/run/a.sock; } }")]
    [InlineData("# proxy_set_header X-Forwarded-Proto $scheme;\nproxy_set_header X-Forwarded-For $remote_addr; location / { proxy_pass http://unix:/run/a.sock; }")]
    [InlineData("include mime.types; proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header \"X-Forwarded-Proto; $scheme\" a; location ~ \"^/a{2}\\\"$\" { proxy_pass http://unix:/run/a.sock; ")]
    [InlineData("upstream a { server unix:/run/a.sock; } proxy_set_header X-Forwarded-For $remote_addr; location /a { proxy_pass http://a; } location /b { proxy_pass http://a$request_uri; } location /c { proxy_pass http://a?b=$c; }")]
    [InlineData("proxy_pass_request_headers off; proxy_set_header X-Forwarded-For $remote_addr; location / { proxy_pass_request_headers on; proxy_pass http://unix:/run/a.sock; }")]
    [InlineData("server { access_by_lua_block { -- 'tis\n } proxy_set_header X-Forwarded-For $remote_addr; location / { proxy_pass http://unix:/run/a.sock; } }")]
    [InlineData("server { access_by_lua_block { x = {{1}, '{{'} } proxy_set_header X-Forwarded-For $remote_addr; location / { proxy_pass http://unix:/run/a.sock; } }")]
    public async Task A_header_that_the_client_may_send(string conf) =>
        Assert.StartsWith(
            "'X-Forwarded-Proto' is believed, but site.conf passes on what the client sends under that name (line ",
            Assert.Single(await VerifyAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders({|GH1041:Forwarded.For | Forwarded.Proto|})]", conf)),
            StringComparison.Ordinal);

    [Fact]
    [Rule("GH1041", Outcome.Reports)]
    public async Task A_header_is_reported_where_it_is_declared()
    {
        const string conf = "location / { proxy_pass http://unix:/run/a.sock; proxy_set_header X-Forwarded-For $remote_addr; }";
        await VerifyAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For, ForHeader = {|GH1041:\"X-Client\"|})]", conf);
        await VerifyAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders({|GH1041:Forwarded.For|}, Standard = true)]", conf);
        await VerifyAsync("[{|GH1041:TrustedProxies(\"unix:\")|}]", conf);
    }

    [Fact]
    public async Task The_place_in_the_configuration_is_named()
    {
        const string conf = "server {\n    location / {\n        proxy_pass http://unix:/run/a.sock;\n        proxy_set_header X-Forwarded-For $remote_addr;\n    }\n}\n";
        Diagnostic found = Assert.Single(await AnalyzerTest.RunAsync(TestCompilation.Of(Source("[TrustedProxies(\"unix:\")]")), Options(conf)));
        Assert.Equal(DiagnosticSeverity.Error, found.Severity);
        FileLinePositionSpan place = Assert.Single(found.AdditionalLocations).GetLineSpan();
        Assert.Equal(("/app/deploy/nginx/site.conf", 2, 8), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));
        Assert.Contains("(line 3)", found.GetMessage(null));
    }

    [Theory]
    [Rule("GH1041", Outcome.Quiet)]
    [Rule("GH1042", Outcome.Quiet)]
    [InlineData("")]
    [InlineData("server { location / { root /srv; } } } } { ;")]
    [InlineData(Two + " server { location / { proxy_pass http://unix:/run/a.sock; } }")]
    [InlineData("server { " + Two + " location / { if ($a) { proxy_pass http://unix:/run/a.sock; } } }")]
    [InlineData("server { location / { proxy_pass http://unix:/run/a.sock; include proxy_params; } }")]
    [InlineData("upstream a { server unix:/run/a.sock; } server { " + Two + " location /a { proxy_pass http://a; } location /b { proxy_pass http://a/b; } }")]
    [InlineData("server { location /a { proxy_pass http://10.0.0.1:80; } location /b { proxy_pass http://unix:/run/a.sock; } }")]
    [InlineData("proxy_set_header 'X-Forwarded-For' \"$remote_addr\"; proxy_set_header X-Forwarded-Proto ${scheme}; location / { proxy_pass http://${APP}; }")]
    [InlineData("set_real_ip_from 10.0.0.0/8; " + Two + " location / { proxy_pass http://unix:/run/a.sock; }")]
    [InlineData("stream { upstream db { server 10.0.0.1:5432; } server { set_real_ip_from 0.0.0.0/0; proxy_pass db; } }")]
    [InlineData("stream { server { set_real_ip_from 0.0.0.0/0; proxy_pass 10.0.0.1:5432; } upstream a { server 10.0.0.1:80; } } http { upstream a { server unix:/a; } " + Two + " location / { proxy_pass http://a; } }")]
    [InlineData("server { location / { proxy_pass http://unix:/run/{{ app }}.sock; } }")]
    [InlineData("# {{ ansible_managed }}\nserver { location / { proxy_pass http://unix:/run/a.sock; } }")]
    [InlineData("server { access_by_lua_block { x = {{1}} } location / { proxy_pass http://unix:/run/{{ app }}.sock; } }")]
    [InlineData("proxy_pass_request_headers off; location / { proxy_pass http://unix:/run/a.sock; }")]
    [InlineData("proxy_set_header X-Forwarded-For $http_x_real_ip; proxy_set_header X-Forwarded-Proto $scheme; location / { include proxy_params; proxy_pass http://unix:/a; }")]
    [InlineData("location /a { proxy_pass http://unix:$a; } location /b { proxy_pass http://10.0.0.$b; } location /c { proxy_pass http://10.0.0.1:$c; }")]
    public Task A_proxy_that_sets_what_is_believed(string conf) => VerifyAsync("[TrustedProxies(\"unix:\")]", conf);

    [Theory]
    [Rule("GH1042", Outcome.Reports)]
    [InlineData("\"unix:\"", "set_real_ip_from 0.0.0.0/0; " + Two + " location / { proxy_pass http://unix:/run/a.sock; }", "site.conf (line 1) does not fit the code: nginx takes the client's address from whoever sends one")]
    [InlineData("\"10.1.0.1\"", Two + " location / { proxy_pass http://unix:/run/a.sock; }", "site.conf (line 1) does not fit the code: nginx comes over a Unix socket, and \"unix:\" is not trusted, so its headers are ignored")]
    [InlineData("\"unix:\"", Two + "\nlocation / { proxy_pass http://127.0.0.1:5000; }", "site.conf (line 2) does not fit the code: nginx comes over TCP, and only peers on a Unix socket are trusted, so its headers are ignored")]
    [InlineData("\"unix:\"", "upstream a { server 10.0.0.1:80; server 10.0.0.2; } " + Two + " location / { proxy_pass http://a; }", null)]
    [InlineData("\"unix:\"", "proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto; location / { proxy_pass http://unix:/a; }", "site.conf (line 1) does not fit the code: it sets 'X-Forwarded-Proto' to what the client sends ($http_x_forwarded_proto), and with one proxy nobody else wrote that")]
    public async Task A_proxy_that_is_not_the_one_declared(string networks, string conf, string? message)
    {
        string found = Assert.Single(await VerifyAsync($"[{{|GH1042:TrustedProxies({networks})|}}]", conf));
        if (message is not null) Assert.Equal(message, found);
    }

    [Fact]
    [Rule("GH1041", Outcome.Reports)]
    public Task A_file_beside_the_block_http_sets_no_headers() => VerifyAsync(
        "[TrustedProxies(\"unix:\"), ForwardedHeaders({|GH1041:Forwarded.For|})]",
        "include /etc/nginx/modules-enabled/*.conf; http { location / { proxy_pass http://unix:/a; } }");

    [Theory]
    [Rule("GH1041", Outcome.Quiet)]
    [InlineData("Forwarded.Proto")]
    [InlineData("Forwarded.Host")]
    [InlineData("Forwarded.Port")]
    [InlineData("Forwarded.Prefix")]
    public Task Of_several_proxies_the_inner_one_lets_through_what_the_outer_one_wrote(string fact) => VerifyAsync(
        $"[TrustedProxies(\"unix:\", Hops = 2), AllowedHosts(\"a.example\"), ForwardedHeaders(Forwarded.For | {fact})]",
        "location / { proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_pass http://unix:/a; }");

    [Fact]
    [Rule("GH1041", Outcome.Reports)]
    public Task Of_several_proxies_each_adds_to_the_addresses() => VerifyAsync(
        "[TrustedProxies(\"unix:\", Hops = 2), ForwardedHeaders({|GH1041:Forwarded.For|})]", "location / { proxy_pass http://unix:/a; }");

    [Fact]
    [Rule("GH1042", Outcome.Quiet)]
    public Task Of_several_proxies_the_inner_one_hands_on() => VerifyAsync(
        "[TrustedProxies(\"unix:\", Hops = 2)]",
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto; location / { proxy_pass http://unix:/a; }");

    [Theory]
    [Rule("GH1042", Outcome.Reports)]
    [InlineData("$remote_addr")]
    [InlineData("\"${remote_addr}\"")]
    public async Task One_address_cannot_be_that_of_several_proxies(string value) => Assert.Equal(
        ["site.conf (line 1) does not fit the code: it sets 'X-Forwarded-For' to the one address that it sees "
            + $"({value.Trim('"')}), but the code believes that 2 proxies wrote one entry each"],
        await VerifyAsync(
            "[TrustedProxies(\"unix:\", Hops = 2), ForwardedHeaders({|GH1042:Forwarded.For|})]",
            $"proxy_set_header X-Forwarded-For {value}; location / {{ proxy_pass http://unix:/a; }}"));

    [Theory]
    [Rule("GH1042", Outcome.Quiet)]
    [InlineData("Hops = 2), ForwardedHeaders(Forwarded.For", "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; location / { proxy_pass http://unix:/a; }")]
    [InlineData("Hops = 1), ForwardedHeaders(Forwarded.For", "proxy_set_header X-Forwarded-For \"$http_x_forwarded_for, $remote_addr\"; location / { proxy_pass http://unix:/a; }")]
    [InlineData("Hops = 1), ForwardedHeaders(Forwarded.For", "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; location / { proxy_pass http://unix:/a; }")]
    [InlineData("Hops = 2), ForwardedHeaders(Forwarded.For, ForHops = 1", "proxy_set_header X-Forwarded-For $remote_addr; location / { proxy_pass http://unix:/a; }")]
    [InlineData("Hops = 2), ForwardedHeaders(Forwarded.For", "set_real_ip_from 10.0.0.5; proxy_set_header X-Forwarded-For $remote_addr; location / { proxy_pass http://unix:/a; }")]
    [InlineData("Hops = 2), ForwardedHeaders(Forwarded.For", "include real_ip.conf; proxy_set_header X-Forwarded-For $remote_addr; location / { proxy_pass http://unix:/a; }")]
    public Task A_list_of_addresses_may_be_as_long_as_is_declared(string declaration, string conf) =>
        VerifyAsync($"[TrustedProxies(\"unix:\", {declaration})]", conf);

    [Fact]
    [Rule("GH1042", Outcome.Quiet)]
    public Task Of_two_files_one_may_be_the_outer_proxys() => VerifyTwoAsync(
        "[TrustedProxies(\"unix:\", Hops = 2), ForwardedHeaders(Forwarded.For)]",
        "proxy_set_header X-Forwarded-For $remote_addr; location / { proxy_pass http://inner; }",
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; location / { proxy_pass http://unix:/a; }");

    [Theory]
    [Rule("GH1041", Outcome.Quiet)]
    [Rule("GH1042", Outcome.Quiet)]
    [InlineData("location / { proxy_pass http://10.0.0.7; }", "proxy_set_header X-Forwarded-For $remote_addr; location / { proxy_pass http://unix:/a; }")]
    [InlineData("proxy_set_header X-Forwarded-For $remote_addr; location / { proxy_pass http://10.0.0.7; }", "proxy_set_header X-Forwarded-For $http_x_real_ip; location / { proxy_pass http://unix:/a; }")]
    [InlineData("proxy_set_header X-Forwarded-For $remote_addr; location / { proxy_pass http://unix:/a; }", "proxy_set_header X-Forwarded-For $http_x_real_ip; location / { proxy_pass http://unix:/a; }")]
    [InlineData("location / { proxy_pass http://unix:/a; }", "location /a { proxy_pass http://a; } location /b { proxy_pass http://b; }")]
    [InlineData("proxy_set_header X-Forwarded-For $http_x_real_ip; location / { proxy_pass http://unix:/a; }", "location / { proxy_pass http://{{ app }}; }")]
    public Task Of_two_files_either_may_be_the_apps(string one, string other) =>
        VerifyTwoAsync("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For)]", one, other);

    [Theory]
    [Rule("GH1041", Outcome.Reports)]
    [InlineData("{|GH1041:{|GH1041:Forwarded.For|}|}", "location / { proxy_pass http://b; }", "location / { proxy_pass http://unix:/a; }")]
    [InlineData("{|GH1041:Forwarded.For|}", "location / { proxy_pass http://unix:/a; }", "proxy_set_header X-Forwarded-For $remote_addr; location / { proxy_pass http://unix:/a:/x; }")]
    [InlineData("{|GH1041:Forwarded.For|}", "location / { proxy_pass http://unix:/a; }", "stream { server { proxy_pass db:5432; } server { proxy_pass db:5433; } }")]
    public Task Of_two_files_neither_or_both_are_the_apps(string fact, string one, string other) =>
        VerifyTwoAsync($"[TrustedProxies(\"unix:\"), ForwardedHeaders({fact})]", one, other);

    [Theory]
    [Rule("GH1041", Outcome.Reports)]
    [Rule("GH1042", Outcome.Reports)]
    [InlineData("ForHeader = {|GH1041:\"CF-Connecting-IP\"|}", "location / { proxy_pass http://unix:/a; }")]
    [InlineData("ForHeader = {|GH1041:\"true-client-ip\"|}", "location / { proxy_pass http://unix:/a; }")]
    [InlineData("ForHeader = {|GH1042:\"Fastly-Client-IP\"|}", "proxy_set_header Fastly-Client-IP $http_fastly_client_ip; location / { proxy_pass http://unix:/a; }")]
    [InlineData("ForHeader = {|GH1042:\"X-Real-IP\"|}", "proxy_set_header X-Real-IP ${http_cf_connecting_ip}; location / { proxy_pass http://unix:/a; }")]
    [InlineData("ForHeader = {|GH1042:\"X-Real-IP\"|}", "proxy_set_header X-Real-IP $http_x_azure_clientip; location / { proxy_pass http://unix:/a; }")]
    [InlineData("ForHeader = {|GH1042:\"X-Real-IP\"|}", "proxy_set_header X-Real-IP $http_fly_client_ip; location / { proxy_pass http://unix:/a; }")]
    public async Task A_header_of_a_delivery_network_is_told(string header, string conf)
    {
        string source = Source($"[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For, {header})]");
        Diagnostic found = Assert.Single(await AnalyzerTest.VerifyDiagnosticsAsync(TestReferences.Gatehouse, Options(conf), source));
        Assert.Equal(DiagnosticSeverity.Info, found.Severity);
        Assert.Empty(found.Properties);
    }

    [Fact]
    public async Task A_header_of_a_delivery_network_does_not_hide_one_of_the_clients() => Assert.Equal(
        DiagnosticSeverity.Warning,
        Assert.Single(await AnalyzerTest.RunAsync(
            TestCompilation.Of(Source("[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.For)]")),
            Options("location /a { proxy_set_header X-Forwarded-For $http_cf_connecting_ip; proxy_pass http://unix:/a; } location /b { proxy_set_header X-Forwarded-For $http_x_real_ip; proxy_pass http://unix:/a; }"))).Severity);

    [Theory]
    [Rule("GH1042", Outcome.Reports)]
    [InlineData("127.0.0.1:8000", "http://127.0.0.1:5000", "127.0.0.1:5000", "127.0.0.1:8000")]
    [InlineData(":8000,[::1]:8001", "http://[::1]", "[::1]:80", "0.0.0.0:8000 and [::1]:8001")]
    [InlineData("unix:/run/a.sock", "http://unix:/run/b.sock:/x", "unix:/run/b.sock", "unix:/run/a.sock")]
    [InlineData("unix:/run/a.sock", "https://localhost", "localhost:443", "unix:/run/a.sock")]
    [InlineData("127.0.0.1:8000", "http://unix:/run/a.sock", "unix:/run/a.sock", "127.0.0.1:8000")]
    [InlineData("127.0.0.1:8000", "http://a; } upstream a { server 127.0.0.1:8001; server 127.0.0.1:8002;", "127.0.0.1:8001", "127.0.0.1:8000")]
    public async Task A_target_that_the_app_does_not_listen_on(string bind, string target, string shown, string listeners) => Assert.Equal(
        [$"site.conf (line 1) does not fit the code: it hands requests to {shown}, and the project has the app listen on {listeners} (GatehouseBind)"],
        await VerifyBoundAsync("[{|GH1042:TrustedProxies(\"unix:\", \"127.0.0.1\", \"::1\")|}]", bind, target));

    [Theory]
    [Rule("GH1042", Outcome.Quiet)]
    [InlineData("127.0.0.1:8000", "http://localhost:8000")]
    [InlineData(":8000", "http://127.0.0.1:8000")]
    [InlineData("unix:/run/a.sock", "http://unix:/var/run/a.sock:/x")]
    [InlineData("127.0.0.1:8000,unix:/run/a.sock", "http://unix:/run/a.sock")]
    [InlineData("127.0.0.1:8000", "http://a; } upstream a { server 127.0.0.1:8001; server 127.0.0.1:8000;")]
    [InlineData("127.0.0.1:8000", "http://127.0.0.1:$port")]
    [InlineData("127.0.0.1:8000", "http://example.org:80")]
    [InlineData("127.0.0.1:0", "http://127.0.0.1:5000")]
    [InlineData("fd://3", "http://127.0.0.1:5000")]
    [InlineData("ssl:443", "http://127.0.0.1:5000")]
    [InlineData("unix:a.sock", "http://127.0.0.1:5000")]
    public Task A_target_that_the_app_may_listen_on(string bind, string target) =>
        VerifyBoundAsync("[TrustedProxies(\"unix:\", \"127.0.0.1\", \"10.0.0.1\")]", bind, target);

    [Fact]
    [Rule("GH1042", Outcome.Quiet)]
    public Task In_a_container_addresses_are_others() =>
        VerifyBoundAsync("[TrustedProxies(\"unix:\", \"127.0.0.1\")]", "127.0.0.1:8000", "http://127.0.0.1:5000", TestOptions.File("/app/Dockerfile", ""));

    [Fact]
    public async Task Without_trust_in_generated_code_and_without_Gatehouse_nothing_is_said()
    {
        const string conf = "location / { proxy_pass http://127.0.0.1:5000; }";
        await VerifyAsync("", conf);
        await AnalyzerTest.VerifyAsync(TestReferences.Gatehouse, Options(conf), "// <auto-generated/>\n" + Source("[TrustedProxies(\"unix:\")]"));
        await AnalyzerTest.VerifyAsync(TestReferences.Net, Options(conf), "public class App { }");
    }

    [Theory]
    [InlineData("/app/nginx.conf", true)]
    [InlineData("/app/nginx-site.conf", true)]
    [InlineData("/app/shop.nginx.conf", true)]
    [InlineData("/app/shop.conf.template", true)]
    [InlineData("C:\\app\\nginx\\shop.conf", true)]
    [InlineData("/nginx/app/shop.conf", true)]
    [InlineData("/nginx/src/app/shop.conf", false)]
    [InlineData("/app/nginx/conf.d/shop.conf", true)]
    [InlineData("/app/shop.conf", false)]
    [InlineData("/app/nginx/mime.types", false)]
    [InlineData("/app/nginx.json", false)]
    public async Task What_is_an_nginx_file_says_its_name(string path, bool isOne)
    {
        TestOptions options = Options("location / { proxy_pass http://unix:/a; }", path);
        Assert.Equal(isOne, (await AnalyzerTest.RunAsync(TestCompilation.Of(Source("[TrustedProxies(\"unix:\")]")), options)).Count > 0);
    }

    [Fact]
    public async Task A_half_typed_configuration_is_looked_at_like_any_other()
    {
        const string Conf = """
            set_real_ip_from 0.0.0.0/0;
            upstream app { server unix:/run/app.sock; }
            server {
                proxy_set_header X-Forwarded-For "$http_x_forwarded_for";
                location / { include proxy_params; proxy_pass http://app/x; proxy_set_header Host $host; }
                location /u { proxy_pass http://unix:/run/a.sock:/x; }
            }
            """;
        CSharpCompilation compilation = TestCompilation.Of(Source("[TrustedProxies(\"10.0.0.0/8\")]"));

        // What an analyzer throws comes out of here.
        for (int i = 0; i <= Conf.Length; i++)
        {
            await AnalyzerTest.AnalyzeAsync(compilation, Options(Conf[..i]), TestContext.Current.CancellationToken);
            await AnalyzerTest.AnalyzeAsync(compilation, Options(Conf.Remove(i, Math.Min(3, Conf.Length - i))), TestContext.Current.CancellationToken);
        }
    }

    private static Task<IReadOnlyList<string>> VerifyAsync(string attributes, string conf) =>
        AnalyzerTest.VerifyAsync(TestReferences.Gatehouse, Options(conf), Source(attributes));

    private static Task<IReadOnlyList<string>> VerifyTwoAsync(string attributes, string one, string other) => AnalyzerTest.VerifyAsync(
        TestReferences.Gatehouse,
        new TestOptions(new Dictionary<string, string>())
        {
            AdditionalFiles = [TestOptions.File("/app/one.nginx.conf", one), TestOptions.File("/app/other.nginx.conf", other)],
        },
        Source(attributes));

    private static Task<IReadOnlyList<string>> VerifyBoundAsync(string attributes, string bind, string target, params AdditionalText[] files) =>
        AnalyzerTest.VerifyAsync(
            TestReferences.Gatehouse,
            new TestOptions(new Dictionary<string, string> { ["GatehouseBind"] = bind })
            {
                AdditionalFiles = [.. files, TestOptions.File("/app/deploy/nginx/site.conf", $"{Two} server {{ location / {{ proxy_pass {target}; }} }}")],
            },
            Source(attributes));

    private static TestOptions Options(string conf, string path = "/app/deploy/nginx/site.conf") =>
        new(new Dictionary<string, string>()) { AdditionalFiles = [TestOptions.File(path, conf)] };

    private static string Source(string attributes) => $$"""
        using Gatehouse;

        [GatewayApp]
        {{attributes}}
        public partial class App
        {
            public void Handle() { }
        }
        """;
}
