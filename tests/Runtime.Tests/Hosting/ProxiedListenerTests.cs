using Gatehouse.Hosting;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Runtime.Tests.Serving.Tls;
using Gatehouse.Serving;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting;

/// <summary>Addresses behind <c>haproxy:</c>, as the settings name them.</summary>
public sealed class ProxiedListenerTests
{
    private const string Code = "(from ServerSettings.Bind in code)";
    private const string Write = "write [TrustedProxies] or --trusted-proxies";

    [Theory]
    [InlineData("haproxy:127.0.0.1:80", "", "there is no proxy in trustedProxies (from built-in default)")]
    [InlineData("haproxy:unix:/run/a.sock", "", "there is no proxy in trustedProxies (from built-in default)")]
    [InlineData("haproxy:fd://3", "", "there is no proxy in trustedProxies (from built-in default)")]
    [InlineData("haproxy:unix:/run/a.sock", "10.0.0.0/8", "there is no unix: in trustedProxies (from ServerSettings.TrustedProxies in code)")]
    [InlineData("haproxy:127.0.0.1:80", "unix:", "there is no network in trustedProxies (from ServerSettings.TrustedProxies in code)")]
    public void A_listener_that_would_let_nobody_in_is_refused(string bind, string trusted, string reason)
    {
        var settings = new ServerSettings { Bind = ["127.0.0.1:8000", bind], TrustedProxies = trusted.Length == 0 ? null : [trusted] };
        string message = Assert.Throws<StartupException>(() => Resolve(settings)).Message;
        Assert.Equal($"'{bind}' for bind {Code} would let nobody in: {reason}; {Write}", message);
    }

    [Theory]
    [InlineData("haproxy:127.0.0.1:80", "10.0.0.0/8")]
    [InlineData("haproxy:unix:/run/a.sock", "unix:")]
    [InlineData("haproxy:fd://3", "unix:")]
    [InlineData("haproxy:fd://3", "10.0.0.0/8")]
    [InlineData("127.0.0.1:80", "unix:")]
    public void A_listener_that_lets_somebody_in_is_fine(string bind, string trusted) =>
        Assert.NotNull(Resolve(new ServerSettings { Bind = [bind], TrustedProxies = [trusted] }));

    [Fact]
    public void What_the_application_declares_counts_too()
    {
        var app = new ApplicationDescription { Name = "test", TrustedProxies = ["unix:"] };
        Assert.NotNull(EffectiveSettings.Resolve(new ServerSettings { Bind = ["haproxy:unix:/run/a.sock"] }, app, Verb.Epoll));
    }

    [Fact]
    public async Task Without_a_proxy_the_command_line_ends_with_2()
    {
        using var terminal = new Terminal();
        Assert.Equal(2, await terminal.RunAsync("epoll", "-b", "haproxy:127.0.0.1:8000"));
        Assert.Contains("'haproxy:127.0.0.1:8000' for bind (from --bind) would let nobody in: there is no proxy", terminal.Error, StringComparison.Ordinal);
        Assert.Null(terminal.Served);
        Assert.Equal(0, await terminal.RunAsync("epoll", "-b", "haproxy:127.0.0.1:8000", "--trusted-proxies", "127.0.0.1"));
        Assert.Equal(2, await terminal.RunAsync("prefork", "--admin-bind", "haproxy:127.0.0.1:8000", "--trusted-proxies", "127.0.0.1"));
    }

    [Fact]
    public void Each_socket_wants_a_header_or_not_as_its_address_says()
    {
        using var directory = new TestDirectory();
        string certificate = TestCertificates.Write(directory.File("one.pem"), TestCertificates.SelfSigned("a.test"));
        EffectiveSettings settings = Resolve(new ServerSettings
        {
            Bind = [":80", "haproxy::81", $"ssl:443:privateKey={certificate}", $"haproxy:ssl:444:privateKey={certificate}", "haproxy:redirect:82"],
            TrustedProxies = ["127.0.0.1"],
        });
        IReadOnlyList<Listener> paired = new TlsListeners(settings, directory.Path).Pair([10, 11, 12, 13, 14, 15]);
        Assert.Equal([false, true, false, true, true, false], paired.Select(l => l.IsProxied));
        Assert.Equal([false, false, true, true, false, false], paired.Select(l => l.Tls is not null));
        Assert.NotNull(paired[4].Redirect);
        Assert.Same(paired[2].Tls, paired[3].Tls);

        // The same without TLS anywhere.
        settings = Resolve(new ServerSettings { Bind = [":80", "haproxy::81"], TrustedProxies = ["127.0.0.1"] });
        Assert.Equal([false, true], new TlsListeners(settings, directory.Path).Pair([10, 11]).Select(l => l.IsProxied));
    }

    private static EffectiveSettings Resolve(ServerSettings settings) =>
        EffectiveSettings.Resolve(settings, new ApplicationDescription { Name = "test" }, Verb.Epoll);
}
