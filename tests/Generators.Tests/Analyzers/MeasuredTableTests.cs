using System.Net;
using System.Reflection;
using Gatehouse.Generators.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Gatehouse.Generators.Tests.Analyzers;

/// <summary>
/// What the analyzers say of a source, held against what ASP.NET Core does when that same source is compiled and run: they
/// warn where a client's own words become facts of its request, and nowhere else.
/// </summary>
public class MeasuredTableTests
{
    private const string Flags = "ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto";
    private const string Stranger = "203.0.113.9";
    private const string Proxy = "10.0.0.5";
    private const string Alone = "o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\"));";

    private static readonly Row[] Table =
    [
        new("1", $"var o = new ForwardedHeadersOptions {{ {Flags} }};")
        {
            Peer = Proxy, For = "6.6.6.6", Proto = "https", Forged = ["6.6.6.6", "https"], Outcome = "10.0.0.5 http shop.example",
        },
        new("2", $"var o = new ForwardedHeadersOptions {{ {Flags} }}; o.KnownProxies.Clear(); o.KnownIPNetworks.Clear();")
        {
            Peer = Stranger, For = "6.6.6.6", Proto = "https", Forged = ["6.6.6.6", "https"], Outcome = "6.6.6.6 https shop.example",
            Findings = ["Warning GH1011"],
        },
        new("3", $"var o = new ForwardedHeadersOptions {{ {Flags} }}; o.KnownProxies.Clear();")
        {
            Peer = Stranger, For = "6.6.6.6", Proto = "https", Forged = ["6.6.6.6", "https"], Outcome = "203.0.113.9 http shop.example",
        },
        new("3b", $"var o = new ForwardedHeadersOptions {{ {Flags} }}; o.KnownNetworks.Clear(); o.KnownProxies.Clear();")
        {
            Peer = Stranger, For = "6.6.6.6", Proto = "https", Forged = ["6.6.6.6", "https"], Outcome = "6.6.6.6 https shop.example",
            Findings = ["Warning GH1011"],
        },
        new("4", $"var o = new ForwardedHeadersOptions {{ {Flags}, ForwardLimit = null }}; o.KnownProxies.Clear(); o.KnownIPNetworks.Clear();")
        {
            Peer = Proxy, For = "6.6.6.6, 203.0.113.9", Forged = ["6.6.6.6"], Outcome = "6.6.6.6 http shop.example",
            Findings = ["Error GH1011", "Warning GH1012"],
        },
        new("5", $"var o = new ForwardedHeadersOptions {{ {Flags}, ForwardLimit = 2, KnownProxies = {{ IPAddress.Parse(\"10.0.0.5\") }} }};")
        {
            Peer = Proxy, For = "6.6.6.6, 203.0.113.9", Forged = ["6.6.6.6"], Outcome = "203.0.113.9 http shop.example",
        },
        new("5, without a limit", $"var o = new ForwardedHeadersOptions {{ {Flags}, ForwardLimit = null, KnownProxies = {{ IPAddress.Parse(\"10.0.0.5\") }} }};")
        {
            Peer = Proxy, For = "6.6.6.6, 203.0.113.9", Forged = ["6.6.6.6"], Outcome = "203.0.113.9 http shop.example",
            Findings = ["Info GH1012"],
        },
        new("5c", $"var o = new ForwardedHeadersOptions {{ {Flags}, ForwardLimit = null }}; o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"10.0.0.0/8\"));")
        {
            Peer = Proxy, For = "6.6.6.6, 10.9.9.9", Forged = ["6.6.6.6"], Outcome = "6.6.6.6 http shop.example",
            Findings = ["Warning GH1012", "Info GH1013"],
        },
        new("6", "var o = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedProto };")
        {
            Peer = Stranger, Proto = "https", Forged = ["https"], Outcome = "203.0.113.9 http shop.example",
        },
        new("7", "var o = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All }; o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\"));")
        {
            Peer = Proxy, Host = "evil.example", Forged = ["evil.example"], Outcome = "10.0.0.5 http evil.example",
            Findings = ["Warning GH1015", "Warning GH1016"],
        },
        new("8", "var o = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All };")
        {
            Peer = null, For = "6.6.6.6", Proto = "https", Host = "evil.example", Prefix = "//evil.example", Forged = ["6.6.6.6", "https", "evil.example", "//evil.example"],
            Outcome = "6.6.6.6 https evil.example//evil.example", Findings = ["Warning GH1015", "Warning GH1016"],
        },
        new("8, the address alone", $"host.UseUrls(\"http://unix:/run/shop.sock\"); var o = new ForwardedHeadersOptions {{ {Flags} }};")
        {
            Peer = null, For = "6.6.6.6", Forged = ["6.6.6.6"], Outcome = "6.6.6.6 http shop.example", Findings = ["Info GH1021"],
            Exception = "Who can connect is decided by the permissions of the socket, which the source does not tell: Info, not Warning.",
        },
        new("9", $"var o = new ForwardedHeadersOptions {{ {Flags} }}; o.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(\"0.0.0.0/0\"));")
        {
            Peer = Stranger, For = "6.6.6.6", Forged = ["6.6.6.6"], Outcome = "6.6.6.6 http shop.example", Findings = ["Error GH1013"],
        },
        new("10", $"var o = new ForwardedHeadersOptions {{ {Flags} }}; o.KnownProxies.Add(IPAddress.Parse(\"10.0.0.5\"));")
        {
            Peer = "::ffff:10.0.0.5", For = "198.51.100.7", Forged = [], Outcome = "198.51.100.7 http shop.example",
        },
        new("11", "var o = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All, AllowedHosts = { \"shop.example\" } };")
        {
            Peer = "127.0.0.1", Prefix = "//evil.example", Forged = ["//evil.example"], Outcome = "127.0.0.1 http shop.example//evil.example",
            Findings = ["Warning GH1016"],
        },
        new("12", $"var o = new ForwardedHeadersOptions {{ {Flags} }};")
        {
            Peer = "127.0.0.1", For = "6.6.6.6, 203.0.113.9", Forged = ["6.6.6.6"], Outcome = "203.0.113.9 http shop.example",
        },
        new("12, from the proxy itself", $"var o = new ForwardedHeadersOptions {{ {Flags}, ForwardLimit = 2 }}; {Alone}")
        {
            Peer = Proxy, For = "6.6.6.6, 10.0.0.5", Forged = ["6.6.6.6"], Outcome = "6.6.6.6 http shop.example", Findings = ["Warning GH1032"],
        },
        new("12, from the proxy itself, with a limit that fits", $"var o = new ForwardedHeadersOptions {{ {Flags}, ForwardLimit = 1 }}; {Alone}")
        {
            Peer = Proxy, For = "6.6.6.6, 10.0.0.5", Forged = ["6.6.6.6"], Outcome = "10.0.0.5 http shop.example",
        },
        new("13", "var o = new ForwardedHeadersOptions();")
        {
            Peer = "127.0.0.1", For = "198.51.100.7", Forged = [], Outcome = "127.0.0.1 http shop.example", Findings = ["Warning GH1018"],
            Exception = "Nothing can be forged where nothing is forwarded, but nobody sets the middleware up for that.",
        },
    ];

