using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Gatehouse.CodeFixes.Tests;

public class ForwardedOptionsFixTests
{
    [Theory]
    [InlineData("o.KnownProxies.Clear();\n            o.ForwardLimit = 1;\n            o.KnownIPNetworks.Clear();\n            o.AllowedHosts.Clear();", "o.ForwardLimit = 1;\n            o.AllowedHosts.Clear();")]
    [InlineData(
        "o.KnownNetworks.Clear();\n            o.KnownProxies.Clear();\n            foreach (string p in config.GetSection(\"P\").GetChildren().Select(c => c.Value!)) o.KnownProxies.Add(IPAddress.Parse(p));",
        "foreach (string p in config.GetSection(\"P\").GetChildren().Select(c => c.Value!)) o.KnownProxies.Add(IPAddress.Parse(p));")]
    [InlineData(
        "if (env.IsProduction()) { o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); } else { o.KnownNetworks.Clear(); o.KnownProxies.Clear(); }",
        "if (env.IsProduction()) { } else { }")]
    public Task Lists_stay_as_they_are(string before, string after) => VerifyGoneAsync(new KeepKnownPeersFix(), AspNetSource.Configuring(before), AspNetSource.Configuring(after));

    [Fact]
    public Task Lists_of_several_options_stay_as_they_are() => VerifyGoneAsync(
        new KeepKnownPeersFix(),
        AspNetSource.InStartup("""
            var a = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
                    a.KnownProxies.Clear();
                    a.KnownIPNetworks.Clear();
                    var b = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
                    b.KnownProxies.Clear();
                    b.KnownIPNetworks.Clear();
            """),
        AspNetSource.InStartup("""
            var a = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
                    var b = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
            """));

    [Theory]
    [InlineData("if (env.IsProduction()) o.KnownProxies.Clear(); o.KnownIPNetworks.Clear();")]
    [InlineData("Action clear = () => o.KnownProxies.Clear(); o.KnownIPNetworks.Clear();")]
    [InlineData("o.KnownProxies.Clear(); if (env.IsProduction()) { o.KnownIPNetworks.Clear(); } else { o.KnownIPNetworks.Clear(); o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); }")]
    [InlineData("if (env.IsProduction()) { o.KnownProxies.Clear(); } o.KnownIPNetworks.Clear();")]
    public Task A_Clear_that_is_no_statement_of_the_same_block_stays(string statements) => VerifyAsync(new KeepKnownPeersFix(), AspNetSource.Configuring(statements));

    [Theory]
    [InlineData("o.ForwardLimit = null;", "o.ForwardLimit = 1;")]
    [InlineData("o.ForwardLimit = 99;", "o.ForwardLimit = 1;")]
    [InlineData(
        "o.ForwardLimit = /* a */ default /* b */; o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.6\"));",
        "o.ForwardLimit = /* a */ 2 /* b */; o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.6\"));")]
    [InlineData("if (env.IsProduction()) o.ForwardLimit = null; else o.ForwardLimit = 11;", "if (env.IsProduction()) o.ForwardLimit = 1; else o.ForwardLimit = 1;")]
    [InlineData(
        "o.KnownProxies.Clear(); o.KnownNetworks.Clear(); o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); o.ForwardLimit = 3; if (env.IsProduction()) o.ForwardLimit = 2;",
        "o.KnownProxies.Clear(); o.KnownNetworks.Clear(); o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); o.ForwardLimit = 1; if (env.IsProduction()) o.ForwardLimit = 1;")]
    [InlineData(
        "o.ForwardLimit = env.IsProduction() ? 3 : 2; o.ForwardLimit = 3; o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); o.KnownProxies.Add(IPAddress.Loopback); o.KnownIPNetworks.Add(new(IPAddress.Parse(\"10.0.0.5\"), 32));",
        "o.ForwardLimit = env.IsProduction() ? 3 : 2; o.ForwardLimit = 2; o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); o.KnownProxies.Add(IPAddress.Loopback); o.KnownIPNetworks.Add(new(IPAddress.Parse(\"10.0.0.5\"), 32));")]
    public Task A_limit_becomes_the_number_of_proxies(string before, string after) =>
        VerifyGoneAsync(new ForwardLimitFix(), AspNetSource.Configuring(before), AspNetSource.Configuring(after));

