using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests.Analyzers;

/// <summary>What the options of ASP.NET Core's middleware believe, held against an nginx file.</summary>
public class AspNetDeployFileTests
{
    private const string For = "proxy_set_header X-Forwarded-For $remote_addr; ";
    private const string Proto = "proxy_set_header X-Forwarded-Proto $scheme; ";
    private const string Pass = "location / { proxy_pass http://127.0.0.1:5000; }";
    private const string Usual = "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;";

    [Theory]
    [Rule("GH1041", Outcome.Reports)]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | {|GH1041:ForwardedHeaders.XForwardedProto|};", For + Pass, "X-Forwarded-Proto")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedProto; o.ForwardedHeaders |= {|GH1041:ForwardedHeaders.XForwardedFor|};", Proto + Pass, "X-Forwarded-For")]
    [InlineData("o.ForwardedHeaders = {|GH1041:(ForwardedHeaders)1|};", Pass, "X-Forwarded-For")]
    [InlineData("o.ForwardedForHeaderName = \"X-Client\"; o.ForwardedHeaders = {|GH1041:ForwardedHeaders.XForwardedFor|};", For + Pass, "X-Client")]
    [InlineData("const string Name = \"X-Client\"; o.ForwardedHeaders = {|GH1041:ForwardedHeaders.XForwardedFor|}; o.ForwardedForHeaderName = Name;", For + Pass, "X-Client")]
    [InlineData("o.AllowedHosts.Add(\"a.example\"); o.ForwardedHeaders = {|GH1041:ForwardedHeaders.XForwardedHost|};", For + Proto + Pass, "X-Forwarded-Host")]
    [InlineData("o.ForwardedHeaders = {|GH1041:ForwardedHeaders.XForwardedFor|}; foreach (var p in config.GetSection(\"P\").Get<IPAddress[]>()!) o.KnownProxies.Add(p);", Pass, "X-Forwarded-For")]
    public async Task A_header_that_the_client_may_send(string statements, string conf, string header) => Assert.Equal(
        [$"Error: '{header}' is believed, but site.conf passes on what the client sends under that name (line 1): set it there with proxy_set_header"],
        await VerifyAsync(statements, conf));

    [Fact]
    [Rule("GH1041", Outcome.Reports)]
    public async Task All_is_every_header() => Assert.Equal(
        ["Error: 'X-Forwarded-Prefix' is believed, but site.conf passes on what the client sends under that name (line 3): set it there with proxy_set_header"],
        (await VerifyAsync(
            "o.AllowedHosts.Add(\"a.example\"); o.ForwardedHeaders = {|GH1016:{|GH1041:ForwardedHeaders.All|}|};",
            For + Proto + "proxy_set_header X-Forwarded-Host a.example;\nlocation / {\nproxy_pass http://127.0.0.1:5000; }")).Where(message => message.StartsWith("Error", StringComparison.Ordinal)));

    [Fact]
    public async Task A_header_that_is_taken_while_developing_is_told() => Assert.Equal(
        DiagnosticSeverity.Info,
        Assert.Single(await AnalyzerTest.RunAsync(
            TestCompilation.Of(OutputKind.DynamicallyLinkedLibrary, TestReferences.AspNet, AspNetSource.Configuring("if (env.IsDevelopment()) o.ForwardedHeaders = ForwardedHeaders.XForwardedFor;")),
            Options(Pass))).Severity);

    [Fact]
    public async Task The_place_in_the_configuration_is_named()
    {
        Diagnostic found = Assert.Single(await AnalyzerTest.RunAsync(
            TestCompilation.Of(OutputKind.DynamicallyLinkedLibrary, TestReferences.AspNet, AspNetSource.Configuring(Usual)), Options(For + "\n" + Pass)));
        FileLinePositionSpan place = Assert.Single(found.AdditionalLocations).GetLineSpan();
        Assert.Equal(("/app/deploy/nginx/site.conf", 1, 13), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));
    }

    [Theory]
    [Rule("GH1041", Outcome.Quiet)]
    [Rule("GH1042", Outcome.Quiet)]
    [InlineData(Usual, For + Proto + Pass)]
    [InlineData(Usual, "location / { root /srv; }")]
    [InlineData(Usual, For + Proto + "upstream a { server unix:/run/a.sock; } location / { proxy_pass http://a; }")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.None;", "set_real_ip_from 0.0.0.0/0; " + Pass)]
    [InlineData("o.ForwardedHeaders = Enum.Parse<ForwardedHeaders>(config[\"Flags\"]!);", Pass)]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor; o.ForwardedForHeaderName = config[\"For\"]!;", Pass)]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor; o.ForwardedForHeaderName = env.IsProduction() ? \"A\" : \"B\";", Pass)]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor; config.Bind(o);", Pass)]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor; o.ForwardedHeaders &= ForwardedHeaders.XForwardedProto;", Pass)]
    [InlineData("o.ForwardLimit = 2;", Pass)]
    [InlineData("o.ForwardLimit = 2; o.ForwardedHeaders = ForwardedHeaders.XForwardedProto;", Pass)]
    [InlineData("o.ForwardLimit = config.GetValue<int>(\"Limit\"); o.ForwardedHeaders = ForwardedHeaders.XForwardedProto;", Pass)]
    public async Task Nothing_is_believed_that_is_not_set(string statements, string conf) => await VerifyAsync(statements, conf);

    [Theory]
    [Rule("GH1041", Outcome.Quiet)]
    [InlineData("o.ForwardedForHeaderName = \"X-Client\";")]
    [InlineData("_ = new ForwardedHeadersOptions {\tForwardedForHeaderName = \"X-Client\" };")]
    public async Task A_header_that_other_code_may_name_is_left_alone(string statement) => await AnalyzerTest.VerifyAsync(
        TestReferences.AspNet,
        Options(Pass),
        AspNetSource.Configuring("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor;"),
        $"using Microsoft.AspNetCore.Builder; public static class Names {{ public static void Set(ForwardedHeadersOptions o) {{ {statement} }} }}");

    [Theory]
    [Rule("GH1041", Outcome.Quiet)]
    [InlineData("services.Configure<ForwardedHeadersOptions>(\"other\", o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor);")]
    [InlineData("services.PostConfigure<ForwardedHeadersOptions>(\"other\", o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor);")]
    [InlineData("services.AddOptions<ForwardedHeadersOptions>(\"other\").Configure(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor);")]
    [InlineData("services.AddOptions<ForwardedHeadersOptions>(\"other\").Validate(o => true).PostConfigure(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor);")]
    public async Task Options_with_a_name_are_not_the_middlewares(string statements) =>
        await AspNetSource.VerifyAsync(AspNetSource.InStartup(statements), Options(Pass));

    [Fact]
    [Rule("GH1041", Outcome.Reports)]
    public async Task Options_without_a_name_are_the_middlewares() => await AspNetSource.VerifyAsync(
        AspNetSource.InStartup("services.AddOptions<ForwardedHeadersOptions>().Configure(o => o.ForwardedHeaders = {|GH1041:ForwardedHeaders.XForwardedFor|});"), Options(Pass));

    [Theory]
    [Rule("GH1041", Outcome.Quiet)]
    [Rule("GH1042", Outcome.Quiet)]
    [InlineData("public static class C { public static void M(IServiceCollection s, IConfiguration c) { s.Configure<ForwardedHeadersOptions>(c.GetSection(\"Proxy\")); } }")]
    [InlineData("public static class C { public static void M(IServiceCollection s) { s.PostConfigure<Microsoft.AspNetCore.Builder.ForwardedHeadersOptions>(Set); } static void Set(ForwardedHeadersOptions o) { } }")]
    [InlineData("public static class C { public static void M(IServiceCollection s, IConfiguration c) { s.AddOptions<ForwardedHeadersOptions>().Bind(c.GetSection(\"Proxy\")); } }")]
    [InlineData("public static class C { public static void M(IServiceCollection s, IConfiguration c) { s.Configure<ForwardedHeadersOptions>(o => c.GetSection(\"Proxy\").Bind(o)); } }")]
    [InlineData("public class C : IConfigureOptions<ForwardedHeadersOptions> { public void Configure(ForwardedHeadersOptions options) { } }")]
    [InlineData("public class C : IPostConfigureOptions<ForwardedHeadersOptions> { public void PostConfigure(string? name, ForwardedHeadersOptions options) { } }")]
    public async Task Options_that_other_code_sets_unseen_are_left_alone(string source) => await AnalyzerTest.VerifyAsync(
        TestReferences.AspNet,
        Options("set_real_ip_from 0.0.0.0/0; location / { proxy_pass http://10.0.0.7:5000; }"),
        AspNetSource.Configuring("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor;"),
        "using Microsoft.AspNetCore.Builder; using Microsoft.Extensions.Configuration; using Microsoft.Extensions.DependencyInjection; using Microsoft.Extensions.Options; " + source);

    [Fact]
    [Rule("GH1041", Outcome.Reports)]
    public async Task Options_of_their_own_are_not_set_by_other_code() => await AspNetSource.VerifyAsync(
        AspNetSource.InStartup("""
            services.Configure<ForwardedHeadersOptions>(config.GetSection("Proxy"));
                    app.{|GH1023:UseForwardedHeaders|}(new ForwardedHeadersOptions { ForwardedHeaders = {|GH1041:ForwardedHeaders.XForwardedFor|} });
            """),
        Options(Pass));

    [Theory]
    [Rule("GH1042", Outcome.Quiet)]
    [InlineData("/app/compose.yml", "  ASPNETCORE_FORWARDEDHEADERS_ENABLED: \"true\"\n", "")]
    [InlineData("/app/a.txt", "", "Environment.SetEnvironmentVariable(\"ASPNETCORE_FORWARDEDHEADERS_ENABLED\", \"true\");")]
    public async Task A_variable_that_has_every_peer_believed_leaves_no_peer_out(string path, string text, string statement) => Assert.DoesNotContain(
        await AnalyzerTest.RunAsync(
            TestCompilation.Of(
                OutputKind.DynamicallyLinkedLibrary,
                TestReferences.AspNet,
                "using System;" + AspNetSource.Configuring(statement + "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor;")),
            new TestOptions(new Dictionary<string, string>())
            {
                AdditionalFiles =
                [
                    TestOptions.File("/app/nginx.conf", For + "location / { proxy_pass http://10.0.0.7:5000; }"),
                    TestOptions.File(path, text),
                ],
            }),
        found => found.Id == "GH1042");

    [Fact]
    [Rule("GH1041", Outcome.Reports)]
    public async Task The_usual_name_of_a_header_does_not_name_another() => await AnalyzerTest.VerifyAsync(
        TestReferences.AspNet,
        Options(Pass),
        AspNetSource.Configuring("o.ForwardedHeaders = {|GH1041:ForwardedHeaders.XForwardedFor|};"),
        "public static class Names { public static string For => Microsoft.AspNetCore.HttpOverrides.ForwardedHeadersDefaults.XForwardedForHeaderName; }");

    [Theory]
    [Rule("GH1042", Outcome.Reports)]
    [InlineData("o.ForwardedHeaders = {|GH1042:ForwardedHeaders.XForwardedFor|};", "set_real_ip_from ::/0; " + For + Pass, "nginx takes the client's address from whoever sends one")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | {|GH1042:ForwardedHeaders.XForwardedProto|};", For + "proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto; " + Pass, "it sets 'X-Forwarded-Proto' to what the client sends ($http_x_forwarded_proto), and with one proxy nobody else wrote that")]
    [InlineData("o.ForwardLimit = 1; o.ForwardedHeaders = {|GH1042:ForwardedHeaders.XForwardedFor|};", "proxy_set_header X-Forwarded-For \"$http_x_real_ip\"; " + Pass, "it sets 'X-Forwarded-For' to what the client sends ($http_x_real_ip), and with one proxy nobody else wrote that")]
    [InlineData("o.ForwardLimit = 2; o.ForwardedHeaders = {|GH1042:ForwardedHeaders.XForwardedFor|};", For + Pass, "it sets 'X-Forwarded-For' to the one address that it sees ($remote_addr), but the code believes that 2 proxies wrote one entry each")]
    [InlineData("o.ForwardedHeaders = {|GH1042:ForwardedHeaders.XForwardedFor|};", "proxy_set_header X-Forwarded-For ${http_hosts}; " + Pass, "it sets 'X-Forwarded-For' to what the client sends (${http_hosts}), and with one proxy nobody else wrote that")]
    [InlineData("o.ForwardedHeaders = {|GH1042:ForwardedHeaders.XForwardedFor|};", For + "location / { proxy_pass http://10.0.0.7:5000; }", "nginx comes over the network, and only peers on the same machine are trusted, so its headers are ignored")]
    [InlineData("o.ForwardedHeaders = {|GH1042:ForwardedHeaders.XForwardedFor|};", For + "upstream a { server 10.0.0.7; server [2001:db8::1]:80; } location / { proxy_pass http://a; }", "nginx comes over the network, and only peers on the same machine are trusted, so its headers are ignored")]
    public async Task A_proxy_that_does_not_fit(string statements, string conf, string reason) =>
        Assert.Equal([$"Warning: site.conf (line 1) does not fit the code: {reason}"], await VerifyAsync(statements, conf));

    [Fact]
    [Rule("GH1042", Outcome.Reports)]
    public async Task Options_of_their_own_with_loopback_addresses_do_not_fit_a_proxy_elsewhere() => Assert.Single(await AspNetSource.VerifyAsync(
        AspNetSource.InStartup("app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = {|GH1042:ForwardedHeaders.XForwardedFor|}, KnownProxies = { IPAddress.Parse(\"127.0.0.9\") } });"),
        Options(For + "location / { proxy_pass http://10.0.0.7:5000; }")));

    [Theory]
    [Rule("GH1042", Outcome.Quiet)]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\"));", For + "location / { proxy_pass http://10.0.0.7:5000; }")]
    [InlineData("AddProxies(o.KnownProxies); static void AddProxies(IList<IPAddress> proxies) { }", For + "location / { proxy_pass http://10.0.0.7:5000; }")]
    [InlineData("", For + "location / { proxy_pass http://app:5000; }")]
    [InlineData("", For + "location / { proxy_pass http://localhost:5000; }")]
    [InlineData("", For + "location / { proxy_pass http://[::1]:5000; }")]
    [InlineData("", For + "location / { proxy_pass http://0.0.0.0:5000; }")]
    [InlineData("", For + "location / { proxy_pass http://10.0.0.$app:5000; }")]
    [InlineData("", For + "upstream a { server 10.0.0.7; server 127.0.0.1:80; } location / { proxy_pass http://a; }")]
    [InlineData("", "set_real_ip_from 10.0.0.5; " + For + Pass)]
    [InlineData("o.ForwardLimit = 2;", "proxy_set_header X-Forwarded-For $http_x_forwarded_for; " + Pass)]
    [InlineData("o.ForwardLimit = 2;", "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; " + Pass)]
    [InlineData("o.ForwardLimit = config.GetValue<int>(\"Limit\");", For + Pass)]
    [InlineData("o.ForwardLimit = config.GetValue<int>(\"Limit\");", "proxy_set_header X-Forwarded-For $http_x_forwarded_for; " + Pass)]
    [InlineData("if (env.IsStaging()) o.ForwardLimit = 2;", For + Pass)]
    [InlineData("if (env.IsStaging()) o.ForwardLimit = 1;", "proxy_set_header X-Forwarded-For $http_x_forwarded_for; " + Pass)]
    public async Task A_proxy_that_may_fit(string statements, string conf) =>
        await VerifyAsync("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor; " + statements, conf);

    [Fact]
    public async Task In_generated_code_and_without_ASP_NET_Core_nothing_is_said()
    {
        await AnalyzerTest.VerifyAsync(TestReferences.AspNet, Options(Pass), "// <auto-generated/>\n" + AspNetSource.Configuring(Usual));
        await AnalyzerTest.VerifyAsync(TestReferences.Net, Options(Pass), """
            public enum ForwardedHeaders { XForwardedFor = 1 }
            public class ForwardedHeadersOptions { public ForwardedHeaders ForwardedHeaders { get; set; } }
            public static class C { public static void M(ForwardedHeadersOptions o) => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor; }
            """);
    }

    private static Task<IReadOnlyList<string>> VerifyAsync(string statements, string conf) =>
        AspNetSource.VerifyAsync(AspNetSource.Configuring(statements), Options(conf));

    private static TestOptions Options(string conf) =>
        new(new Dictionary<string, string>()) { AdditionalFiles = [TestOptions.File("/app/deploy/nginx/site.conf", conf)] };
}
