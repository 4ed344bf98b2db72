using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests.Analyzers;

public class LoopbackTests
{
    private const string Message = "Behind a proxy on this machine every request comes from loopback, so that this is true of strangers too";

    [Theory]
    [Rule("GH1006", Outcome.Reports)]
    [InlineData("if (!{|GH1006:IPAddress.IsLoopback(context.Connection.RemoteIpAddress!)|}) { context.Response.StatusCode = 403; return; }")]
    [InlineData("if ({|GH1006:context.Connection.RemoteIpAddress == IPAddress.Loopback|}) return;")]
    [InlineData("if ({|GH1006:IPAddress.Loopback.Equals(context.Connection.RemoteIpAddress)|}) return;")]
    [InlineData("if ({|GH1006:context.Connection.RemoteIpAddress?.Equals(IPAddress.IPv6Loopback)|} != true) throw new InvalidOperationException();")]
    [InlineData("if ({|GH1006:context.Connection.RemoteIpAddress!.Equals(context.Connection.LocalIpAddress)|}) access.Succeed(null!);")]
    [InlineData("if ({|GH1006:context.Connection.RemoteIpAddress!.ToString() == context.Connection.LocalIpAddress!.ToString()|}) return;")]
    [InlineData("if (!{|GH1006:string.Equals(context.Connection.LocalIpAddress?.ToString(), context.Connection.RemoteIpAddress?.ToString())|}) { context.Response.StatusCode = 403; return; }")]
    [InlineData("IPAddress remote = context.Connection.RemoteIpAddress!; bool isLocal = {|GH1006:IPAddress.IsLoopback(remote)|} || remote.Equals(context.Connection.LocalIpAddress); if (!isLocal) { context.Response.StatusCode = 403; }")]
    [InlineData("bool isLocal = {|GH1006:IPAddress.IsLoopback(context.Connection.RemoteIpAddress!)|}; bool isOpen = isLocal && Known.Count > 0; if (!isOpen) { context.Response.StatusCode = 401; return; }")]
    [InlineData("if ({|GH1006:IPAddress.IsLoopback(Plain(context.Connection.RemoteIpAddress!))|}) return; static IPAddress Plain(IPAddress a) => a.MapToIPv4();")]
    [InlineData("if ({|GH1006:context.Connection.RemoteIpAddress?.ToString() == \"127.0.0.1\"|}) { context.User = new ClaimsPrincipal(); }")]
    [InlineData("if ({|GH1006:context.Connection.RemoteIpAddress?.ToString() is \"127.0.0.1\" or \"::1\"|}) return;")]
    [InlineData("Func<bool> isLocal = () => {|GH1006:IPAddress.IsLoopback(context.Connection.RemoteIpAddress!)|}; _ = isLocal();")]
    [InlineData("bool isAdmin; isAdmin = {|GH1006:IPAddress.IsLoopback(context.Connection.RemoteIpAddress!)|}; _ = isAdmin;")]
    public async Task Loopback_that_lets_in(string statements) => Assert.Equal([Message], await HeaderSource.VerifyAspNetAsync(statements));

    [Theory]
    [Rule("GH1006", Outcome.Reports)]
    [InlineData("if (request.ClientAddress is { } client && !{|GH1006:IPAddress.IsLoopback(client)|}) { response.Status = 403; return; }")]
    [InlineData("if ({|GH1006:request.PeerAddress?.ToString() == \"::1\"|}) return;")]
    public async Task Loopback_that_lets_in_of_a_gateway(string statements) => Assert.Equal([Message], await HeaderSource.VerifyOwnAsync(statements));

    [Theory]
    [Rule("GH1006", Outcome.Quiet)]
    [InlineData("if (IPAddress.IsLoopback(context.Connection.RemoteIpAddress!)) logger.LogInformation(\"local\");")]
    [InlineData("logger.LogInformation(\"{where}\", IPAddress.IsLoopback(context.Connection.RemoteIpAddress!) ? \"local\" : \"remote\");")]
    [InlineData("if (context.Request.Path == \"/health\" && !IPAddress.IsLoopback(context.Connection.RemoteIpAddress!)) return;")]
    [InlineData("if (context.Request.Path.StartsWithSegments(\"/ready\")) { if (!IPAddress.IsLoopback(context.Connection.RemoteIpAddress!)) return; }")]
    [InlineData("WebApplication app = null!; app.MapGet(\"/healthz\", (HttpContext c) => IPAddress.IsLoopback(c.Connection.RemoteIpAddress!) ? \"ok\" : \"no\");")]
    [InlineData("if (IPAddress.IsLoopback(IPAddress.Parse(\"10.0.0.1\"))) return;")]
    [InlineData("if (context.Connection.RemoteIpAddress == null) return;")]
    [InlineData("if (context.Connection.LocalIpAddress!.ToString() == \"10.0.0.1\") return;")]
    [InlineData("if (context.Connection.RemoteIpAddress?.ToString() == \"10.0.0.1\") return;")]
    [InlineData("if (context.Connection.RemoteIpAddress?.ToString() is \"10.0.0.1\") return;")]
    [InlineData("if (context.Request.Host.Host == \"localhost\") return;")]
    [InlineData("bool isLocal = IPAddress.IsLoopback(context.Connection.RemoteIpAddress!); bool isQuiet = isLocal; if (isQuiet) logger.LogInformation(\"local\");")]
    public async Task What_is_no_proof_of_identity(string statements) => await HeaderSource.VerifyAspNetAsync(statements);

    [Theory]
    [InlineData("", DiagnosticSeverity.Info)]
    [InlineData("// UseForwardedHeaders", DiagnosticSeverity.Info)]
    [InlineData("((IApplicationBuilder)null!).UseForwardedHeaders();", DiagnosticSeverity.Warning)]
    [InlineData("_ = new ForwardedHeadersOptions();", DiagnosticSeverity.Warning)]
    public async Task Without_a_sign_of_a_proxy_it_is_information(string sign, DiagnosticSeverity severity) => Assert.Equal(
        [("GH1006", severity)],
        await HeaderSource.SeveritiesAsync(
            HeaderSource.AspNet($"if (IPAddress.IsLoopback(context.Connection.RemoteIpAddress!)) return;\n{sign}"), isAspNet: true));

    [Theory]
    [InlineData("[TrustedProxies(\"unix:\")]", DiagnosticSeverity.Warning)]
    [InlineData("", DiagnosticSeverity.Info)]
    public async Task Trusted_proxies_are_a_sign(string attribute, DiagnosticSeverity severity) => Assert.Equal(
        [("GH1006", severity)],
        await HeaderSource.SeveritiesAsync(
            HeaderSource.Own("if (IPAddress.IsLoopback(request.PeerAddress!)) return;").Replace("[TrustedProxies(\"unix:\")]", attribute, StringComparison.Ordinal),
            isAspNet: false));
}
