using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests.Analyzers;

public class ForwardedOrderTests
{
    private const string Second = "A second UseForwardedHeaders takes one more entry of X-Forwarded-For, which the client may have written; keep the first";
    private const string Hsts = "UseHsts runs before UseForwardedHeaders, and sends no header where the proxy speaks http to the app; call UseForwardedHeaders first";

    [Theory]
    [Rule("GH1019", Outcome.Reports)]
    [InlineData("app.UseHttpsRedirection(); app.{|GH1019:UseForwardedHeaders|}();", "UseHttpsRedirection runs before UseForwardedHeaders, and redirects without end where the proxy speaks http to the app; call UseForwardedHeaders first")]
    [InlineData("if (env.IsProduction()) { app.UseHsts(); } app.{|GH1019:UseForwardedHeaders|}();", "UseHsts runs before UseForwardedHeaders, and sends no header where the proxy speaks http to the app; call UseForwardedHeaders first")]
    [InlineData("app.UseAuthentication().UseAuthorization().{|GH1019:UseForwardedHeaders|}();", "UseAuthentication runs before UseForwardedHeaders, and makes its links and cookies for the scheme and host of the proxy's request; call UseForwardedHeaders first")]
    [InlineData("app.UseRateLimiter(); app.{|GH1019:UseForwardedHeaders|}();", "UseRateLimiter runs before UseForwardedHeaders, and counts all clients as one; call UseForwardedHeaders first")]
    [InlineData("app.UseHttpLogging(); app.{|GH1019:UseForwardedHeaders|}();", "UseHttpLogging runs before UseForwardedHeaders, and logs the proxy in the place of each client; call UseForwardedHeaders first")]
    [InlineData("app.UseRouting(); app.UseEndpoints(e => { }); app.{|GH1019:UseForwardedHeaders|}();", null)]
    [InlineData("app.UseHostFiltering(); app.{|GH1019:UseForwardedHeaders|}();", null)]
    [InlineData("app.UseEndpoints(e => { }); app.{|GH1019:UseForwardedHeaders|}();", "UseEndpoints runs before UseForwardedHeaders, and takes the proxy for the client; call UseForwardedHeaders first")]
    [InlineData("app.Map(\"/a\", a => { }); app.{|GH1019:UseForwardedHeaders|}();", "Map runs before UseForwardedHeaders, and takes the proxy for the client; call UseForwardedHeaders first")]
    [InlineData("app.MapWhen(c => true, a => { }); app.{|GH1019:UseForwardedHeaders|}();", null)]
    [InlineData("app.UseForwardedHeaders(); app.UseHsts(); app.{|GH1019:UseForwardedHeaders|}(Taking);", Second)]
    [InlineData("app.UseForwardedHeaders(Taking); app.{|GH1019:UseForwardedHeaders|}();", Second)]
    [InlineData("app.UseForwardedHeaders(Taking); app.{|GH1019:UseForwardedHeaders|}(Taking);", Second)]
    [InlineData("if (env.IsProduction()) app.UseForwardedHeaders(); app.UseHsts(); app.{|GH1019:UseForwardedHeaders|}();", Hsts)]
    [InlineData("app.UseRouting(); app.{|GH1019:UseForwardedHeaders|}(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | {|GH1015:ForwardedHeaders.XForwardedHost|} });", null)]
    [InlineData("app.UseRouting(); app.UseAuthentication(); app.{|GH1019:UseForwardedHeaders|}(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedProto });", "UseAuthentication runs before UseForwardedHeaders, and makes its links and cookies for the scheme and host of the proxy's request; call UseForwardedHeaders first")]
    [InlineData("app.UseWhen(c => true, b => b.UseHsts().{|GH1019:UseForwardedHeaders|}());", null)]
    [InlineData("app.Use(next => next).UseHsts(); app.{|GH1019:UseForwardedHeaders|}();", null)]
    [InlineData("var web = (WebApplication)app; web.UseHsts(); web.{|GH1019:UseForwardedHeaders|}();", null)]
    public async Task Too_late(string statements, string? message)
    {
        string source = AspNetSource.InStartup(statements.Replace("Taking", "new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor }", StringComparison.Ordinal));
        string found = (await AspNetSource.VerifyAsync(source)).Single(text => !text.Contains("X-Forwarded-Host", StringComparison.Ordinal));
        if (message is not null) Assert.Equal($"Warning: {message}", found);
    }