    public static TheoryData<string> Names => [.. Table.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_analyzers_warn_where_the_middleware_believes_a_client(string name)
    {
        Row row = Table.Single(row => row.Name == name);
        CSharpCompilation compilation = TestCompilation.Of(
            OutputKind.DynamicallyLinkedLibrary, TestReferences.AspNet, AspNetSource.InStartup(row.Statements + " app.UseForwardedHeaders(o);"));

        HttpContext context = await SendAsync(LoadedApp.Load(compilation, isCollectible: true), row);
        Assert.Equal(row.Outcome, $"{context.Connection.RemoteIpAddress} {context.Request.Scheme} {context.Request.Host}{context.Request.PathBase.Value}");

        IReadOnlyList<Diagnostic> found = await AnalyzerTest.RunAsync(compilation);
        Assert.Equal(row.Findings, found.Select(diagnostic => $"{diagnostic.Severity} {diagnostic.Id}").Order(new ById()));

        bool isForged = Facts(context).Any(row.Forged.Contains);
        bool isWarnedOf = found.Any(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        if (row.Exception is null) Assert.Equal(isForged, isWarnedOf);
        else Assert.NotEqual(isForged, isWarnedOf);
    }

    /// <summary>Has the compiled source build a pipeline, and sends one request from the row's peer through it.</summary>
    private static async Task<HttpContext> SendAsync(Assembly assembly, Row row)
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddOptions().BuildServiceProvider();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        var app = new ApplicationBuilder(services);
        assembly.GetType("Startup")!.GetMethod("Configure")!.Invoke(
            null, [new ServiceCollection(), app, builder.Environment, new ConfigurationManager(), builder.WebHost]);

        var context = new DefaultHttpContext { RequestServices = services };
        context.Connection.RemoteIpAddress = row.Peer is null ? null : IPAddress.Parse(row.Peer);
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("shop.example");
        foreach ((string header, string? value) in new[]
        {
            ("X-Forwarded-For", row.For), ("X-Forwarded-Proto", row.Proto), ("X-Forwarded-Host", row.Host), ("X-Forwarded-Prefix", row.Prefix),
        })
        {
            if (value is not null) context.Request.Headers[header] = value;
        }

        await app.Build()(context);
        return context;
    }

    private static IEnumerable<string?> Facts(HttpContext context) =>
        [context.Connection.RemoteIpAddress?.ToString(), context.Request.Scheme, context.Request.Host.Value, context.Request.PathBase.Value];

    /// <summary>One line of the table: a set-up, a request, what the client made up in it, and what comes of both.</summary>
    private sealed record Row(string Name, string Statements)
    {
        public required string? Peer { get; init; }

        public string? For { get; init; }

        public string? Proto { get; init; }

        public string? Host { get; init; }

        public string? Prefix { get; init; }

        /// <summary>What a client wrote. The rest is a proxy's.</summary>
        public required string[] Forged { get; init; }

        public required string Outcome { get; init; }

        public string[] Findings { get; init; } = [];

        /// <summary>Why the verdicts differ here.</summary>
        public string? Exception { get; init; }
    }

    private sealed class ById : IComparer<string>
    {
        public int Compare(string? x, string? y) => string.CompareOrdinal(x?.Split(' ')[1], y?.Split(' ')[1]);
    }
}
