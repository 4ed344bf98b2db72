using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Gatehouse.CodeFixes.Tests;

/// <summary>What stays of the lines around a statement that a fix takes out.</summary>
public class RemovalTests
{
    [Theory]
    [InlineData(
        """
        // Two proxies, see the plan.
        o.KnownProxies.Clear(); // for now
        // And no network.
        o.KnownIPNetworks.Clear();
        o.ForwardLimit = 2;
        """,
        """
        // Two proxies, see the plan.
        // And no network.
        o.ForwardLimit = 2;
        """)]
    [InlineData(
        """
        o.ForwardLimit = 2;

        #region Peers
        /* all of
           them */
        o.KnownProxies.Clear();
        #endregion

        #if RELEASE
        o.RequireHeaderSymmetry = true;
        #else
        o.KnownIPNetworks.Clear();
        #endif
        """,
        """
        o.ForwardLimit = 2;

        #region Peers
        /* all of
           them */
        #endregion

        #if RELEASE
        o.RequireHeaderSymmetry = true;
        #else
        #endif
        """)]
    [InlineData(
        """
        o.ForwardLimit = 2;

        o.KnownProxies.Clear();

        o.RequireHeaderSymmetry = true;

        o.KnownIPNetworks
            .Clear();
        """,
        """
        o.ForwardLimit = 2;

        o.RequireHeaderSymmetry = true;
        """)]
    [InlineData(
        """
        o.KnownProxies.Clear();

        o.ForwardLimit = 2;

        o.KnownIPNetworks.Clear();
        o.RequireHeaderSymmetry = true;
        """,
        """
        o.ForwardLimit = 2;

        o.RequireHeaderSymmetry = true;
        """)]
    [InlineData(
        """
        o.ForwardLimit = 2; o.KnownProxies.Clear(); // one
        /* a */ o.KnownIPNetworks.Clear(); /* b */ o.RequireHeaderSymmetry = true; // two
        """,
        """
        o.ForwardLimit = 2; // one
        /* a */ /* b */ o.RequireHeaderSymmetry = true; // two
        """)]
    public Task Lists_stay_as_they_are(string before, string after) => FixTest.VerifyGoneAsync(
        new KeepKnownPeersFix(), AspNetSource.Configuring(Indented(before, 12)), AspNetSource.Configuring(Indented(after, 12)), TestReferences.AspNet);

    [Fact]
    public Task A_header_is_not_added() => VerifyInStartupAsync(
        new ForwardedFlagsFix(),
        """
        var o = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
        // The shop has two names.
        o.ForwardedHeaders |= ForwardedHeaders.XForwardedHost;
        app.UseForwardedHeaders(o);
        """,
        """
        var o = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
        // The shop has two names.
        app.UseForwardedHeaders(o);
        """);

    [Fact]
    public Task A_check_stays_on() => VerifyInStartupAsync(
        new UnsafeOptInFix(),
        """
        // Before anything is built.

        // As in .NET 8.
        AppContext.SetSwitch("Microsoft.AspNetCore.HttpOverrides.IgnoreUnknownProxiesWithoutFor", true);

        app.UseHsts();
        """,
        """
        // Before anything is built.

        // As in .NET 8.

        app.UseHsts();
        """);

    [Fact]
    public Task The_middleware_runs_once() => VerifyInStartupAsync(
        new ForwardedOrderFix(),
        """
        app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor });
        app.UseHsts();
        // Twice, to be sure.
        app.UseForwardedHeaders();
        """,
        """
        app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor });
        app.UseHsts();
        // Twice, to be sure.
        """);

    [Fact]
    public Task A_comment_moves_with_its_statement() => VerifyInStartupAsync(
        new ForwardedOrderFix(),
        """
        // Browsers remember it.
        app.UseHsts();
        // nginx is in front.
        app.UseForwardedHeaders(); // of it
        """,
        """
        // nginx is in front.
        app.UseForwardedHeaders(); // of it
        // Browsers remember it.
        app.UseHsts();
        """);

    [Theory]
    [InlineData("app.UseHsts();\n#if !DEBUG\napp.UseForwardedHeaders();\n#endif")]
    [InlineData("#if !DEBUG\napp.UseHsts();\n#endif\napp.UseForwardedHeaders();")]
    [InlineData("#if !DEBUG\napp.UseHsts();\napp.UseForwardedHeaders();\n#endif")]
    public Task Nothing_moves_past_a_directive(string statements) => FixTest.VerifyAsync(
        new ForwardedOrderFix(), AspNetSource.InStartup(statements), AspNetSource.InStartup(statements), TestReferences.AspNet);

    [Fact]
    public Task A_statement_that_a_directive_cuts_stays() => FixTest.VerifyAsync(
        new UnsafeOptInFix(), AspNetSource.InStartup(Cut), AspNetSource.InStartup(Cut), TestReferences.AspNet);

    [Fact]
    public Task A_copy_goes() => VerifyCopyAsync(
        """
        await next();

        // The proxy knows better.
        if (context.Request.Headers.TryGetValue("X-FHost", out var host))
        {
            context.Request.Host = new HostString(host!);
        }
        await next();
        """,
        """
        await next();

        // The proxy knows better.
        await next();
        """);

    [Fact]
    public Task What_a_directive_cuts_stays_around_a_copy() => VerifyCopyAsync(
        """
        if (context.Request.Headers.TryGetValue("X-FHost", out var host))
        {
        #if DEBUG
            Console.WriteLine(host);
        #endif
            context.Request.Host = new HostString(host!);
        }
        """,
        """
        if (context.Request.Headers.TryGetValue("X-FHost", out var host))
        {
        #if DEBUG
            Console.WriteLine(host);
        #endif
        }
        """);

    [Fact]
    public Task Top_level_statements_stay_in_their_places() => FixTest.VerifyGoneAsync(
        new UnsafeOptInFix(),
        AspNetSource.AtTopLevel("// One\n" + Switch + "\n\n// Two\nbuilder.Build().Run();\n\n" + Switch),
        AspNetSource.AtTopLevel("// One\n\n// Two\nbuilder.Build().Run();\n"),
        TestReferences.AspNet,
        OutputKind.ConsoleApplication);

    private const string Switch = "AppContext.SetSwitch(\"Microsoft.AspNetCore.HttpOverrides.IgnoreUnknownProxiesWithoutFor\", true);";

    private const string Cut = """
        #if DEBUG
                AppContext.SetSwitch("Other",
        #else
                AppContext.SetSwitch("Microsoft.AspNetCore.HttpOverrides.IgnoreUnknownProxiesWithoutFor",
        #endif
                    true);
        """;

    private static Task VerifyInStartupAsync(CodeFixProvider fix, string before, string after) =>
        FixTest.VerifyGoneAsync(fix, AspNetSource.InStartup(Indented(before, 8)), AspNetSource.InStartup(Indented(after, 8)), TestReferences.AspNet);

    private static Task VerifyCopyAsync(string before, string after) =>
        FixTest.VerifyGoneAsync(new RemoveCopyFix(), Copying(Indented(before, 8)), Copying(Indented(after, 8)), TestReferences.AspNet);

    private static string Indented(string statements, int indentation) =>
        string.Join('\n', statements.Split('\n').Select((line, i) => i == 0 || line.Length == 0 ? line : new string(' ', indentation) + line));

    private static string Copying(string statements) => $$"""
        using Microsoft.AspNetCore.Http;

        public static class C
        {
            public static async Task Run(HttpContext context, Func<Task> next)
            {
                {{statements}}
            }
        }
        """;
}
