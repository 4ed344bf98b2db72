using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

public class SecurityDecisionTests
{
    [Theory]
    [Rule("GH1004", Outcome.Reports)]
    [InlineData("if ({|GH1004:request.Headers[\"X-Real-IP\"] == \"127.0.0.1\"|}) response.Status = 200;", "This decision is up to whoever sends 'X-Real-IP'; use Request.ClientAddress, which only a trusted proxy can change")]
    [InlineData("if ({|GH1004:\"::1\" != request.Headers[\"X-Forwarded-For\"]|}) response.Status = 403;", null)]
    [InlineData("if ({|GH1004:request.Headers[\"X-Real-IP\"]?.StartsWith(\"192.168.\")|} == true) response.Status = 200;", null)]
    [InlineData("if ({|GH1004:Known.Contains(request.Headers[\"X-Real-IP\"]!)|}) response.Status = 200;", null)]
    [InlineData("if (IPAddress.TryParse(request.Headers[\"X-Real-IP\"], out IPAddress? address) && {|GH1004:Office.Contains(address)|}) response.Status = 200;", null)]
    public async Task A_decision(string statements, string? message)
    {
        IReadOnlyList<string> messages = await HeaderSource.VerifyOwnAsync(statements);
        if (message is not null) Assert.Equal([message], messages);
    }

    [Theory]
    [Rule("GH1004", Outcome.Reports)]
    [InlineData("if ({|GH1004:context.Request.Headers[\"X-Real-IP\"] == \"127.0.0.1\"|}) await next();", "This decision is up to whoever sends 'X-Real-IP'; use Connection.RemoteIpAddress behind UseForwardedHeaders with the proxies you know")]
    [InlineData("if ({|GH1004:context.Request.Headers[\"X-Real-IP\"].ToString().Equals(\"10.0.0.1\", StringComparison.Ordinal)|}) await next();", null)]
    [InlineData("if ({|GH1004:string.Equals(context.Request.Headers[\"X-Real-IP\"], \"10.0.0.1\")|}) await next();", null)]
    [InlineData("if ({|GH1004:context.Request.Headers[\"X-Real-IP\"].ToString() is \"127.0.0.1\" or \"::1\"|}) await next();", null)]
    [InlineData("string ip = context.Request.Headers[\"X-Real-IP\"].ToString(); {|GH1004:switch (ip) { case \"127.0.0.1\": await next(); break; }|}", null)]
    [InlineData("if ({|GH1004:IPAddress.IsLoopback(IPAddress.Parse(context.Request.Headers[\"X-Real-IP\"]!))|}) await next();", null)]
    [InlineData("if (context.Request.Headers.TryGetValue(\"X-Real-IP\", out StringValues ip) && {|GH1004:Known.Contains(ip.ToString())|}) await next();", null)]
    [InlineData("IPAddress ip = IPAddress.Parse(context.Request.Headers[\"X-Real-IP\"]!); if ({|GH1004:ip.Equals(IPAddress.Loopback)|}) await next();", null)]
    [InlineData("string? ip = context.Connection.RemoteIpAddress?.ToString(); if (context.Request.Headers.TryGetValue(\"X-Real-IP\", out var sent)) ip = sent; if ({|GH1004:ip == \"10.0.0.1\"|}) await next();", null)]
    [InlineData("string ip = context.Request.Headers[\"X-Real-IP\"].ToString(); _ = {|GH1004:RateLimitPartition.GetFixedWindowLimiter(ip, _ => new FixedWindowRateLimiterOptions())|};", null)]
    [InlineData("_ = {|GH1004:RateLimitPartition.GetNoLimiter($\"ip:{context.Request.Headers[\"X-Real-IP\"]}\")|};", null)]
    [InlineData("string ip; if ({|GH1004:(ip = context.Request.Headers[\"X-Real-IP\"].ToString()) == \"127.0.0.1\"|}) await next();", null)]
    [InlineData("string ip = context.Request.Headers[\"X-Real-IP\"].ToString(); if (Proxies.Count > 0) ip = \"10.0.0.1\"; if ({|GH1004:Known.Contains(ip)|}) await next();", null)]
    [InlineData("_ = {|GH1004:cache.Get<int>(\"hits:\" + context.Request.Headers[\"X-Real-IP\"])|};", null)]
    [InlineData("if (Allows(context.Request.Headers[\"X-Real-IP\"])) access.Succeed(null!);", "")]
    [InlineData("_ = context.Request.Headers[\"X-Real-IP\"].ToString().Split(',').Any(ip => {|GH1004:ip == \"127.0.0.1\"|});", null)]
    [InlineData("if ({|GH1004:Known.Contains(context.Request.Headers[\"X-Real-IP\"].FirstOrDefault() ?? context.Request.Headers[\"X-Client-IP\"].ToString())|}) await next();", null)]
    [InlineData("if ({|GH1004:context.Request.Headers[\"X-Forwarded-Host\"] == \"localhost\"|}) await next();", null)]
    [InlineData("if ({|GH1004:Known.Contains({|GH1003:context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',')[0]|})|}) await next();", null)]
    public async Task A_decision_in_AspNetCore(string statements, string? message)
    {
        if (message == "") statements = statements.Replace("Allows(context.Request.Headers[\"X-Real-IP\"])", "{|GH1004:Allows(context.Request.Headers[\"X-Real-IP\"])|}", StringComparison.Ordinal);
        IReadOnlyList<string> messages = await HeaderSource.VerifyAspNetAsync(statements);
        if (message is { Length: > 0 }) Assert.Equal([message], messages);
    }

