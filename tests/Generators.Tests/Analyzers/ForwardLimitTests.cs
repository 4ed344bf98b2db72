using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

/// <summary>A limit held against the proxies that are known.</summary>
public class ForwardLimitTests
{
    private const string Cleared = "o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); ";
    private const string Proxy = "o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); ";

    [Theory]
    [Rule("GH1032", Outcome.Reports)]
    [InlineData("{|GH1032:o.ForwardLimit = 2|}; " + Cleared + Proxy, "2", "1 proxy is known")]
    [InlineData(Cleared + Proxy + "{|GH1032:o.ForwardLimit = 10|};", "10", "1 proxy is known")]
    [InlineData("o.KnownProxies.Clear(); o.KnownNetworks.Clear(); " + Proxy + "o.KnownProxies.Add(IPAddress.Loopback); {|GH1032:o.ForwardLimit = 3|};", "3", "2 proxies are known")]
    [InlineData(Cleared + Proxy + "o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.0.0.6/32\")); o.KnownIPNetworks.Add(new(IPAddress.Parse(\"2001:db8::1\"), 128)); {|GH1032:o.ForwardLimit = 4|};", "4", "3 proxies are known")]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.9\")); " + Cleared + Proxy + "{|GH1032:o.ForwardLimit = 2|};", "2", "1 proxy is known")]
    [InlineData(Cleared + Proxy + "if (config[\"a\"] == \"b\") o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.6\")); {|GH1032:o.ForwardLimit = 3|};", "3", "2 proxies are known")]
    [InlineData("if (config[\"a\"] == \"b\") { " + Cleared + Proxy + "{|GH1032:o.ForwardLimit = 2|}; } else { o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.1.0.0/24\")); }", "2", "1 proxy is known")]
    [InlineData("const int hops = 2; " + Cleared + Proxy + "{|GH1032:o.ForwardLimit = hops|};", "2", "1 proxy is known")]
    public async Task More_entries_than_there_are_proxies(string statements, string limit, string known) => Assert.Equal(
        [$"Warning: ForwardLimit is {limit}, but {known}: lower it to their number, or add the proxy that is missing"],
        await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements)));

    [Fact]
    [Rule("GH1032", Outcome.Reports)]
    public async Task A_proxy_that_is_known_twice_is_one() => Assert.Contains(
        "Warning: ForwardLimit is 2, but 1 proxy is known: lower it to their number, or add the proxy that is missing",
        await AspNetSource.VerifyAsync(AspNetSource.Configuring(
            Cleared + Proxy + "o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1014:\"::ffff:10.0.0.5/128\"|})); {|GH1032:o.ForwardLimit = 2|};")));

    [Fact]
    [Rule("GH1032", Outcome.Reports)]
    public async Task In_development_it_is_information() => Assert.StartsWith(
        "Info: ",
        Assert.Single(await AspNetSource.VerifyAsync(AspNetSource.Configuring(
            "if (env.IsDevelopment()) { " + Cleared + Proxy + "{|GH1032:o.ForwardLimit = 2|}; }"))),
        StringComparison.Ordinal);

    [Theory]
    [Rule("GH1032", Outcome.Reports)]
    [InlineData("app.UseForwardedHeaders(o);")]
    [InlineData("services.AddSingleton(Microsoft.Extensions.Options.Options.Create(o));")]
    public async Task Options_of_a_local(string use) => await AspNetSource.VerifyAsync(AspNetSource.InStartup(
        "var o = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, {|GH1032:ForwardLimit = 2|} }; " + Cleared + Proxy + use));

    [Theory]
    [Rule("GH1032", Outcome.Quiet)]
    [InlineData(Cleared + Proxy)]
    [InlineData(Cleared + Proxy + "o.ForwardLimit = 1;")]
    [InlineData(Cleared + Proxy + "o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.6\")); o.ForwardLimit = 2;")]
    [InlineData(Cleared + Proxy + "o.ForwardLimit = int.Parse(config[\"Hops\"]!);")]
    [InlineData(Cleared + Proxy + "o.ForwardLimit = 5; o.ForwardLimit = 1;")]
    [InlineData(Proxy + "o.ForwardLimit = 2;")]
    [InlineData("o.KnownProxies.Clear(); " + Proxy + "o.ForwardLimit = 2;")]
    [InlineData("o.KnownIPNetworks.Clear(); " + Proxy + "o.ForwardLimit = 2;")]
    [InlineData("o.ForwardLimit = 2; if (env.IsProduction()) { " + Cleared + Proxy + "}")]
    [InlineData(Cleared + Proxy + "o.KnownProxies.Add(IPAddress.Parse(config[\"Proxy\"]!)); o.ForwardLimit = 2;")]
    [InlineData(Cleared + Proxy + "foreach (var p in config.GetSection(\"P\").GetChildren()) o.KnownProxies.Add(IPAddress.Parse(p.Value!)); o.ForwardLimit = 2;")]
    [InlineData(Cleared + Proxy + "o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.1.0.0/31\")); o.ForwardLimit = 3;")]
    [InlineData(Cleared + Proxy + "o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"2001:db8::/127\")); o.ForwardLimit = 3;")]
    [InlineData(Cleared + Proxy + "o.ForwardLimit = 2; Fill(o); void Fill(ForwardedHeadersOptions all) { }")]
    [InlineData(Cleared + Proxy + "o.ForwardLimit = 2; Fill(o.KnownProxies); void Fill(IList<IPAddress> all) { }")]
    [InlineData(Cleared + Proxy + "o.ForwardLimit = 2; ((List<IPAddress>)o.KnownProxies).AddRange(Read()); IPAddress[] Read() => [];")]
    public async Task As_many_entries_as_there_may_be_proxies(string statements) => await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements));

    [Theory]
    [Rule("GH1032", Outcome.Quiet)]
    [InlineData("void Set(ForwardedHeadersOptions o) { o.ForwardLimit = 2; " + Cleared + Proxy + "} Set(null!);")]
    [InlineData("Func<ForwardedHeadersOptions> make = () => { var o = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = 2 }; " + Cleared + Proxy + "return o; };")]
    [InlineData("var o = ((IApplicationBuilder)app).ApplicationServices.GetRequiredService<ForwardedHeadersOptions>(); o.ForwardLimit = 2; " + Cleared + Proxy)]
    public async Task Options_that_others_have_hold_of(string statements) => await AspNetSource.VerifyAsync(AspNetSource.InStartup(statements));

    [Theory]
    [Rule("GH1032", Outcome.Quiet)]
    [InlineData("services.PostConfigure<ForwardedHeadersOptions>(o => o.KnownProxies.Add(IPAddress.Parse(config[\"P\"]!)));")]
    [InlineData("services.PostConfigure<ForwardedHeadersOptions>(o => o.ForwardLimit = 1);")]
    [InlineData("services.Configure<ForwardedHeadersOptions>(config.GetSection(\"F\"));")]
    [InlineData("services.Configure<ForwardedHeadersOptions>(o => config.GetSection(\"F\").Bind(o));")]
    [InlineData("services.AddOptions<ForwardedHeadersOptions>().Bind(config.GetSection(\"F\"));")]
    [InlineData("services.AddOptions<ForwardedHeadersOptions>().Configure(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor).Bind(config.GetSection(\"F\"));")]
    [InlineData("var builder = services.AddOptions<ForwardedHeadersOptions>(); builder.Bind(config.GetSection(\"F\"));")]
    [InlineData("services.AddOptions<ForwardedHeadersOptions>(\"\").BindConfiguration(\"F\");")]
    [InlineData("void Add(Microsoft.Extensions.Options.IConfigureOptions<ForwardedHeadersOptions> more) => services.AddSingleton(more);")]
    public async Task Configured_options_that_are_configured_elsewhere_too(string statements) =>
        await AspNetSource.VerifyAsync(WithAnother(Cleared + Proxy + "o.ForwardLimit = 2;", statements));

    [Theory]
    [Rule("GH1032", Outcome.Reports)]
    [InlineData("services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor);")]
    [InlineData("services.AddOptions<ForwardedHeadersOptions>().Configure(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor);")]
    [InlineData("services.AddOptions<ForwardedHeadersOptions>().Validate(o => o.ForwardedHeaders != 0).ValidateOnStart();")]
    [InlineData("services.AddOptions<ForwardedHeadersOptions>();")]
    [InlineData("services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = Enum.Parse<ForwardedHeaders>(config[\"F\"]!));")]
    [InlineData("string s = \"ForwardLimit\"; // KnownProxies")]
    [InlineData("services.Configure<HostOptions>(config.GetSection(\"F\"));")]
    public async Task Configured_options_of_which_something_else_is_configured(string statements) =>
        await AspNetSource.VerifyAsync(WithAnother(Cleared + Proxy + "{|GH1032:o.ForwardLimit = 2|};", statements));

    [Theory]
    [Rule("GH1032", Outcome.Quiet)]
    [InlineData("host.ConfigureKestrel(k => k.ListenUnixSocket({|GH1021:\"/run/app.sock\"|}));")]
    [InlineData("host.UseUrls({|GH1021:\"http://unix:/run/app.sock\"|});")]
    public async Task A_proxy_at_a_socket_has_no_address_to_be_known_by(string listen) =>
        await AspNetSource.VerifyAsync(WithAnother(Cleared + Proxy + "o.ForwardLimit = 2;", listen));

    private static string WithAnother(string configuration, string statements) => AspNetSource.Configuring(configuration) + $$"""

        public static class Another
        {
            public static void Add(IServiceCollection services, IConfiguration config, IWebHostBuilder host)
            {
                {{statements}}
            }
        }
        """;

    [Fact]
    [Rule("GH1032", Outcome.Quiet)]
    public async Task Options_of_a_field() => await AspNetSource.VerifyAsync("""
        using System.Net;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.HttpOverrides;

        public class Options
        {
            private readonly ForwardedHeadersOptions o;

            public Options()
            {
                o = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = 2 };
                o.KnownProxies.Clear();
                o.KnownIPNetworks.Clear();
                o.KnownProxies.Add(IPAddress.Parse("10.0.0.5"));
            }
        }
        """);

    [Fact]
    [Rule("GH1032", Outcome.Quiet)]
    public async Task Lists_without_a_proxy_are_another_matter() => await AspNetSource.VerifyAsync(AspNetSource.Configuring(
        "o.KnownProxies.Clear(); {|GH1011:o.KnownIPNetworks.Clear()|}; o.ForwardLimit = 2;"));

    [Fact]
    [Rule("GH1032", Outcome.Quiet)]
    public async Task A_limit_that_is_none_is_another_matter() => await AspNetSource.VerifyAsync(AspNetSource.Configuring(
        Cleared + Proxy + "{|GH1012:o.ForwardLimit = 11|};"));

    [Fact]
    [Rule("GH1032", Outcome.Quiet)]
    public async Task Generated_code_is_left_alone() => await AspNetSource.VerifyAsync(
        "// <auto-generated/>\n#nullable enable\n" + AspNetSource.Configuring(Cleared + Proxy + "o.ForwardLimit = 2;"));

    [Fact]
    [Rule("GH1032", Outcome.Quiet)]
    public async Task Options_of_others_are_left_alone() => await AnalyzerTest.VerifyAsync(TestReferences.Net, null, """
        using System.Net;

        public class ForwardedHeadersOptions
        {
            public List<IPAddress> KnownProxies { get; } = [];
            public List<IPNetwork> KnownIPNetworks { get; } = [];
            public int? ForwardLimit { get; set; }

            public void Set()
            {
                KnownProxies.Clear();
                KnownIPNetworks.Clear();
                KnownProxies.Add(IPAddress.Loopback);
                ForwardLimit = 2;
            }
        }
        """);
}
