using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.CodeFixes.Tests;

public class RemoveCopyFixTests
{
    [Theory]
    [InlineData("context.Request.Host = new HostString(context.Request.Headers[\"X-FHost\"]!);")]
    [InlineData("if (context.Request.Headers.TryGetValue(\"X-FHost\", out var host)) context.Request.Host = new HostString(host!);")]
    [InlineData("if (IPAddress.TryParse(context.Request.Headers[\"X-Real-IP\"], out var ip)) { context.Connection.RemoteIpAddress = ip; }")]
    public Task A_copy_is_removed(string copy) => VerifyAsync($"await next();\n        {copy}\n        await next();", "await next();\n        await next();");

    [Theory]
    [InlineData(
        "if (IPAddress.TryParse(context.Request.Headers[\"X-Real-IP\"], out var ip)) { context.Connection.RemoteIpAddress = ip; } Console.WriteLine(ip);",
        "if (IPAddress.TryParse(context.Request.Headers[\"X-Real-IP\"], out var ip)) { } Console.WriteLine(ip);")]
    [InlineData(
        "if (context.Items.Count > 0) { await next(); context.Request.Scheme = context.Request.Headers[\"X-Forwarded-Proto\"]!; }",
        "if (context.Items.Count > 0) { await next(); }")]
    public Task What_is_needed_is_left(string before, string after) => VerifyAsync(before, after);

    [Theory]
    [InlineData("string scheme = context.Request.Scheme = context.Request.Headers[\"X-Forwarded-Proto\"]!;")]
    [InlineData("if (context.Items.Count > 0) await next(); else context.Request.Scheme = context.Request.Headers[\"X-Forwarded-Proto\"]!;")]
    [InlineData("Action copy = () => context.Request.Scheme = context.Request.Headers[\"X-Forwarded-Proto\"]!;")]
    public Task A_copy_that_is_a_part_of_something_stays(string statement) => VerifyAsync(statement, statement);

    [Fact]
    public Task Several_copies_are_removed_together() => VerifyAsync(
        """
        await next();
                context.Request.Scheme = context.Request.Headers["X-Forwarded-Proto"]!;
                context.Request.Host = new HostString(context.Request.Headers["X-Forwarded-Host"]!);
        """,
        "await next();");

    private static Task VerifyAsync(string before, string after) =>
        FixTest.VerifyAsync(new RemoveCopyFix(), Source(before), Source(after), TestReferences.AspNet);

    private static string Source(string statements) => $$"""
        using System.Net;
        using Microsoft.AspNetCore.Http;

        public static class C
        {
            public static async Task Run(HttpContext context, Func<Task> next)
            {
                {{statements}}
            }
        }
        """;
}