    [Fact]
    [Rule("GH1019", Outcome.Reports)]
    public async Task Too_late_in_the_pipeline_of_a_field_or_a_property()
    {
        Diagnostic[] found =
        [
            .. await AnalyzerTest.VerifyDiagnosticsAsync(TestReferences.AspNet, null, """
                using Microsoft.AspNetCore.Builder;

                public class C(IApplicationBuilder builder)
                {
                    private readonly IApplicationBuilder field = builder;

                    private IApplicationBuilder Property => field;

                    public void Field()
                    {
                        field.UseHsts();
                        field.{|GH1019:UseForwardedHeaders|}();
                    }

                    public void Both()
                    {
                        Property.UseHsts();
                        Property.{|GH1019:UseForwardedHeaders|}();
                        field.UseForwardedHeaders();
                    }
                }
                """),
        ];
        Assert.Equal(["field.UseHsts()", "Property.UseHsts()"], found.Select(late =>
        {
            Location culprit = Assert.Single(late.AdditionalLocations);
            return culprit.SourceTree!.ToString().Substring(culprit.SourceSpan.Start, culprit.SourceSpan.Length);
        }));
    }

    [Theory]
    [Rule("GH1019", Outcome.Quiet)]
    [InlineData("app.UseForwardedHeaders(); app.UseHsts(); app.UseRouting();")]
    [InlineData("app.UseForwardedHeaders().UseHsts();")]
    [InlineData("app.UseForwardedHeaders(); app.UseForwardedHeaders();")]
    [InlineData("app.UseForwardedHeaders(); app.UseHsts(); if (env.IsProduction()) app.UseForwardedHeaders();")]
    [InlineData("app.UseRouting(); app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto });")]
    [InlineData("services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor); app.UseRouting(); app.UseForwardedHeaders();")]
    [InlineData("app.UseStaticFiles(); app.UseForwardedHeaders();")]
    [InlineData("app.UseWhen(c => true, branch => branch.UseForwardedHeaders()); app.UseWhen(c => true, branch => branch.UseForwardedHeaders());")]
    [InlineData("if (env.IsProduction()) app.UseForwardedHeaders(); else app.UseHsts().UseForwardedHeaders();", true)]
    [InlineData("if (env.IsProduction()) app.UseHsts(); else app.UseForwardedHeaders();")]
    [InlineData("if (env.IsProduction()) app.UseForwardedHeaders(); else app.UseForwardedHeaders();")]
    [InlineData("switch (env.EnvironmentName) { case \"a\": app.UseForwardedHeaders(); break; default: app.UseForwardedHeaders(); break; }")]
    [InlineData("_ = env.EnvironmentName switch { \"a\" => app.UseForwardedHeaders(), _ => app.UseForwardedHeaders() };")]
    [InlineData("app.UseHsts(); Other().UseForwardedHeaders(); IApplicationBuilder Other() => app;")]
    public async Task In_time(string statements, bool isReported = false)
    {
        if (isReported) statements = statements.Replace("UseHsts().UseForwardedHeaders", "UseHsts().{|GH1019:UseForwardedHeaders|}", StringComparison.Ordinal);
        await AspNetSource.VerifyAsync(AspNetSource.InStartup(statements));
    }

    [Fact]
    [Rule("GH1019", Outcome.Quiet)]
    public async Task Endpoints_run_last_wherever_they_are_declared() => await AspNetSource.VerifyAsync(AspNetSource.AtTopLevel("""
        builder.Services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor);
        WebApplication app = builder.Build();
        app.MapGet("/", () => "");
        app.Map("/a", () => "");
        app.UseForwardedHeaders();
        app.Run();
        """), new TestOptions(new Dictionary<string, string>()) { OutputKind = OutputKind.ConsoleApplication });

    [Fact]
    [Rule("GH1019", Outcome.Quiet)]
    public async Task Generated_code_is_left_alone() =>
        await AspNetSource.VerifyAsync("// <auto-generated/>\n#nullable enable\n" + AspNetSource.InStartup("app.UseHsts(); app.UseForwardedHeaders();"));

    [Fact]
    [Rule("GH1019", Outcome.Quiet)]
    public async Task Methods_of_others_are_left_alone() => await AnalyzerTest.VerifyAsync(TestReferences.Net, null, """
        public static class Extensions
        {
            public static object UseHsts(this object app) => app;
            public static object UseForwardedHeaders(this object app) => app;
            public static void Use(object app) => app.UseHsts().UseForwardedHeaders();
        }
        """);
}
