using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.CodeFixes.Tests;

public class UseTrustedFactInAspNetFixTests
{
    [Theory]
    [InlineData("string? ip = context.Request.Headers[\"X-Forwarded-For\"];", "string? ip = context.Connection.RemoteIpAddress?.ToString();")]
    [InlineData("string? ip = request.Headers[\"X-Real-IP\"];", "string? ip = request.HttpContext.Connection.RemoteIpAddress?.ToString();")]
    [InlineData("var ip = context.Request.Headers[\"X-Real-IP\"].ToString();", "var ip = context.Connection.RemoteIpAddress?.ToString();")]
    [InlineData("var ip = context.Request.Headers[\"X-Real-IP\"].FirstOrDefault();", "var ip = context.Connection.RemoteIpAddress?.ToString();")]
    [InlineData("var ip = context.Request.Headers[\"X-Real-IP\"].FirstOrDefault() ?? \"none\";", "var ip = context.Connection.RemoteIpAddress?.ToString() ?? \"none\";")]
    [InlineData("var ip = context.Request.Headers[\"X-Real-IP\"].ToString().Trim();", "var ip = context.Connection.RemoteIpAddress?.ToString().Trim();")]
    [InlineData("var ip = context.Request.Headers[\"X-Real-IP\"].FirstOrDefault()?.Trim();", "var ip = context.Connection.RemoteIpAddress?.ToString()?.Trim();")]
    [InlineData("int length = context.Request.Headers[\"X-Real-IP\"].ToString().Length;", "int length = (context.Connection.RemoteIpAddress?.ToString()).Length;")]
    [InlineData("var ip = IPAddress.Parse(context.Request.Headers[\"X-Real-IP\"]!);", "var ip = IPAddress.Parse((context.Connection.RemoteIpAddress?.ToString())!);")]
    [InlineData("var text = $\"{context.Request.Headers[\"X-Real-IP\"]}\";", "var text = $\"{context.Connection.RemoteIpAddress?.ToString()}\";")]
    [InlineData("var text = \"from \" + context.Request.Headers[\"X-Real-IP\"];", "var text = \"from \" + context.Connection.RemoteIpAddress?.ToString();")]
    [InlineData("StringValues ip = context.Request.Headers[\"X-Real-IP\"].ToString();", "StringValues ip = context.Connection.RemoteIpAddress?.ToString();")]
    [InlineData("bool isSecure = context.Request.Headers[\"X-Forwarded-Proto\"] == \"https\";", "bool isSecure = context.Request.Scheme == \"https\";")]
    [InlineData("string? host = context.Request.Headers[\"X-Forwarded-Host\"];", "string? host = context.Request.Host.Value;")]
    [InlineData("string? prefix = request.Headers[\"X-Forwarded-Prefix\"].ToString();", "string? prefix = request.PathBase.Value;")]
    public Task A_raw_read_becomes_the_fact(string before, string after) => VerifyAsync(before, after);

    [Theory]
    [InlineData("var ip = context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',')[0];", "var ip = context.Connection.RemoteIpAddress?.ToString();")]
    [InlineData("var ip = context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',')[0].Trim();", "var ip = context.Connection.RemoteIpAddress?.ToString().Trim();")]
    [InlineData("var ip = context.Request.Headers[\"X-Forwarded-For\"].FirstOrDefault()?.Split(',')[0].Trim();", "var ip = context.Connection.RemoteIpAddress?.ToString().Trim();")]
    [InlineData("var list = context.Request.Headers[\"X-Forwarded-For\"].ToString(); var ip = list.Split(',').First();", "var list = context.Connection.RemoteIpAddress?.ToString(); var ip = context.Connection.RemoteIpAddress?.ToString();")]
    public Task The_first_entry_becomes_the_address(string before, string after) => VerifyAsync(before, after);

    [Theory]
    [InlineData("if (context.Request.Headers[\"X-Real-IP\"] == \"127.0.0.1\") context.Abort();", "if (context.Connection.RemoteIpAddress?.ToString() == \"127.0.0.1\") context.Abort();")]
    [InlineData("string? ip = context.Request.Headers[\"X-Real-IP\"]; if (ip == \"127.0.0.1\") context.Abort();", "string? ip = context.Connection.RemoteIpAddress?.ToString(); if (ip == \"127.0.0.1\") context.Abort();")]
    public Task A_decision_rests_on_the_fact(string before, string after) => VerifyAsync(before, after);

    [Theory]
    [InlineData("var ip = context.Request.Headers[\"X-Real-IP\"];")]
    [InlineData("StringValues ip = context.Request.Headers[\"X-Real-IP\"];")]
    [InlineData("int count = context.Request.Headers[\"X-Real-IP\"].Count;")]
    [InlineData("foreach (string? ip in context.Request.Headers[\"X-Real-IP\"]) Console.WriteLine(ip);")]
    [InlineData("string? port = context.Request.Headers[\"X-Forwarded-Port\"];")]
    [InlineData("IHeaderDictionary headers = context.Request.Headers; string? ip = headers[\"X-Real-IP\"];")]
    [InlineData("string? ip = Maybe(context)?.Request.Headers[\"X-Real-IP\"];")]
    [InlineData("bool has = context.Request.Headers.TryGetValue(\"X-Real-IP\", out var ip);")]
    public Task What_has_no_safe_replacement_stays(string statement) => VerifyAsync(statement, statement);

    [Fact]
    public Task Several_reads_are_fixed_together() => VerifyAsync(
        """
        string? address = context.Request.Headers["X-Real-IP"];
                string first = context.Request.Headers["X-Forwarded-For"].ToString().Split(',')[0];
                Console.WriteLine($"{address} {first} {request.Headers["X-Forwarded-Host"]}");
                if (request.Headers["X-Client-IP"] == "10.0.0.1") context.Abort();
        """,
        """
        string? address = context.Connection.RemoteIpAddress?.ToString();
                string first = context.Connection.RemoteIpAddress?.ToString();
                Console.WriteLine($"{address} {first} {request.Host.Value}");
                if (request.HttpContext.Connection.RemoteIpAddress?.ToString() == "10.0.0.1") context.Abort();
        """);

    private static Task VerifyAsync(string before, string after) =>
        FixTest.VerifyAsync(new UseTrustedFactFix(), Source(before), Source(after), TestReferences.AspNet);

    private static string Source(string statements) => $$"""
        using System.Net;
        using Microsoft.AspNetCore.Http;
        using Microsoft.Extensions.Primitives;

        public static class C
        {
            private static HttpContext? Maybe(HttpContext context) => context.Items.Count == 0 ? null : context;

            public static void Run(HttpContext context, HttpRequest request)
            {
                _ = Maybe(context);
                {{statements}}
            }
        }
        """;
}
