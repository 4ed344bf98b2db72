using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.CodeFixes.Tests;

public class TakeLastEntryFixTests
{
    [Theory]
    [InlineData("var ip = context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',')[0].Trim();", "var ip = context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',')[^1].Trim();")]
    [InlineData("var ip = context.Request.Headers[\"X-Forwarded-For\"].FirstOrDefault()?.Split(',')[0];", "var ip = context.Request.Headers[\"X-Forwarded-For\"].FirstOrDefault()?.Split(',')[^1];")]
    [InlineData("var ip = context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',').Select(entry => entry.Trim()).First();", "var ip = context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',').Select(entry => entry.Trim()).Last();")]
    [InlineData("var ip = context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',', StringSplitOptions.TrimEntries).FirstOrDefault();", "var ip = context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',', StringSplitOptions.TrimEntries).LastOrDefault();")]
    [InlineData("var ip = context.Request.Headers.GetCommaSeparatedValues(\"X-Forwarded-For\")[0];", "var ip = context.Request.Headers.GetCommaSeparatedValues(\"X-Forwarded-For\")[^1];")]
    public Task The_first_entry_becomes_the_last(string before, string after) => VerifyAsync(before, after);

    [Theory]
    [InlineData("var ip = context.Request.Headers[\"X-Forwarded-For\"].FirstOrDefault();")]
    [InlineData("var ip = context.Request.Headers[\"X-Forwarded-For\"][0];")]
    [InlineData("var ip = context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',', 2)[0];")]
    [InlineData("var list = context.Request.Headers[\"X-Forwarded-For\"].ToString(); var ip = list.Substring(0, list.IndexOf(','));")]
    [InlineData("var ip = context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',').First(entry => entry != \"\");")]
    public Task What_is_not_plainly_split_stays(string statement) => VerifyAsync(statement, statement);

    [Fact]
    public Task Several_entries_are_fixed_together() => VerifyAsync(
        """
        var one = context.Request.Headers["X-Forwarded-For"].ToString().Split(',')[0];
                var two = context.Request.Headers["Forwarded"].ToString().Split(',').First();
        """,
        """
        var one = context.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1];
                var two = context.Request.Headers["Forwarded"].ToString().Split(',').Last();
        """);

    private static Task VerifyAsync(string before, string after) =>
        FixTest.VerifyAsync(new TakeLastEntryFix(), Source(before), Source(after), TestReferences.AspNet);

    private static string Source(string statements) => $$"""
        using Microsoft.AspNetCore.Http;

        public static class C
        {
            public static void Run(HttpContext context)
            {
                {{statements}}
            }
        }
        """;
}
