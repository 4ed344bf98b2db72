using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>Statements in a handler of Gatehouse or of ASP.NET Core, with what the rules on headers say of them.</summary>
internal static class HeaderSource
{
    public static Task<IReadOnlyList<string>> VerifyOwnAsync(string statements) => AnalyzerTest.VerifyAsync(Own(statements));

    public static Task<IReadOnlyList<string>> VerifyAspNetAsync(string statements, TestOptions? options = null) =>
        AnalyzerTest.VerifyAsync(TestReferences.AspNet, options, AspNet(statements));

    /// <summary>The severities of what is found, by position.</summary>
    public static async Task<IReadOnlyList<(string Id, DiagnosticSeverity Severity)>> SeveritiesAsync(string source, bool isAspNet)
    {
        IReadOnlyList<Diagnostic> found = await AnalyzerTest.RunAsync(TestCompilation.Of(
            OutputKind.DynamicallyLinkedLibrary, isAspNet ? TestReferences.AspNet : TestReferences.Gatehouse, source));
        return [.. found.Select(diagnostic => (diagnostic.Id, diagnostic.Severity))];
    }

    public static string Own(string statements) => $$"""
        using System.Net;
        using Gatehouse;
        using Microsoft.Extensions.Logging;

        [GatewayApp]
        [TrustedProxies("unix:")]
        public partial class App
        {
            private static readonly HashSet<string> Known = new();
            private static readonly IPNetwork Office = IPNetwork.Parse("192.0.2.0/24");

            public void Handle(Request request, Response response)
            {
                _ = Known.Count + Office.PrefixLength;
                ILogger logger = null!;
                _ = logger;
                {{statements}}
            }
        }
        """;

    public static string AspNet(string statements) => $$"""
        using System.Net;
        using System.Security.Claims;
        using System.Threading.RateLimiting;
        using Microsoft.AspNetCore.Authorization;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Http.Features;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.Caching.Memory;
        using Microsoft.Extensions.Logging;
        using Microsoft.Extensions.Primitives;

        public static class C
        {
            private static readonly HashSet<string> Known = new();
            private static readonly HashSet<IPAddress> Proxies = new();
            private static readonly IPNetwork Office = IPNetwork.Parse("192.0.2.0/24");

            private static bool Allows(string? address) => Known.Contains(address ?? "");

            public static async Task Run(HttpContext context, Func<Task> next, ILogger logger, IMemoryCache cache, AuthorizationHandlerContext access)
            {
                _ = Known.Count + Office.PrefixLength + Proxies.Count + logger.GetHashCode() + cache.GetHashCode() + access.GetHashCode();
                _ = Allows(null);
                {{statements}}
                await next();
            }
        }
        """;
}
