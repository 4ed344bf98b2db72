using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.CodeFixes.Tests;

public class RequireKnownPeerFixTests
{
    private const string Throw = "throw new InvalidOperationException(\"No proxy is configured.\");";
    private const string Guard = "if (o.KnownProxies.Count == 0 && o.KnownIPNetworks.Count == 0) " + Throw;
    private const string OldGuard = "if (o.KnownProxies.Count == 0 && o.KnownNetworks.Count == 0) " + Throw;
    private const string Configured = "config.GetSection(\"P\").GetChildren().Select(c => IPAddress.Parse(c.Value!))";

    [Theory]
    [InlineData(
        "o.KnownProxies.Clear();\n            o.KnownIPNetworks.Clear();\n            foreach (var p in " + Configured + ") o.KnownProxies.Add(p); // all\n            o.ForwardLimit = 2;",
        "o.KnownProxies.Clear();\n            o.KnownIPNetworks.Clear();\n            foreach (var p in " + Configured + ") o.KnownProxies.Add(p); // all\n            " + Guard + "\n            o.ForwardLimit = 2;")]
    [InlineData(
        "o.KnownNetworks.Clear(); o.KnownProxies.Clear(); if (config[\"P\"] is { } p) { o.KnownProxies.Add(IPAddress.Parse(p)); } o.ForwardLimit = 2;",
        "o.KnownNetworks.Clear(); o.KnownProxies.Clear(); if (config[\"P\"] is { } p) { o.KnownProxies.Add(IPAddress.Parse(p)); } " + OldGuard + " o.ForwardLimit = 2;")]
    [InlineData(
        "o.KnownProxies.Clear();\n            " + Configured + ".ToList().ForEach(o.KnownProxies.Add);\n            o.KnownIPNetworks.Clear();",
        "o.KnownProxies.Clear();\n            " + Configured + ".ToList().ForEach(o.KnownProxies.Add);\n            o.KnownIPNetworks.Clear();\n            " + Guard)]
    [InlineData(
        "if (env.IsProduction()) { o.KnownIPNetworks.Clear(); o.KnownProxies.Clear(); }\n            " + Configured + ".ToList().ForEach(p => o.KnownProxies.Add(p));",
        "if (env.IsProduction()) { o.KnownIPNetworks.Clear(); o.KnownProxies.Clear(); }\n            " + Configured + ".ToList().ForEach(p => o.KnownProxies.Add(p));\n            " + Guard)]
    [InlineData(
        "if (env.IsProduction()) { o.KnownIPNetworks.Clear(); o.KnownProxies.Clear(); foreach (var p in " + Configured + ") o.KnownProxies.Add(p); if (config[\"N\"] is { } n) o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(n)); }",
        "if (env.IsProduction()) { o.KnownIPNetworks.Clear(); o.KnownProxies.Clear(); foreach (var p in " + Configured + ") o.KnownProxies.Add(p); if (config[\"N\"] is { } n) o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(n)); " + Guard + " }")]
    public Task An_app_without_a_proxy_does_not_start(string before, string after) => VerifyGoneAsync(AspNetSource.Configuring(before), AspNetSource.Configuring(after));

    [Fact]
    public Task Several_options_are_guarded()
    {
        const string before = """
            var a = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
                    a.KnownProxies.Clear();
                    a.KnownIPNetworks.Clear();
                    if (config["A"] is { } first) a.KnownProxies.Add(IPAddress.Parse(first));

                    services.Configure<ForwardedHeadersOptions>(b =>
                    {
                        b.KnownProxies.Clear();
                        b.KnownIPNetworks.Clear();
                        if (config["B"] is { } second)
                            b.KnownProxies.Add(IPAddress.Parse(second));
                    });
            """;
        string after = before
            .Replace("Parse(first));\n", "Parse(first));\n        " + Guard.Replace("o.Known", "a.Known", StringComparison.Ordinal) + "\n", StringComparison.Ordinal)
            .Replace("Parse(second));\n", "Parse(second));\n            " + Guard.Replace("o.Known", "b.Known", StringComparison.Ordinal) + "\n", StringComparison.Ordinal);
        return VerifyGoneAsync(AspNetSource.InStartup(before), AspNetSource.InStartup(after));
    }

    [Fact]
    public Task Options_of_a_field_are_guarded()
    {
        const string guard = "\n                if (this.o.KnownProxies.Count == 0 && this.o.KnownIPNetworks.Count == 0) throw new System.InvalidOperationException(\"No proxy is configured.\");";
        static string Source(string guard) => $$"""
            using System.Net;
            using Microsoft.AspNetCore.Builder;

            public class Proxies(string? proxy)
            {
                private readonly ForwardedHeadersOptions o = new() { ForwardedHeaders = Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.XForwardedFor };

                public void Set()
                {
                    this.o.KnownProxies.Clear();
                    this.o.KnownIPNetworks.Clear();
                    if (proxy is not null) this.o.KnownProxies.Add(IPAddress.Parse(proxy));{{guard}}
                }
            }
            """;
        return VerifyGoneAsync(Source(""), Source(guard.Replace("                if", "        if", StringComparison.Ordinal).Replace("System.", "", StringComparison.Ordinal)));
    }

    [Fact]
    public Task At_the_top_level() => FixTest.VerifyGoneAsync(
        new RequireKnownPeerFix(),
        AspNetSource.AtTopLevel(TopLevel),
        AspNetSource.AtTopLevel(TopLevel.Replace("\nbuilder", "\n" + Guard + "\nbuilder", StringComparison.Ordinal)),
        TestReferences.AspNet,
        OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("o.KnownProxies.Clear(); o.KnownIPNetworks.Clear();")]
    [InlineData("var proxies = o.KnownProxies; proxies.Clear(); o.KnownIPNetworks.Clear(); foreach (var p in " + Configured + ") proxies.Add(p);")]
    [InlineData("Action clear = () => { o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); }; foreach (var p in " + Configured + ") o.KnownProxies.Add(p);")]
    public Task Lists_that_are_filled_otherwise_stay(string statements) => VerifyAsync(AspNetSource.Configuring(statements));

    [Fact]
    public Task Lists_that_several_functions_fill_stay() => VerifyAsync(AspNetSource.InStartup(
        "services.Configure<ForwardedHeadersOptions>(o => { o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); }); "
        + "services.Configure<ForwardedHeadersOptions>(o => { foreach (var p in " + Configured + ") o.KnownProxies.Add(p); });"));

    private const string TopLevel = """
        var o = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
        o.KnownProxies.Clear();
        o.KnownIPNetworks.Clear();
        foreach (string proxy in args)
        {
            o.KnownProxies.Add(IPAddress.Parse(proxy));
        }
        builder.Build().UseForwardedHeaders(o);
        """;

    private static Task VerifyGoneAsync(string before, string after) => FixTest.VerifyGoneAsync(new RequireKnownPeerFix(), before, after, TestReferences.AspNet);

    private static Task VerifyAsync(string unchanged) => FixTest.VerifyAsync(new RequireKnownPeerFix(), unchanged, unchanged, TestReferences.AspNet);
}
