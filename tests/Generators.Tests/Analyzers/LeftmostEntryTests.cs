using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests.Analyzers;

public class LeftmostEntryTests
{
    [Theory]
    [Rule("GH1003", Outcome.Reports)]
    [InlineData("_ = {|GH1003:request.Headers[\"X-Forwarded-For\"]!.Split(',')[0]|}.Trim();", "The first entry of 'X-Forwarded-For' is what the client sent, and only the last ones are your proxies'; use Request.ClientAddress, which only a trusted proxy can change")]
    [InlineData("_ = {|GH1003:request.Headers[\"X-Forwarded-For\"]?.Split(',')[0]|}.Trim();", null)]
    [InlineData("_ = {|GH1003:request.Headers[\"Forwarded\"]?.Split(\", \").First()|};", "The first entry of 'Forwarded' is what the client sent, and only the last ones are your proxies'; believe it only of a peer that you have checked")]
    [InlineData("string list = request.Headers[\"X-Forwarded-For\"] ?? \"\"; string[] all = list.Split(','); if (all.Length > 0) response.ContentType = {|GH1003:all[0]|};", null)]
    [InlineData("string list = request.Headers[\"X-Forwarded-For\"]!; _ = {|GH1003:list.Substring(0, list.IndexOf(','))|};", null)]
    [InlineData("string list = request.Headers[\"X-Forwarded-For\"]!; int comma = list.IndexOf(','); _ = comma < 0 ? list : {|GH1003:list[..comma]|};", null)]
    [InlineData("string list = request.Headers[\"X-Forwarded-For\"]!; _ = {|GH1003:list.Remove(list.IndexOf(','))|};", null)]
    public async Task The_first_entry(string statements, string? message)
    {
        IReadOnlyList<string> messages = await HeaderSource.VerifyOwnAsync(statements);
        if (message is not null) Assert.Equal([message], messages);
    }

    [Theory]
    [Rule("GH1003", Outcome.Reports)]
    [InlineData("_ = {|GH1003:context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',')[0]|};", "The first entry of 'X-Forwarded-For' is what the client sent, and only the last ones are your proxies'; use Connection.RemoteIpAddress behind UseForwardedHeaders with the proxies you know")]
    [InlineData("string? first = {|GH1003:context.Request.Headers[\"X-Forwarded-For\"].FirstOrDefault()|};", null)]
    [InlineData("string? first = {|GH1003:context.Request.Headers[\"X-Forwarded-For\"].FirstOrDefault()?.Split(',').FirstOrDefault()|};", null)]
    [InlineData("_ = {|GH1003:context.Request.Headers[\"X-Forwarded-For\"][0]|};", null)]
    [InlineData("_ = {|GH1003:context.Request.Headers.GetCommaSeparatedValues(\"X-Forwarded-For\")[0]|};", null)]
    [InlineData("_ = {|GH1003:context.Request.Headers.GetCommaSeparatedValues(\"X-Forwarded-For\").ElementAtOrDefault(0)|};", null)]
    [InlineData("if (context.Request.Headers.TryGetValue(\"X-Forwarded-For\", out var list)) context.Items[\"ip\"] = {|GH1003:list.ToString().Split(',', StringSplitOptions.TrimEntries)[0]|};", null)]
    [InlineData("_ = {|GH1003:context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',').Select(entry => entry.Trim()).First()|};", null)]
    [InlineData("_ = {|GH1003:context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',').AsEnumerable().Reverse().Last()|};", null)]
    [InlineData("_ = {|GH1003:context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',').AsEnumerable().Reverse().Skip(1).Last()|};", null)]
    [InlineData("_ = {|GH1003:context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(new[] { ',', ' ' })[0]|}.Split(':')[0];", null)]
    [InlineData("_ = IPAddress.Parse({|GH1003:context.Request.Headers[\"X_Forwarded_For\"].ToString().Split(',')[0]|});", null)]
    [InlineData("_ = {|GH1003:context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(Separators())[0]|}; char[] Separators() => [','];", null)]
    [InlineData("string list = context.Request.Headers[\"X-Forwarded-For\"]!; _ = {|GH1003:list[..list.IndexOf(',')]|}.First();", null)]
    [InlineData("_ = {|GH1003:context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',')[0]|}.Trim() is { Length: > 0 } first ? first : \"\";", null)]
    [InlineData("if ({|GH1003:context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',')[0]|} is not { Length: > 0 } first) return; context.Items[\"ip\"] = first;", null)]
    [InlineData("foreach (var name in new[] { \"X-Real-IP\", \"X-Forwarded-For\" }) if (context.Request.Headers.TryGetValue(name, out var sent)) context.Items[\"ip\"] = {|GH1003:sent.ToString().Split(',')[0]|};", "The first entry of 'X-Forwarded-For' is what the client sent, and only the last ones are your proxies'; use Connection.RemoteIpAddress behind UseForwardedHeaders with the proxies you know")]
    public async Task The_first_entry_in_AspNetCore(string statements, string? message)
    {
        IReadOnlyList<string> messages = await HeaderSource.VerifyAspNetAsync(statements);
        if (message is not null) Assert.Equal([message], messages);
    }

