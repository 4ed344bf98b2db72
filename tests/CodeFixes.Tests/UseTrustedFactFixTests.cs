namespace Gatehouse.CodeFixes.Tests;

public class UseTrustedFactFixTests
{
    [Theory]
    [InlineData("return request.Headers[\"X-Forwarded-For\"];", "return request.ClientAddress?.ToString();")]
    [InlineData("return request.Headers[\"X-Real-IP\"] ?? \"none\";", "return request.ClientAddress?.ToString() ?? \"none\";")]
    [InlineData("return request.Headers[\"X-Forwarded-For\"]?.Trim();", "return request.ClientAddress?.ToString()?.Trim();")]
    [InlineData("return request.Headers[\"X-Forwarded-For\"]!.Trim();", "return (request.ClientAddress?.ToString())!.Trim();")]
    [InlineData("return request.Headers[\"X-Forwarded-For\"]!.Split(',')[0];", "return request.ClientAddress?.ToString();")]
    [InlineData("return request.Headers[\"X-Forwarded-For\"]?.Split(',')[0].Trim();", "return request.ClientAddress?.ToString().Trim();")]
    [InlineData("string? list = request.Headers[\"X-Forwarded-For\"]; return list?.Split(',').First();", "string? list = request.ClientAddress?.ToString(); return request.ClientAddress?.ToString();")]
    [InlineData("return request.Headers[\"X-Real-IP\"] == \"127.0.0.1\" ? \"me\" : null;", "return request.ClientAddress?.ToString() == \"127.0.0.1\" ? \"me\" : null;")]
    [InlineData("return request.Headers[\"X-Forwarded-Proto\"];", "return request.Scheme;")]
    [InlineData("return request.Headers[\"x-forwarded-host\"]!.Trim();", "return request.Host!.Trim();")]
    [InlineData("return request.Headers[\"X-Forwarded-Prefix\"] + request.Path;", "return request.PathBase + request.Path;")]
    [InlineData("return Same(request).Headers[\"X-Forwarded-Proto\"];", "return Same(request).Scheme;")]
    [InlineData("return /* a */ request.Headers[\"X-Forwarded-Proto\"] /* b */;", "return /* a */ request.Scheme /* b */;")]
    public Task A_raw_read_becomes_the_fact(string before, string after) => VerifyAsync(before, after);

    [Theory]
    [InlineData("return request.Headers[\"Forwarded\"];")]
    [InlineData("return request.Headers[\"X-Forwarded-Port\"];")]
    [InlineData("return request.Headers[\"X-Forwarded-Ssl\"];")]
    [InlineData("RequestHeaders headers = request.Headers; return headers[\"X-Forwarded-For\"];")]
    [InlineData("return Maybe(request)?.Headers[\"X-Forwarded-For\"];")]
    public Task What_has_no_safe_replacement_stays(string statement) => VerifyAsync(statement, statement);

    [Fact]
    public Task Several_reads_are_fixed_together() => VerifyAsync(
        """
        string? address = request.Headers["X-Forwarded-For"];
                string? scheme = request.Headers["X-Forwarded-Proto"];
                return $"{address} {scheme} {request.Headers["X-Forwarded-Host"]} {request.Headers["X-Real-IP"]}";
        """,
        """
        string? address = request.ClientAddress?.ToString();
                string? scheme = request.Scheme;
                return $"{address} {scheme} {request.Host} {request.ClientAddress?.ToString()}";
        """);

    private static Task VerifyAsync(string before, string after) => FixTest.VerifyAsync(new UseTrustedFactFix(), Source(before), Source(after));

    private static string Source(string statements) => $$"""
        using Gatehouse;

        [GatewayApp]
        public partial class App
        {
            private static Request Same(Request request) => request;

            private static Request? Maybe(Request request) => request.Path == "" ? null : request;

            public string? Handle(Request request)
            {
                _ = Same(Maybe(request)!);
                {{statements}}
            }
        }
        """;
}
