using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests.Analyzers;

/// <summary>GH1003: the first entry of a header to which the project's own nginx appends.</summary>
public class AppendedHeaderTests
{
    private const string First = "_ = {|GH1003:context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',')[0]|};";
    private const string Appends = "location / { proxy_pass http://127.0.0.1:5000; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; }";
    private const string Overwrites = "location / { proxy_pass http://127.0.0.1:5000; proxy_set_header X-Forwarded-For $remote_addr; }";

    [Theory]
    [Rule("GH1003", Outcome.Reports)]
    [InlineData(DiagnosticSeverity.Error, Appends)]
    [InlineData(DiagnosticSeverity.Error, Appends, "proxy_set_header X-Forwarded-For ${proxy_add_x_forwarded_for}; location / { proxy_pass http://127.0.0.1:1; }")]
    [InlineData(DiagnosticSeverity.Warning)]
    [InlineData(DiagnosticSeverity.Warning, "location / { root /srv; }")]
    [InlineData(DiagnosticSeverity.Warning, Overwrites)]
    [InlineData(DiagnosticSeverity.Warning, Overwrites, Appends)]
    [InlineData(DiagnosticSeverity.Warning, Appends + " location /a { proxy_pass http://127.0.0.1:5000; }")]
    [InlineData(DiagnosticSeverity.Warning, "location / { proxy_pass http://127.0.0.1:5000; proxy_set_header X-Real-IP $proxy_add_x_forwarded_for; }")]
    public async Task Is_an_error_where_nginx_appends_alone(DiagnosticSeverity severity, params string[] configurations)
    {
        Diagnostic found = Assert.Single(await FindAsync(First, configurations));
        Assert.Equal(severity, found.Severity);
        Assert.Equal(
            severity == DiagnosticSeverity.Error ? configurations.Select((_, i) => $"/app/nginx/{i}.conf") : [],
            found.AdditionalLocations.Skip(1).Select(location => location.GetLineSpan().Path));
    }

    [Fact]
    [Rule("GH1003", Outcome.Reports)]
    public async Task Stays_information_where_it_only_reaches_a_log() => Assert.Equal(
        DiagnosticSeverity.Info,
        Assert.Single(await FindAsync("logger.LogInformation(\"{Client}\", {|GH1003:context.Request.Headers[\"X-Forwarded-For\"].ToString().Split(',')[0]|});", Appends)).Severity);

    private static Task<IReadOnlyList<Diagnostic>> FindAsync(string statements, params string[] configurations) => AnalyzerTest.VerifyDiagnosticsAsync(
        TestReferences.AspNet,
        new TestOptions(new Dictionary<string, string>())
        {
            AdditionalFiles = [.. configurations.Select((text, i) => TestOptions.File($"/app/nginx/{i}.conf", text))],
        },
        HeaderSource.AspNet(statements));
}
