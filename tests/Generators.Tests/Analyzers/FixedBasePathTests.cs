using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gatehouse.Generators.Tests.Analyzers;

/// <summary>What the replacements of X-Forwarded-Prefix that GH1016 names do in ASP.NET Core, behind both kinds of proxies.</summary>
public class FixedBasePathTests
{
    [Theory]
    [InlineData("/cart", "/base", "/cart")]
    [InlineData("/base/cart", "/base", "/base/cart")]
    public async Task A_middleware_sets_the_base_that_the_proxy_took_off(string path, string expectedBase, string expectedPath) => Assert.Equal(
        (expectedBase, expectedPath),
        await SendAsync(app => app.Use((context, next) => { context.Request.PathBase = "/base"; return next(context); }), path));

    [Theory]
    [InlineData("/cart", "", "/cart")]
    [InlineData("/base/cart", "/base", "/cart")]
    public async Task UsePathBase_takes_off_the_base_that_the_proxy_left(string path, string expectedBase, string expectedPath) => Assert.Equal(
        (expectedBase, expectedPath),
        await SendAsync(app => app.UsePathBase("/base"), path));

    private static async Task<(string Base, string Path)> SendAsync(Action<IApplicationBuilder> use, string path)
    {
        var app = new ApplicationBuilder(new ServiceCollection().BuildServiceProvider());
        use(app);
        (string Base, string Path) seen = default;
        app.Run(context =>
        {
            seen = (context.Request.PathBase.Value ?? "", context.Request.Path.Value ?? "");
            return Task.CompletedTask;
        });
        var sent = new DefaultHttpContext();
        sent.Request.Path = path;
        await app.Build()(sent);
        return seen;
    }
}