    [Theory]
    [Rule("GH1003", Outcome.Quiet)]
    [InlineData("_ = {|GH1001:context.Request.Headers[\"X-Forwarded-For\"]|}.ToString().Split(',')[^1];")]
    [InlineData("_ = {|GH1001:context.Request.Headers[\"X-Forwarded-For\"]|}.ToString().Split(',')[1];")]
    [InlineData("_ = {|GH1001:context.Request.Headers[\"X-Forwarded-For\"]|}.ToString().Split(',').Last();")]
    [InlineData("_ = {|GH1001:context.Request.Headers[\"X-Forwarded-For\"]|}.FirstOrDefault()?.Split(',').Last();")]
    [InlineData("_ = {|GH1001:context.Request.Headers[\"X-Forwarded-For\"]|}.ToString().Split(',').AsEnumerable().Reverse().First();")]
    [InlineData("_ = {|GH1001:context.Request.Headers[\"X-Forwarded-For\"]|}.ToString().Split(',').Skip(1).First();")]
    [InlineData("_ = {|GH1001:context.Request.Headers[\"X-Forwarded-For\"]|}.ToString().Split(',').AsEnumerable().Reverse().SkipLast(1).Last();")]
    [InlineData("_ = {|GH1001:context.Request.Headers[\"X-Forwarded-For\"]|}.ToString().Split(',').AsEnumerable().Reverse().ToArray()[^2];")]
    [InlineData("string list = {|GH1001:context.Request.Headers[\"X-Forwarded-For\"]|}!; _ = list.Substring(4, list.IndexOf(','));")]
    [InlineData("string list = {|GH1001:context.Request.Headers[\"X-Forwarded-For\"]|}!; _ = list[4..list.IndexOf(',')];")]
    [InlineData("const char semicolon = ';'; _ = {|GH1001:context.Request.Headers[\"X-Forwarded-For\"]|}.ToString().Split(semicolon)[0];")]
    [InlineData("_ = {|GH1001:context.Request.Headers[\"X-Forwarded-For\"]|}.ToString().Split(',')[^1].Split(':')[0];")]
    [InlineData("string list = {|GH1001:context.Request.Headers[\"X-Forwarded-For\"]|}!; _ = list.Substring(list.LastIndexOf(',') + 1);")]
    [InlineData("int hop = context.Items.Count; _ = {|GH1001:context.Request.Headers[\"X-Forwarded-For\"]|}.ToString().Split(',')[hop];")]
    [InlineData("_ = {|GH1001:context.Request.Headers[\"True-Client-IP\"]|}.ToString().Split(',')[0];")]
    [InlineData("_ = context.Request.Headers[\"Accept\"].ToString().Split(',')[0];")]
    [InlineData("_ = context.Connection.RemoteIpAddress?.ToString().Split('.')[0];")]
    public async Task What_is_not_the_first_entry(string statements) => await HeaderSource.VerifyAspNetAsync(statements);

    [Fact]
    public async Task What_only_reaches_a_log_is_information() => Assert.Equal(
        [("GH1003", DiagnosticSeverity.Info)],
        await HeaderSource.SeveritiesAsync(
            HeaderSource.AspNet("logger.LogInformation(\"{ip}\", context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',')[0]);"), isAspNet: true));
}
