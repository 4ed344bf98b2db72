namespace Gatehouse.CodeFixes.Tests;

public class TrustDeclarationFixTests
{
    [Fact]
    public Task Peers_on_the_Unix_socket_become_trusted() => VerifyAsync(
        "[ForwardedHeaders(Forwarded.For)] // what nginx states",
        """
        [ForwardedHeaders(Forwarded.For)] // what nginx states
        [TrustedProxies("unix:")]
        """);

    [Fact]
    public Task An_empty_list_of_proxies_stays() => VerifyAsync(
        "[TrustedProxies, ForwardedHeaders(Forwarded.For)]", "[TrustedProxies, ForwardedHeaders(Forwarded.For)]");

    [Fact]
    public Task The_hosts_of_the_server_become_the_allowed_ones() => VerifyAsync(
        "[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.Host)]",
        """
        [TrustedProxies("unix:"), ForwardedHeaders(Forwarded.Host)]
        [AllowedHosts("a.example", "*.b.example")]
        """,
        "ServerNames = new[] { \"a.example\", \"*.b.example\" }");

    [Theory]
    [InlineData("")]
    [InlineData("ServerNames = new[] { \"a.*\" }")]
    public Task Hosts_that_nobody_names_are_not_guessed(string app)
    {
        const string trust = "[TrustedProxies(\"unix:\"), ForwardedHeaders(Forwarded.Host)]";
        return VerifyAsync(trust, trust, app);
    }

    [Fact]
    public Task On_one_line_it_stays_on_it() => FixTest.VerifyAsync(
        new TrustDeclarationFix(),
        "[Gatehouse.GatewayApp, Gatehouse.ForwardedHeaders(Gatehouse.Forwarded.For)] public partial class App { public void Handle() { } }",
        "[Gatehouse.GatewayApp, Gatehouse.ForwardedHeaders(Gatehouse.Forwarded.For)][Gatehouse.TrustedProxies(\"unix:\")] public partial class App { public void Handle() { } }");

    private static Task VerifyAsync(string before, string after, string app = "") =>
        FixTest.VerifyAsync(new TrustDeclarationFix(), Source(before, app), Source(after, app));

    private static string Source(string attributes, string app) => $$"""
        using Gatehouse;

        [GatewayApp({{app}})]
        {{attributes}}
        public partial class App
        {
            public void Handle() { }
        }
        """;
}
