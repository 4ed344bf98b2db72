using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.CodeFixes.Tests;

public class FixedBasePathFixTests
{
    [Theory]
    [InlineData(
        "services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedPrefix);\n        app.UseForwardedHeaders(); // first\n        app.UseHsts();",
        "services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor);\n        app.UseForwardedHeaders(); // first\n        app.Use((context, next) => { context.Request.PathBase = \"/base\"; return next(context); });\n        app.UseHsts();")]
    [InlineData(
        "if (env.IsProduction()) { app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.All }); }",
        "if (env.IsProduction()) { app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto }); app.Use((context, next) => { context.Request.PathBase = \"/base\"; return next(context); }); }")]
    [InlineData(
        "var o = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };\n        // For links.\n        o.ForwardedHeaders |= ForwardedHeaders.XForwardedPrefix;\n        app.UseForwardedHeaders(o);",
        "var o = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };\n        // For links.\n        app.UseForwardedHeaders(o);\n        app.Use((context, next) => { context.Request.PathBase = \"/base\"; return next(context); });")]
    [InlineData(
        "app.UseWhen(c => true, branch =>\n        {\n            branch.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedPrefix });\n        });",
        "app.UseWhen(c => true, branch =>\n        {\n            branch.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.None });\n            branch.Use((context, next) => { context.Request.PathBase = \"/base\"; return next(context); });\n        });")]
    public Task A_path_of_the_code_takes_the_place_of_the_header(string before, string after) => FixTest.VerifyGoneAsync(
        new FixedBasePathFix(), AspNetSource.InStartup(before), AspNetSource.InStartup(after), TestReferences.AspNet);

    [Fact]
    public Task At_the_top_level() => FixTest.VerifyGoneAsync(
        new FixedBasePathFix(),
        AspNetSource.AtTopLevel(Configure + " | ForwardedHeaders.XForwardedPrefix);\nvar app = builder.Build();\napp.UseForwardedHeaders();\napp.Run();\n" + Other),
        AspNetSource.AtTopLevel(Configure + ");\nvar app = builder.Build();\napp.UseForwardedHeaders();\napp.Use((context, next) => { context.Request.PathBase = \"/base\"; return next(context); });\napp.Run();\n" + Other),
        TestReferences.AspNet,
        OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedPrefix);")]
    [InlineData("app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedPrefix }); app.UsePathBase(\"/shop\");")]
    [InlineData("app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedPrefix }); app.UseWhen(c => true, b => b.UseForwardedHeaders());")]
    [InlineData("app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedPrefix }).UseHsts();")]
    [InlineData("if (env.IsProduction()) app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedPrefix });")]
    [InlineData("app.UseHsts().UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedPrefix });")]
    [InlineData("app.UseForwardedHeaders(new() { ForwardedHeaders = (ForwardedHeaders)9 });")]
    public Task Where_the_app_is_not_to_be_found_nothing_is_offered(string statements) => FixTest.VerifyAsync(
        new FixedBasePathFix(), AspNetSource.InStartup(statements), AspNetSource.InStartup(statements), TestReferences.AspNet);

    private const string Configure = "builder.Services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor";

    private const string Other = "public static class Other { public static void Use(IApplicationBuilder app) { app.UseForwardedHeaders(); app.UsePathBase(\"/a\"); } }";
}
