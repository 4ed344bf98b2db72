using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests.Analyzers;

public class ForwardedPeersTests
{
    private const string NoneKnown = "With no known proxy and no known network, the middleware believes the headers of every peer";
    private const string MaybeNone = "When nothing is added to the lists that are cleared here, the middleware believes the headers of every peer";

    [Theory]
    [Rule("GH1011", Outcome.Reports)]
    [InlineData("o.KnownIPNetworks.Clear(); {|GH1011:o.KnownProxies.Clear()|};")]
    [InlineData("o.KnownProxies.Clear(); o.ForwardLimit = 2; {|GH1011:o.KnownIPNetworks.Clear()|};")]
    [InlineData("o.KnownProxies.Clear(); {|GH1011:o.KnownNetworks.Clear()|};")]
    [InlineData("if (o.ForwardLimit is null) return; o.KnownProxies.Clear(); {|GH1011:o.KnownIPNetworks.Clear()|};")]
    [InlineData("Fill(o); o.KnownProxies.Clear(); {|GH1011:o.KnownIPNetworks.Clear()|}; void Fill(ForwardedHeadersOptions all) { }")]
    [InlineData("if (env.IsProduction()) o.KnownProxies.Clear(); else o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); {|GH1011:o.KnownIPNetworks.Clear()|};")]
    [InlineData("o.KnownProxies.Clear(); if (env.IsProduction()) {|GH1011:o.KnownIPNetworks.Clear()|}; else o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\"));")]
    [InlineData("o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); {|GH1011:o.KnownProxies.Clear()|};")]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); o.KnownProxies.Clear(); {|GH1011:o.KnownIPNetworks.Clear()|};")]
    [InlineData("var proxies = o.KnownProxies; var networks = o.KnownIPNetworks; networks.Clear(); {|GH1011:proxies.Clear()|};")]
    [InlineData("((ICollection<IPAddress>)o.KnownProxies).Clear(); {|GH1011:o.KnownIPNetworks.Clear()|};")]
    [InlineData("if (config[\"a\"] == \"b\") { o.KnownIPNetworks.Clear(); {|GH1011:o.KnownProxies.Clear()|}; } else { o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); }")]
    [InlineData("if (!env.IsDevelopment()) { o.KnownIPNetworks.Clear(); {|GH1011:o.KnownProxies.Clear()|}; }")]
    [InlineData("if (!env.IsEnvironment(\"Development\")) { o.KnownIPNetworks.Clear(); {|GH1011:o.KnownProxies.Clear()|}; }")]
    [InlineData("if (env.IsDevelopment() && config[\"a\"] == \"b\") { } else { o.KnownIPNetworks.Clear(); {|GH1011:o.KnownProxies.Clear()|}; }")]
    [InlineData("if (!env.IsDevelopment() || config[\"a\"] == \"b\") { o.KnownIPNetworks.Clear(); {|GH1011:o.KnownProxies.Clear()|}; }")]
    public async Task Cleared_lists_with_nothing_added(string statements) =>
        Assert.Equal([$"Warning: {NoneKnown}"], await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements)));

    [Theory]
    [Rule("GH1011", Outcome.Reports)]
    [InlineData("foreach (string p in config.GetSection(\"Proxies\").GetChildren().Select(c => c.Value!)) o.KnownProxies.Add(IPAddress.Parse(p));")]
    [InlineData("if (config[\"Proxy\"] is { } proxy) o.KnownProxies.Add(IPAddress.Parse(proxy));")]
    [InlineData("for (int i = 0; i < 3; i++) o.KnownProxies.Add(IPAddress.Parse(config[i.ToString()]!));")]
    [InlineData("foreach (string p in (string[])[.. config.GetSection(\"Proxies\").GetChildren().Select(c => c.Value!)]) o.KnownProxies.Add(IPAddress.Parse(p));")]
    [InlineData("config.GetSection(\"Proxies\").GetChildren().Select(c => IPAddress.Parse(c.Value!)).ToList().ForEach(o.KnownProxies.Add);")]
    [InlineData("config.GetSection(\"Proxies\").GetChildren().ToList().ForEach(c => o.KnownProxies.Add(IPAddress.Parse(c.Value!)));")]
    [InlineData("try { _ = config[\"a\"]; } catch (Exception) { o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); }")]
    [InlineData("void Fill(string p) => o.KnownProxies.Add(IPAddress.Parse(p)); if (config[\"a\"] is { } a) Fill(a);")]
    public async Task Cleared_lists_to_which_something_may_be_added(string statements) => Assert.Equal(
        [$"Warning: {MaybeNone}"],
        await AspNetSource.VerifyAsync(AspNetSource.Configuring("o.KnownProxies.Clear(); {|GH1011:o.KnownIPNetworks.Clear()|}; " + statements)));

    [Fact]
    [Rule("GH1011", Outcome.Reports)]
    public async Task Cleared_lists_in_each_branch() => Assert.Equal(
        [$"Info: {NoneKnown}", $"Warning: {NoneKnown}"],
        await AspNetSource.VerifyAsync(AspNetSource.Configuring(
            "if (env.IsDevelopment()) { o.KnownProxies.Clear(); {|GH1011:o.KnownIPNetworks.Clear()|}; } else { o.KnownNetworks.Clear(); {|GH1011:o.KnownProxies.Clear()|}; }")));

    [Fact]
    public async Task The_other_clear_is_pointed_at()
    {
        Diagnostic found = Assert.Single(await AnalyzerTest.VerifyDiagnosticsAsync(
            TestReferences.AspNet, null, AspNetSource.Configuring("o.KnownProxies.Clear(); {|GH1011:o.KnownIPNetworks.Clear()|};")));
        Location other = Assert.Single(found.AdditionalLocations);
        Assert.Equal("o.KnownProxies.Clear()", other.SourceTree!.ToString().Substring(other.SourceSpan.Start, other.SourceSpan.Length));
    }

    [Fact]
    [Rule("GH1011", Outcome.Reports)]
    public async Task Cleared_lists_without_a_limit_are_an_error() => Assert.Equal(
        [
            "Warning: Without a ForwardLimit the middleware takes entries from X-Forwarded-For as long as a known peer wrote the next; set the number of your proxies",
            $"Error: {NoneKnown}",
        ],
        await AspNetSource.VerifyAsync(AspNetSource.Configuring(
            "{|GH1012:o.ForwardLimit = null|}; o.KnownProxies.Clear(); {|GH1011:o.KnownIPNetworks.Clear()|};")));

    [Fact]
    [Rule("GH1011", Outcome.Reports)]
    public async Task Lists_that_may_be_filled_are_no_error_without_a_limit() => Assert.Contains(
        $"Warning: {MaybeNone}",
        await AspNetSource.VerifyAsync(AspNetSource.Configuring(
            "{|GH1012:o.ForwardLimit = null|}; o.KnownProxies.Clear(); {|GH1011:o.KnownIPNetworks.Clear()|}; if (config[\"a\"] is { } a) o.KnownProxies.Add(IPAddress.Parse(a));")));

    [Theory]
    [Rule("GH1011", Outcome.Reports)]
    [InlineData("if (env.IsDevelopment()) { o.KnownIPNetworks.Clear(); {|GH1011:o.KnownProxies.Clear()|}; }")]
    [InlineData("if (env.IsDevelopment()) o.KnownIPNetworks.Clear(); {|GH1011:o.KnownProxies.Clear()|};")]
    [InlineData("if (!env.IsDevelopment() || config[\"a\"] == \"b\") { } else { o.KnownIPNetworks.Clear(); {|GH1011:o.KnownProxies.Clear()|}; }")]
    [InlineData("if (env.IsEnvironment(\"Development\") && config[\"a\"] == \"b\") { o.KnownIPNetworks.Clear(); {|GH1011:o.KnownProxies.Clear()|}; }")]
    [InlineData("\n#if !DEBUG\n#else\n#endif\no.KnownIPNetworks.Clear();\n#if DEBUG_NOT\n#endif\nif (env.IsDevelopment()) {|GH1011:o.KnownProxies.Clear()|};")]
    public async Task In_development_it_is_information(string statements) =>
        Assert.Equal([$"Info: {NoneKnown}"], await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements)));

    [Fact]
    [Rule("GH1011", Outcome.Reports)]
    public async Task In_a_debug_build_it_is_information() => Assert.Equal(
        [$"Info: {NoneKnown}"],
        await AspNetSource.VerifyAsync("#define DEBUG\n" + AspNetSource.Configuring(
            "\n#if DEBUG\no.KnownIPNetworks.Clear();\n{|GH1011:o.KnownProxies.Clear()|};\n#endif\n")));

    [Theory]
    [Rule("GH1011", Outcome.Reports)]
    [InlineData("o.KnownIPNetworks.Clear(); {|GH1011:o.KnownProxies.Clear()|};\n#if DEBUG\n#endif\n")]
    [InlineData("\n#if DEBUG\n#endif\no.KnownIPNetworks.Clear(); {|GH1011:o.KnownProxies.Clear()|};")]
    public async Task Around_what_is_for_a_debug_build_it_is_not(string statements) =>
        Assert.Equal([$"Warning: {NoneKnown}"], await AspNetSource.VerifyAsync("#define DEBUG\n" + AspNetSource.Configuring(statements)));

    [Theory]
    [Rule("GH1011", Outcome.Reports)]
    [InlineData("var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor }; options.KnownProxies.Clear(); {|GH1011:options.KnownIPNetworks.Clear()|}; app.UseForwardedHeaders(options);")]
    [InlineData("services.Configure<ForwardedHeadersOptions>(o => o.KnownProxies.Clear()); services.PostConfigure<ForwardedHeadersOptions>(x => {|GH1011:x.KnownIPNetworks.Clear()|});")]
    [InlineData("void Set(ForwardedHeadersOptions o) { o.KnownProxies.Clear(); {|GH1011:o.KnownIPNetworks.Clear()|}; } Set(null!);")]
    [InlineData("Microsoft.Extensions.Options.IOptions<ForwardedHeadersOptions> o = null!; o.Value.KnownProxies.Clear(); {|GH1011:o.Value.KnownIPNetworks.Clear()|};")]
    [InlineData("ForwardedHeadersOptions Make() { var made = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor }; made.KnownProxies.Clear(); {|GH1011:made.KnownIPNetworks.Clear()|}; return made; } app.UseForwardedHeaders(Make());")]
    public async Task Wherever_the_options_are(string statements) => await AspNetSource.VerifyAsync(AspNetSource.InStartup(statements));

    [Fact]
    [Rule("GH1011", Outcome.Reports)]
    public async Task A_guard_of_other_options_is_none() => await AspNetSource.VerifyAsync(AspNetSource.Configuring(
        "o.KnownProxies.Clear(); {|GH1011:o.KnownIPNetworks.Clear()|}; if (config[\"P\"] is { } p) o.KnownProxies.Add(IPAddress.Parse(p)); "
        + "var other = new ForwardedHeadersOptions(); if (other.KnownProxies.Count == 0) throw new Exception();"));

    [Fact]
    [Rule("GH1011", Outcome.Quiet)]
    public async Task A_guard_in_another_lambda_is_one() => await AspNetSource.VerifyAsync(AspNetSource.InStartup(
        "services.Configure<ForwardedHeadersOptions>(o => { o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); if (config[\"P\"] is { } p) o.KnownProxies.Add(IPAddress.Parse(p)); }); "
        + "services.PostConfigure<ForwardedHeadersOptions>(o => { if (o.KnownProxies.Count == 0) throw new Exception(); });"));

    [Fact]
    [Rule("GH1011", Outcome.Reports)]
    public async Task Options_in_a_field() => await AnalyzerTest.VerifyAsync(TestReferences.AspNet, null, """
        using Microsoft.AspNetCore.Builder;

        public class C
        {
            private readonly ForwardedHeadersOptions options = new();

            public void Set()
            {
                options.KnownProxies.Clear();
                {|GH1011:options.KnownIPNetworks.Clear()|};
            }
        }
        """);

    [Theory]
    [Rule("GH1011", Outcome.Quiet)]
    [InlineData("services.Configure<ForwardedHeadersOptions>(\"a\", o => o.KnownProxies.Clear()); services.Configure<ForwardedHeadersOptions>(o => o.KnownIPNetworks.Clear());")]
    [InlineData("services.PostConfigure<ForwardedHeadersOptions>(\"a\", o => o.KnownProxies.Clear()); services.Configure<ForwardedHeadersOptions>(o => o.KnownIPNetworks.Clear());")]
    [InlineData("services.AddOptions<ForwardedHeadersOptions>(\"a\").Configure(o => o.KnownProxies.Clear()); services.Configure<ForwardedHeadersOptions>(o => o.KnownIPNetworks.Clear());")]
    public async Task Options_of_another_name(string statements) => await AspNetSource.VerifyAsync(AspNetSource.InStartup(statements));

    [Theory]
    [Rule("GH1011", Outcome.Quiet)]
    [InlineData("var networks = o.KnownIPNetworks; o.KnownProxies.Clear(); networks.Clear(); if (config[\"P\"] is { } p) o.KnownProxies.Add(IPAddress.Parse(p)); if (o.KnownProxies.Count == 0) throw new Exception();")]
    [InlineData("o.KnownProxies.Clear();")]
    [InlineData("o.KnownIPNetworks.Clear();")]
    [InlineData("o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\"));")]
    [InlineData("o.KnownProxies.Clear(); o.KnownProxies.Add(IPAddress.Parse(config[\"Proxy\"]!)); o.KnownIPNetworks.Clear();")]
    [InlineData("o.KnownProxies.Clear(); o.KnownNetworks.Clear(); o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.1.0.0/24\"));")]
    [InlineData("if (env.IsProduction()) { o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); o.KnownProxies.Insert(0, IPAddress.Parse(\"10.0.0.5\")); }")]
    [InlineData("o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); foreach (string p in new[] { \"10.0.0.5\", \"10.0.0.6\" }) o.KnownProxies.Add(IPAddress.Parse(p));")]
    [InlineData("o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); foreach (string p in (string[])[\"10.0.0.5\"]) o.KnownProxies.Add(IPAddress.Parse(p));")]
    [InlineData("o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); Fill(o); void Fill(ForwardedHeadersOptions all) { }")]
    [InlineData("o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); Fill(o.KnownProxies); void Fill(IList<IPAddress> all) { }")]
    [InlineData("o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); ((List<IPAddress>)o.KnownProxies).AddRange(Read()); IPAddress[] Read() => [];")]
    [InlineData("string[] ps = Read(); o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); foreach (string p in ps) o.KnownProxies.Add(IPAddress.Parse(p)); if (o.KnownProxies.Count == 0) throw new Exception(); string[] Read() => [];")]
    [InlineData("string[] ps = Read(); if (ps.Length == 0) return; o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); foreach (string p in ps) o.KnownProxies.Add(IPAddress.Parse(p)); string[] Read() => [];")]
    [InlineData("string[] ps = Read(); if (ps.Any()) { o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); foreach (string p in ps) o.KnownProxies.Add(IPAddress.Parse(p)); } string[] Read() => [];")]
    [InlineData("if (env.IsProduction()) o.KnownProxies.Clear(); else o.KnownIPNetworks.Clear();")]
    [InlineData("if (env.IsProduction()) { o.KnownProxies.Clear(); o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); } o.KnownIPNetworks.Clear();")]
    [InlineData("o.KnownProxies.Clear(); if (env.IsProduction()) { o.KnownIPNetworks.Clear(); o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.1.0.0/24\")); }")]
    [InlineData("new List<int>().Clear(); o.AllowedHosts.Clear();")]
    [InlineData("o.KnownProxies.Clear(); o.AllowedHosts.Clear();")]
    public async Task Lists_with_something_in_them(string statements) => await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements));

    [Theory]
    [Rule("GH1012", Outcome.Reports)]
    [InlineData("{|GH1012:o.ForwardLimit = null|};", "Info")]
    [InlineData("{|GH1012:o.ForwardLimit = default|};", "Info")]
    [InlineData("{|GH1012:o.ForwardLimit = 11|};", "Info")]
    [InlineData("{|GH1012:o.ForwardLimit = null|}; if (config[\"a\"] == \"b\") o.ForwardLimit = 2;", "Info")]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); {|GH1012:o.ForwardLimit = null|};", "Info")]
    [InlineData("{|GH1012:o.ForwardLimit = null|}; o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.1.0.0/16\"));", "Warning")]
    [InlineData("{|GH1012:o.ForwardLimit = int.MaxValue|}; o.KnownNetworks.Add(new(IPAddress.Parse(\"2001:db8::\"), 40));", "Warning")]
    [InlineData("{|GH1012:o.ForwardLimit = null|}; o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.1.1.0/24\"));", "Info")]
    [InlineData("{|GH1012:o.ForwardLimit = null|}; o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.1.0.0/17\"));", "Info")]
    [InlineData("{|GH1012:o.ForwardLimit = null|}; o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"2001:db8:1::/48\"));", "Warning")]
    [InlineData("{|GH1012:o.ForwardLimit = null|}; o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"2001:db8:1::/49\"));", "Info")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.1.0.0/16\")); if (env.IsDevelopment()) {|GH1012:o.ForwardLimit = null|};", "Info")]
    public async Task A_limit_that_is_none(string statements, string severity) =>
        Assert.StartsWith($"{severity}: ", Assert.Single(await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements))), StringComparison.Ordinal);

    [Theory]
    [Rule("GH1012", Outcome.Reports)]
    [InlineData("{|GH1012:o.ForwardLimit = null|}; o.ForwardedHeaders = ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost; o.AllowedHosts.Add(\"a.example\");", "Warning: Without a ForwardLimit the middleware takes entries of X-Forwarded-Host whoever wrote them; set the number of your proxies")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedProto; {|GH1012:o.ForwardLimit = 11|};", "Warning: A ForwardLimit of 11 takes entries of X-Forwarded-Proto whoever wrote them; set the number of your proxies")]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); o.ForwardedHeaders = ForwardedHeaders.XForwardedProto; {|GH1012:o.ForwardLimit = null|};", "Warning: Without a ForwardLimit the middleware takes entries of X-Forwarded-Proto whoever wrote them; set the number of your proxies")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedProto; if (env.IsDevelopment()) {|GH1012:o.ForwardLimit = null|};", "Info: Without a ForwardLimit the middleware takes entries of X-Forwarded-Proto whoever wrote them; set the number of your proxies")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedProto; o.ForwardedHeaders |= ForwardedHeaders.XForwardedFor; {|GH1012:o.ForwardLimit = null|};", "Info: Without a ForwardLimit the middleware takes entries from X-Forwarded-For as long as a known peer wrote the next; set the number of your proxies")]
    public async Task A_limit_that_is_none_where_no_addresses_are_taken(string statements, string message) =>
        Assert.Equal([message], await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements)));

    [Theory]
    [Rule("GH1012", Outcome.Quiet)]
    [InlineData("o.ForwardLimit = 1;")]
    [InlineData("o.ForwardLimit = 10;")]
    [InlineData("o.ForwardLimit = default(int);")]
    [InlineData("o.ForwardLimit = int.Parse(config[\"Hops\"]!);")]
    [InlineData("o.ForwardLimit = null; o.ForwardLimit = 2;")]
    public async Task A_limit(string statements) => await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements));

    [Fact]
    [Rule("GH1012", Outcome.Reports)]
    public async Task A_crowd_in_IPv6_form() => Assert.Contains(
        "Warning: Without a ForwardLimit the middleware takes entries from X-Forwarded-For as long as a known peer wrote the next; set the number of your proxies",
        await AspNetSource.VerifyAsync(AspNetSource.Configuring(
            "{|GH1012:o.ForwardLimit = null|}; o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1014:\"::ffff:10.1.0.0/112\"|}));")));

    [Theory]
    [InlineData("{|GH1012:o.ForwardLimit = null|};", "1")]
    [InlineData("{|GH1012:o.ForwardLimit = null|}; o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.6\"));", "2")]
    public async Task The_proxies_that_are_named_are_counted(string statements, string count) => Assert.Equal(
        count,
        Assert.Single(await AnalyzerTest.VerifyDiagnosticsAsync(TestReferences.AspNet, null, AspNetSource.Configuring(statements))).Properties["ProxyCount"]);

    [Theory]
    [Rule("GH1013", Outcome.Reports)]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1013:\"0.0.0.0/0\"|}));", "Error: '0.0.0.0/0' believes every IPv4 address")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1013:\"::/0\"|}));", "Error: '::/0' believes every IPv6 address")]
    [InlineData("o.KnownIPNetworks.Insert(0, System.Net.IPNetwork.Parse({|GH1013:\"::/0\"|}));", null)]
    [InlineData("o.KnownNetworks.Add({|GH1013:new Microsoft.AspNetCore.HttpOverrides.IPNetwork(IPAddress.Any, 0)|});", "Error: '0.0.0.0/0' believes every IPv4 address")]
    [InlineData("if (env.IsDevelopment()) o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1013:\"0.0.0.0/0\"|}));", "Info: '0.0.0.0/0' believes every IPv4 address")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1013:\"0.0.0.0/0\"|})); if (config[\"a\"] == \"b\") o.KnownIPNetworks.Clear();", null)]
    [InlineData("o.KnownIPNetworks.Add({|GH1013:new(IPAddress.Parse(\"64.0.0.0\"), 3)|});", null)]
    [InlineData("var all = System.Net.IPNetwork.Parse({|GH1013:\"128.0.0.0/1\"|}); o.KnownIPNetworks.Add(all);", "Warning: '128.0.0.0/1' holds more addresses than anybody has proxies")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1013:\"2000::/3\"|}));", "Warning: '2000::/3' holds more addresses than anybody has proxies")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1013:\"10.0.0.0/8\"|}));", "Info: '10.0.0.0/8' is a whole private range, and every machine in it is believed")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1013:\"172.16.0.0/12\"|}));", null)]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1013:\"192.168.0.0/16\"|}));", null)]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1013:\"fc00::/7\"|}));", "Info: 'fc00::/7' is a whole private range, and every machine in it is believed")]
    [InlineData("o.KnownProxies.Add({|GH1013:IPAddress.Any|});", "Warning: IPAddress.Any is the address of no peer, so that this proxy is never believed")]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse({|GH1013:\"::\"|}));", "Warning: \"::\" is the address of no peer, so that this proxy is never believed")]
    public async Task A_network_of_everybody(string statements, string? message)
    {
        string found = Assert.Single(await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements)));
        if (message is not null) Assert.Equal(message, found);
    }

    [Theory]
    [Rule("GH1013", Outcome.Quiet)]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.1.0.0/16\"));")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"2001:db8::/32\"));")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(config[\"Network\"]!));")]
    [InlineData("string network = \"0.0.0.0/0\"; network = config[\"Network\"]!; o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"0.0.0.0/0\")); o.KnownIPNetworks.Clear();")]
    [InlineData("_ = System.Net.IPNetwork.Parse(\"0.0.0.0/0\");")]
    [InlineData("o.KnownProxies.Add(IPAddress.Loopback);")]
    public async Task A_network_of_some(string statements) => await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements));

    [Fact]
    [Rule("GH1013", Outcome.Quiet)]
    public async Task A_field_of_others_is_no_well_known_address() => await AspNetSource.VerifyAsync(
        AspNetSource.Configuring("o.KnownProxies.Add(Proxy.Any);")
        + "\npublic static class Proxy { public static readonly IPAddress Any = IPAddress.Parse(\"10.0.0.5\"); }");

    [Fact]
    [Rule("GH1013", Outcome.Reports)]
    public async Task Every_IPv4_address_in_IPv6_form() => Assert.Contains(
        "Error: '::ffff:0.0.0.0/96' believes every IPv4 address",
        await AspNetSource.VerifyAsync(AspNetSource.Configuring(
            "o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1013:\"::ffff:0.0.0.0/96\"|}));")));

    [Theory]
    [Rule("GH1014", Outcome.Reports)]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1014:\"10.0.0.1\"|}));", "Error: '10.0.0.1' is not an IP network such as 10.1.0.0/16, and the app does not start")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1014:\"10.0.0.0/33\"|}));", "Error: '10.0.0.0/33' is not an IP network such as 10.1.0.0/16, and the app does not start")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1014:\"unix:\"|}));", null)]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1014:\"\"|}));", null)]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse({|GH1014:\"10.0.0.1/32\"|}));", "Error: '10.0.0.1/32' is not an IP address, and the app does not start")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1014:\"10.1.2.3/16\"|}));", "Warning: '10.1.2.3/16' is taken for 10.1.0.0/16")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1014:\"010.1.0.0/16\"|}));", "Warning: '010.1.0.0/16' is taken for 8.1.0.0/16")]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse({|GH1014:\"10.1\"|}));", "Warning: '10.1' is taken for 10.0.0.1")]
    [InlineData("o.KnownNetworks.Add({|GH1014:new(IPAddress.Parse(\"10.1.2.3\"), 16)|});", "Warning: '10.1.2.3/16' is taken for 10.1.0.0/16")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1014:\"::ffff:10.1.0.0/112\"|}));", "Info: '::ffff:10.1.0.0/112' is IPv4 in IPv6 form, which matches peers in that form alone; write it as IPv4")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.1.0.0/16\")); o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1014:\"10.1.2.0/24\"|}));", "Info: '10.1.2.0/24' is in '10.1.0.0/16' already")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1014:\"10.1.2.0/24\"|})); o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.1.0.0/16\"));", null)]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); o.KnownProxies.Add(IPAddress.Parse({|GH1014:\"10.0.0.5\"|}));", "Info: '10.0.0.5' is in '10.0.0.5' already")]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse(\"127.0.0.1\")); o.KnownProxies.Add({|GH1014:IPAddress.Loopback|});", "Info: '127.0.0.1' is in '127.0.0.1' already")]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse(\"::1\")); o.KnownProxies.Add({|GH1014:IPAddress.IPv6Loopback|});", "Info: '::1' is in '::1' already")]
    public async Task A_network_that_is_not_exact(string statements, string? message)
    {
        string found = Assert.Single(await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements)));
        if (message is not null) Assert.Equal(message, found);
    }

    [Theory]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse({|GH1014:\"10.0.0.1/32\"|}));", "10.0.0.1")]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse({|GH1014:\"10.0.0.0/8\"|}));", null)]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse({|GH1014:\"::1/128\"|}));", "::1")]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse({|GH1014:\"::2/127\"|}));", null)]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1014:\"::ffff:10.0.0.1\"|}));", "10.0.0.1/32")]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse({|GH1014:\"10.0.\" + \"0.1\"|}));", null)]
    public async Task What_is_meant_is_known_of_literals_that_mean_one_thing(string statements, string? canonical)
    {
        Diagnostic found = Assert.Single(await AnalyzerTest.VerifyDiagnosticsAsync(TestReferences.AspNet, null, AspNetSource.Configuring(statements)));
        Assert.Equal(canonical, found.Properties.GetValueOrDefault("Canonical"));
    }

    [Theory]
    [Rule("GH1014", Outcome.Quiet)]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.1.0.0/16\")); o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.2.0.0/16\"));")]
    [InlineData("if (env.IsProduction()) o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); else o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\"));")]
    [InlineData("_ = IPAddress.Parse(\"x\");")]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); o.KnownProxies.Clear(); o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\"));")]
    public async Task A_network_that_is_exact(string statements) => await AspNetSource.VerifyAsync(AspNetSource.Configuring(statements));

    [Theory]
    [Rule("GH1011", Outcome.Quiet)]
    [Rule("GH1012", Outcome.Quiet)]
    [Rule("GH1013", Outcome.Quiet)]
    [Rule("GH1014", Outcome.Quiet)]
    [InlineData("// <auto-generated/>\n#nullable enable\n")]
    public async Task Generated_code_is_left_alone(string head) => await AspNetSource.VerifyAsync(head + AspNetSource.Configuring(
        "o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); o.ForwardLimit = null; o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"0.0.0.1/0\"));"));

    [Fact]
    [Rule("GH1011", Outcome.Quiet)]
    [Rule("GH1012", Outcome.Quiet)]
    [Rule("GH1013", Outcome.Quiet)]
    [Rule("GH1014", Outcome.Quiet)]
    public async Task Options_of_others_are_left_alone() => await AnalyzerTest.VerifyAsync(TestReferences.Net, null, """
        using System.Net;

        public class ForwardedHeadersOptions
        {
            public List<IPAddress> KnownProxies { get; } = [];
            public List<IPNetwork> KnownIPNetworks { get; } = [IPNetwork.Parse("0.0.0.1/0")];
            public int? ForwardLimit { get; set; }

            public void Clear()
            {
                KnownProxies.Clear();
                KnownIPNetworks.Clear();
                ForwardLimit = null;
            }
        }
        """);
}
