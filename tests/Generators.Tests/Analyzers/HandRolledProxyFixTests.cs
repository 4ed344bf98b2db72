using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

public class HandRolledProxyFixTests
{
    [Theory]
    [Rule("GH1005", Outcome.Reports)]
    [InlineData("{|GH1005:context.Request.Host = new HostString(context.Request.Headers[\"X-FHost\"]!)|};", "'X-FHost' goes into Request.Host whoever sent it; leave that to UseForwardedHeaders with the proxies you know")]
    [InlineData("{|GH1005:context.Connection.RemoteIpAddress = IPAddress.Parse(context.Request.Headers[\"X-Real-IP\"]!)|};", "'X-Real-IP' goes into Connection.RemoteIpAddress whoever sent it; leave that to UseForwardedHeaders with the proxies you know")]
    [InlineData("if (context.Request.Headers.TryGetValue(\"X-Forwarded-Proto\", out var scheme)) {|GH1005:context.Request.Scheme = scheme!|};", null)]
    [InlineData("if (IPAddress.TryParse(context.Request.Headers[\"X-Real-IP\"], out var ip)) {|GH1005:context.Connection.RemoteIpAddress = ip|};", null)]
    [InlineData("{|GH1005:context.Request.PathBase = context.Request.Headers[\"X-Script-Name\"].ToString()|};", null)]
    [InlineData("string name = context.Items.Count.ToString(); {|GH1005:context.Request.Host = new(context.Request.Headers[name].ToString())|};", "'name' goes into Request.Host whoever sent it; leave that to UseForwardedHeaders with the proxies you know")]
    [InlineData("{|GH1005:context.Request.IsHttps = context.Request.Headers[\"X-Forwarded-Proto\"] == \"https\"|};", null)]
    [InlineData("{|GH1005:context.Request.Scheme = context.Request.Headers[\"X-Forwarded-Proto\"] == \"https\" ? \"https\" : \"http\"|};", null)]
    [InlineData("if (string.Equals(context.Request.Headers[\"X-Forwarded-Proto\"], \"https\")) { {|GH1005:context.Request.Scheme = \"https\"|}; }", null)]
    [InlineData("context.Features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { {|GH1005:RemoteIpAddress = IPAddress.Parse(context.Request.Headers[\"X-Real-IP\"]!)|} });", null)]
    [InlineData("HttpRequest request = context.Request; var host = request.Headers[\"X-Forwarded-Host\"].FirstOrDefault(); if (!string.IsNullOrEmpty(host)) {|GH1005:request.Host = HostString.FromUriComponent(host)|};", null)]
    [InlineData("{|GH1005:context.Connection.RemoteIpAddress = IPAddress.Parse({|GH1003:context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',')[0]|})|};", null)]
    [InlineData("if (Proxies.Count > 0) {|GH1005:context.Request.Scheme = context.Request.Headers[\"X-Forwarded-Proto\"]!|};", null)]
    [InlineData("if (!Proxies.Contains(context.Connection.RemoteIpAddress!)) {|GH1005:context.Request.Scheme = context.Request.Headers[\"X-Forwarded-Proto\"]!|};", null)]
    [InlineData("if (context.Connection.RemoteIpAddress?.Equals(Office.BaseAddress) ?? true) {|GH1005:context.Request.Scheme = context.Request.Headers[\"X-Forwarded-Proto\"]!|};", null)]
    [InlineData("if (Proxies.Contains(context.Connection.RemoteIpAddress!) is true) { } else {|GH1005:context.Request.Scheme = context.Request.Headers[\"X-Forwarded-Proto\"]!|};", null)]
    [InlineData("if (object.Equals(context.Connection.RemoteIpAddress, null)) {|GH1005:context.Request.Scheme = context.Request.Headers[\"X-Forwarded-Proto\"]!|};", null)]
    [InlineData("if (context.Connection.RemoteIpAddress == null) {|GH1005:context.Request.Scheme = context.Request.Headers[\"X-Forwarded-Proto\"]!|};", null)]
    [InlineData("if (!(!Proxies.Contains(context.Connection.RemoteIpAddress!) && Known.Count > 0)) {|GH1005:context.Request.Scheme = context.Request.Headers[\"X-Forwarded-Proto\"]!|};", null)]
    [InlineData("if (Proxies.Contains(context.Connection.RemoteIpAddress!) || Known.Count > 0) {|GH1005:context.Request.Scheme = context.Request.Headers[\"X-Forwarded-Proto\"]!|};", null)]
    public async Task A_header_that_is_copied(string statements, string? message)
    {
        IReadOnlyList<string> messages = await HeaderSource.VerifyAspNetAsync(statements);
        if (message is not null) Assert.Equal([message], messages);
    }

    [Theory]
    [Rule("GH1005", Outcome.Quiet)]
    [InlineData("if (Proxies.Contains(context.Connection.RemoteIpAddress!)) context.Request.Scheme = context.Request.Headers[\"X-Forwarded-Proto\"]!;")]
    [InlineData("if (!Proxies.Contains(context.Connection.RemoteIpAddress!)) { await next(); return; } context.Request.Scheme = context.Request.Headers[\"X-Forwarded-Proto\"]!;")]
    [InlineData("IPAddress? peer = context.Connection.RemoteIpAddress; bool isKnown = peer != null && Proxies.Contains(peer); string? scheme = context.Request.Headers[\"X-Forwarded-Proto\"]; if (isKnown) context.Request.Scheme = scheme!;")]
    [InlineData("if (context.Connection.RemoteIpAddress is { } peer && Office.Contains(peer.MapToIPv4())) context.Request.Host = new HostString(context.Request.Headers[\"X-FHost\"]!);")]
    [InlineData("string? host = null; if (Proxies.Contains(context.Connection.RemoteIpAddress!)) host = context.Request.Headers[\"X-FHost\"]; context.Request.Host = new HostString(host ?? \"\");")]
    [InlineData("if ({|GH1001:context.Request.Headers[\"X-Forwarded-Proto\"]|} == \"https\") { if (Proxies.Contains(context.Connection.RemoteIpAddress!)) context.Request.IsHttps = true; }")]
    [InlineData("context.Request.Host = new HostString(context.Request.Headers[\"Host\"]!);")]
    [InlineData("context.Request.Host = new HostString(\"shop.example\");")]
    [InlineData("context.Request.ContentType = context.Request.Headers[\"X-Type\"];")]
    [InlineData("context.Response.Headers[\"X-Real-IP\"] = context.Request.Headers[\"X-Request-Id\"];")]
    [InlineData("if (context.Request.Headers[\"X-Beta\"] == \"on\") context.Request.PathBase = \"/beta\";")]
    [InlineData("if (context.Request.Headers[\"X-Beta\"] == \"on\") context.Request.Scheme = \"beta\";")]
    [InlineData("if (string.IsNullOrEmpty({|GH1001:context.Request.Headers[\"X-Forwarded-Proto\"]|})) context.Request.Scheme = \"http\";")]
    [InlineData("if ({|GH1001:context.Request.Headers[\"X-Forwarded-Proto\"]|} == \"https\") context.Request.Host = new HostString(\"shop.example\");")]
    public async Task What_is_no_copy(string statements) => await HeaderSource.VerifyAspNetAsync(statements);
}