    [Theory]
    [InlineData("10.1.2.3/16", "10.1.0.0/16")]
    [InlineData("10.1/16", "10.0.0.0/16")]
    [InlineData("10.0.0.5", "10.0.0.5/32")]
    [InlineData("2001:db8::1", "2001:db8::1/128")]
    [InlineData("::ffff:10.1.0.0/112", "10.1.0.0/16")]
    [InlineData("2001:DB8::1/32", "2001:db8::/32")]
    public Task A_network_becomes_exact(string before, string after) => VerifyGoneAsync(
        new ProxyNetworkTextFix(),
        AspNetSource.Configuring($"o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"{before}\")); o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"99.1.2.3/24\"));"),
        AspNetSource.Configuring($"o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"{after}\")); o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"99.1.2.0/24\"));"));

    [Theory]
    [InlineData("10.1", "10.0.0.1")]
    [InlineData("10.0.0.5/32", "10.0.0.5")]
    [InlineData("::ffff:10.0.0.5", "10.0.0.5")]
    public Task An_address_becomes_exact(string before, string after) => VerifyGoneAsync(
        new ProxyNetworkTextFix(),
        AspNetSource.Configuring($"o.KnownProxies.Add(IPAddress.Parse(\"{before}\"));"),
        AspNetSource.Configuring($"o.KnownProxies.Add(IPAddress.Parse(\"{after}\"));"));

