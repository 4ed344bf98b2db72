namespace Gatehouse.Generators.Tests.Harness;

/// <summary>Sources of plain ASP.NET Core apps, made of the statements that a test is about.</summary>
internal static class AspNetSource
{
    private const string Usings = """
        using System.Net;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Hosting;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.HttpOverrides;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        """;

    /// <summary>An app whose options are set by statements about <c>o</c>.</summary>
    public static string Configuring(string statements) => InStartup($$"""
        services.Configure<ForwardedHeadersOptions>(o =>
                {
                    {{statements}}
                });
        """);

    /// <summary>An app with statements about <c>services</c>, <c>app</c>, <c>env</c>, <c>config</c>, and <c>host</c>.</summary>
    public static string InStartup(string statements) => Usings + $$"""
        public static class Startup
        {
            public static void Configure(
                IServiceCollection services, IApplicationBuilder app, IHostEnvironment env, IConfiguration config, IWebHostBuilder host)
            {
                {{statements}}
            }
        }
        """;

    /// <summary>An app of top-level statements.</summary>
    public static string AtTopLevel(string statements) => Usings + $$"""
        var builder = WebApplication.CreateBuilder(args);
        {{statements}}
        """;

    /// <summary>Expects what is marked and nothing else; returns what was found as "Severity: message".</summary>
    public static async Task<IReadOnlyList<string>> VerifyAsync(string marked, TestOptions? options = null) =>
    [
        .. (await AnalyzerTest.VerifyDiagnosticsAsync(TestReferences.AspNet, options, marked))
            .Select(diagnostic => $"{diagnostic.Severity}: {diagnostic.GetMessage(null)}"),
    ];
}