    [Theory]
    [Rule("GH1004", Outcome.Quiet)]
    [InlineData("if (ip == \"::1\") ip = \"127.0.0.1\"; context.Items[\"ip\"] = ip;")]
    [InlineData("if (ip is null || ip.Equals(\"::1\")) { ip = \"127.0.0.1\"; } context.Items[\"ip\"] = ip;")]
    [InlineData("if (ip == \"::1\") ip = \"127.0.0.1\"; else if (ip.Length > 15) ip = ip[..15]; context.Items[\"ip\"] = ip;")]
    [InlineData("context.Items[\"ip\"] = ip == \"::1\" ? \"127.0.0.1\" : ip;")]
    [InlineData("context.Items[\"ip\"] = ip is \"::1\" ? \"127.0.0.1\" : ip;")]
    [InlineData("string Named() { if (ip == \"::1\") return \"127.0.0.1\"; return ip; } context.Items[\"ip\"] = Named();")]
    public async Task An_address_that_is_written_in_another_way(string statements) => await HeaderSource.VerifyAspNetAsync(
        "string ip = {|GH1001:context.Request.Headers[\"X-Real-IP\"]|}.ToString(); " + statements);

    [Theory]
    [Rule("GH1004", Outcome.Reports)]
    [InlineData("if ({|GH1004:ip == \"::1\"|}) { ip = \"127.0.0.1\"; await next(); }")]
    [InlineData("if (ip == \"::1\") ip = \"127.0.0.1\"; if ({|GH1004:ip == \"127.0.0.1\"|}) await next();")]
    [InlineData("bool isHere = false; if ({|GH1004:ip == \"::1\"|}) isHere = true; _ = isHere;")]
    [InlineData("string role = \"\"; if ({|GH1004:ip == \"::1\"|}) role = \"admin\"; _ = role;")]
    [InlineData("if ({|GH1004:ip == \"::1\"|}) ip = \"127.0.0.1\"; else await next();")]
    [InlineData("if ({|GH1004:ip == \"::1\"|}) { } else ip = \"\"; _ = ip;")]
    [InlineData("_ = {|GH1004:ip == \"::1\"|} ? \"admin\" : \"127.0.0.1\";")]
    [InlineData("if ({|GH1004:ip == \"::1\"|}) return; await next();")]
    public async Task A_decision_beside_another_way_to_write_it(string statements) => await HeaderSource.VerifyAspNetAsync(
        "string ip = context.Request.Headers[\"X-Real-IP\"].ToString(); " + statements);

    [Fact]
    [Rule("GH1004", Outcome.Reports)]
    public async Task A_bound_parameter() => await AnalyzerTest.VerifyAsync(TestReferences.AspNet, null, """
        using Microsoft.AspNetCore.Mvc;

        public class Home : ControllerBase
        {
            public IActionResult Get([FromHeader(Name = "X-Real-IP")] string ip) => {|GH1004:ip == "127.0.0.1"|} ? Ok() : Forbid();

            public void Map() => Use(([FromHeader(Name = "X-Real-IP")] string ip) => {|GH1004:ip == "10.0.0.1"|});

            private static void Use(Func<string, bool> allow) => allow("");
        }
        """);

    [Theory]
    [Rule("GH1004", Outcome.Quiet)]
    [InlineData("if ({|GH1001:context.Request.Headers[\"X-Forwarded-Proto\"]|} == \"https\") await next();")]
    [InlineData("if (Known.Contains({|GH1001:context.Request.Headers[\"X-Forwarded-Host\"]|}.ToString())) await next();")]
    [InlineData("if ({|GH1001:context.Request.Headers[\"X-Real-IP\"]|}.ToString().Contains(\"unknown\")) await next();")]
    [InlineData("if ({|GH1001:context.Request.Headers[\"X-Real-IP\"]|}.Count > 0) await next();")]
    [InlineData("if ({|GH1001:context.Request.Headers[\"X-Real-IP\"]|} == \"1.a\") await next();")]
    [InlineData("if (\"10.0.0.1\".Equals(context.Connection.RemoteIpAddress?.ToString())) await next();")]
    [InlineData("if (Known.Contains(context.Request.Headers[\"X-Api-Key\"].ToString())) await next();")]
    [InlineData("if (context.Request.Headers[\"Host\"] == \"127.0.0.1\") await next();")]
    [InlineData("string mode = bool.Parse({|GH1001:context.Request.Headers[\"X-Real-IP\"]|}!) ? \"10.0.0.1\" : \"\"; if (mode == \"10.0.0.1\") await next();")]
    [InlineData("string mode = Known.Count switch { 0 when bool.Parse({|GH1001:context.Request.Headers[\"X-Real-IP\"]|}!) => \"10.0.0.1\", _ => \"\" }; if (mode == \"10.0.0.1\") await next();")]
    [InlineData("string ip = {|GH1001:context.Request.Headers[\"X-Real-IP\"]|}.ToString(); ip = \"10.0.0.1\"; if (Known.Contains(ip)) await next();")]
    [InlineData("if (Proxies.Contains(context.Connection.RemoteIpAddress!) && Known.Contains(context.Request.Headers[\"X-Real-IP\"].ToString())) await next();")]
    [InlineData("string ip = context.Request.Headers[\"X-Real-IP\"].ToString(); if (Proxies.Contains(context.Connection.RemoteIpAddress!)) { if (Known.Contains(ip)) await next(); }")]
    public async Task What_decides_nothing(string statements) => await HeaderSource.VerifyAspNetAsync(statements);
}