    [Theory]
    [InlineData("o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"nowhere\"));")]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.0/8\"));")]
    [InlineData("o.KnownNetworks.Add(new(IPAddress.Parse(\"10.1.2.3\"), 16));")]
    [InlineData("o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\")); o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\"));")]
    public Task What_nobody_can_write_exactly_stays(string statements) => VerifyAsync(new ProxyNetworkTextFix(), AspNetSource.Configuring(statements));

    [Theory]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.All;", "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;")]
    [InlineData(
        "o.ForwardedHeaders = ForwardedHeaders.All & ~ForwardedHeaders.XForwardedHost;",
        "o.ForwardedHeaders = (ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto) & ~ForwardedHeaders.XForwardedHost;")]
    [InlineData(
        "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto;",
        "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedFor;", "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor;")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedPrefix;", "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor;")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedHost;", "o.ForwardedHeaders = ForwardedHeaders.None;")]
    [InlineData("o.ForwardedHeaders |= ForwardedHeaders.XForwardedHost;\n            o.ForwardLimit = 1;", "o.ForwardLimit = 1;")]
    [InlineData(
        "if (env.IsProduction()) o.ForwardedHeaders |= ForwardedHeaders.XForwardedPrefix;",
        "if (env.IsProduction()) o.ForwardedHeaders |= ForwardedHeaders.None;")]
    [InlineData("o.ForwardedHeaders = (ForwardedHeaders.XForwardedHost) | ForwardedHeaders.XForwardedFor;", "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor;")]
    [InlineData("o.ForwardedHeaders = ForwardedHeaders.XForwardedFor /* a */ | (ForwardedHeaders.XForwardedHost) /* b */;", "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor /* a */ /* b */;")]
    [InlineData(
        "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor // address\n                | ForwardedHeaders.XForwardedHost // host\n                | ForwardedHeaders.XForwardedProto; // scheme",
        "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor // address\n                | ForwardedHeaders.XForwardedProto; // scheme")]
    [InlineData(
        "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor // address\n                | ForwardedHeaders.XForwardedProto // scheme\n                | ForwardedHeaders.XForwardedHost; // host",
        "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor // address\n                | ForwardedHeaders.XForwardedProto; // scheme")]
    [InlineData(
        "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | // address\n                ForwardedHeaders.XForwardedHost | // host\n                ForwardedHeaders.XForwardedProto; // scheme",
        "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | // address\n                ForwardedHeaders.XForwardedProto; // scheme")]
    [InlineData(
        "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | // address\n                ForwardedHeaders.XForwardedHost; // host",
        "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor; // address")]
    [InlineData(
        "o.ForwardedHeaders = ForwardedHeaders.XForwardedHost // host\n                | ForwardedHeaders.XForwardedFor; // address",
        "o.ForwardedHeaders = ForwardedHeaders.XForwardedFor; // address")]
    [InlineData(
        "o.ForwardedHeaders =\n                ForwardedHeaders.XForwardedHost | // host\n                ForwardedHeaders.XForwardedFor; // address",
        "o.ForwardedHeaders =\n                ForwardedHeaders.XForwardedFor; // address")]
    public Task Headers_become_fewer(string before, string after) =>
        VerifyGoneAsync(new ForwardedFlagsFix(), AspNetSource.Configuring(before), AspNetSource.Configuring(after));

    [Fact]
    public Task Headers_become_fewer_in_several_options() => VerifyGoneAsync(
        new ForwardedFlagsFix(),
        AspNetSource.InStartup("""
            services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.All);
                    app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost });
            """),
        AspNetSource.InStartup("""
            services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
                    app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor });
            """));

    [Theory]
    [InlineData("o.ForwardedHeaders = (ForwardedHeaders)15;")]
    [InlineData("const ForwardedHeaders hosts = ForwardedHeaders.XForwardedHost; o.ForwardedHeaders = hosts;")]
    public Task Headers_without_a_name_stay(string statements) => VerifyAsync(new ForwardedFlagsFix(), AspNetSource.Configuring(statements));

    [Theory]
    [InlineData(
        "app.UseForwardedHeaders(new ForwardedHeadersOptions());",
        "app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto });")]
    [InlineData(
        "app.UseForwardedHeaders(new());",
        "app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto });")]
    [InlineData(
        "app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardLimit = 2 });",
        "app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardLimit = 2, ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto });")]
    [InlineData(
        "app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardLimit = 2, });",
        "app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardLimit = 2, ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, });")]
    [InlineData(
        "var options = new ForwardedHeadersOptions\n        {\n            ForwardLimit = 2\n        };\n        app.UseForwardedHeaders(options);",
        "var options = new ForwardedHeadersOptions\n        {\n            ForwardLimit = 2,\n            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto\n        };\n        app.UseForwardedHeaders(options);")]
    [InlineData(
        "var options = new ForwardedHeadersOptions { };\n        app.UseForwardedHeaders(options);",
        "var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };\n        app.UseForwardedHeaders(options);")]
    public Task Options_get_headers(string before, string after) =>
        VerifyGoneAsync(new ForwardedHeadersSetFix(), AspNetSource.InStartup(before), AspNetSource.InStartup(after));

    [Fact]
    public Task An_app_gets_options() => FixTest.VerifyGoneAsync(
        new ForwardedHeadersSetFix(),
        AspNetSource.AtTopLevel("var app = builder.Build(); app.UseForwardedHeaders(); app.Run();"),
        AspNetSource.AtTopLevel(
            "var app = builder.Build(); app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto }); app.Run();"),
        TestReferences.AspNet,
        OutputKind.ConsoleApplication);

    [Fact]
    public Task Names_are_whole_where_they_are_not_imported() => VerifyGoneAsync(
        new ForwardedHeadersSetFix(),
        "using Microsoft.AspNetCore.Builder; public static class C { public static void M(IApplicationBuilder app) => app.UseForwardedHeaders(new ForwardedHeadersOptions()); }",
        "using Microsoft.AspNetCore.Builder; public static class C { public static void M(IApplicationBuilder app) => app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = global::Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.XForwardedFor | global::Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.XForwardedProto }); }");

    [Fact]
    public Task A_constant_becomes_exact() => VerifyGoneAsync(
        new ProxyNetworkTextFix(),
        AspNetSource.Configuring("const string all = \"10.1.2.3/16\"; o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(all));"),
        AspNetSource.Configuring("const string all = \"10.1.0.0/16\"; o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(all));"));

    [Theory]
    [InlineData("app.UseHsts();\n        app.UseForwardedHeaders();", "app.UseForwardedHeaders();\n        app.UseHsts();")]
    [InlineData(
        "if (env.IsProduction())\n        {\n            app.UseHsts();\n        }\n\n        app.UseRouting();\n        // Behind the proxy.\n        app.UseForwardedHeaders();\n        app.UseStaticFiles();",
        "// Behind the proxy.\n        app.UseForwardedHeaders();\n        if (env.IsProduction())\n        {\n            app.UseHsts();\n        }\n\n        app.UseRouting();\n        app.UseStaticFiles();")]
    [InlineData("app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor });\n        app.UseHsts();\n        app.UseForwardedHeaders();", "app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor });\n        app.UseHsts();")]
    [InlineData(
        "app.UseHsts();\n        app.UseForwardedHeaders();\n        app.UseWhen(c => true, b =>\n        {\n            b.UseRouting();\n            b.UseForwardedHeaders();\n        });",
        "app.UseForwardedHeaders();\n        app.UseHsts();\n        app.UseWhen(c => true, b =>\n        {\n            b.UseForwardedHeaders();\n            b.UseRouting();\n        });")]
    [InlineData("app.UseHsts(); app.UseForwardedHeaders(); app.UseStaticFiles();", "app.UseForwardedHeaders(); app.UseHsts(); app.UseStaticFiles();")]
    [InlineData("app.UseHsts(); app.UseForwardedHeaders(); // last", "app.UseForwardedHeaders(); app.UseHsts(); // last")]
    [InlineData(
        "app.UseHsts();\n\n        // Behind the proxy.\n        app.UseForwardedHeaders(); // all\n\n        app.UseStaticFiles();",
        "// Behind the proxy.\n        app.UseForwardedHeaders(); // all\n        app.UseHsts();\n\n        app.UseStaticFiles();")]
    [InlineData(
        "services.AddRouting();\n\n        // Only HTTPS.\n        app.UseHsts();\n\n        app.UseForwardedHeaders();",
        "services.AddRouting();\n\n        app.UseForwardedHeaders();\n        // Only HTTPS.\n        app.UseHsts();")]
    [InlineData(
        "app.UseHsts();\n        app.UseForwardedHeaders(); app.UseStaticFiles();",
        "app.UseForwardedHeaders(); app.UseHsts();\n        app.UseStaticFiles();")]
    public Task The_call_moves_up_or_goes(string before, string after) =>
        VerifyGoneAsync(new ForwardedOrderFix(), AspNetSource.InStartup(before), AspNetSource.InStartup(after));

    [Theory]
    [InlineData("app.UseHsts().UseForwardedHeaders();")]
    [InlineData("app.UseHsts(); if (env.IsProduction()) { app.UseForwardedHeaders(); }")]
    [InlineData("app.UseHsts(); if (env.IsProduction()) app.UseForwardedHeaders();")]
    [InlineData("app.UseHsts(); var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor }; app.UseForwardedHeaders(options);")]
    [InlineData("ForwardedHeadersOptions options = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor }; app.UseHsts(); options.ForwardLimit = 2; app.UseForwardedHeaders(options);")]
    public Task A_call_that_cannot_move_stays(string statements) => VerifyAsync(new ForwardedOrderFix(), AspNetSource.InStartup(statements));

    [Fact]
    public Task A_check_stays_on() => VerifyGoneAsync(
        new UnsafeOptInFix(),
        AspNetSource.InStartup("""
            AppContext.SetSwitch("Microsoft.AspNetCore.HttpOverrides.IgnoreUnknownProxiesWithoutFor", true);
                    AppContext.SetSwitch("Other", true);
                    Environment.SetEnvironmentVariable("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "1");
                    app.UseHsts();
            """),
        AspNetSource.InStartup("""
            AppContext.SetSwitch("Other", true);
                    app.UseHsts();
            """));

    [Fact]
    public Task A_switch_that_is_no_statement_in_a_block_stays() => VerifyAsync(
        new UnsafeOptInFix(),
        AspNetSource.InStartup("if (env.IsDevelopment()) AppContext.SetSwitch(\"Microsoft.AspNetCore.HttpOverrides.IgnoreUnknownProxiesWithoutFor\", true);"));

    private static Task VerifyGoneAsync(CodeFixProvider fix, string before, string after) => FixTest.VerifyGoneAsync(fix, before, after, TestReferences.AspNet);

    private static Task VerifyAsync(CodeFixProvider fix, string unchanged) => FixTest.VerifyAsync(fix, unchanged, unchanged, TestReferences.AspNet);
}
