using System.Net;
using System.Net.Sockets;

namespace Gatehouse.EndToEnd;

/// <summary>
/// The spoof matrix: ways to put proxies in front of an app, and a client that forges whatever can be forged. The app believes
/// nothing of it, and still knows all that its proxies say.
/// </summary>
public sealed class SpoofTests(PackedRepository repository)
{
    private const string Client = "127.0.0.7";

    private const string Source = """
        using Gatehouse;

        [GatewayApp(ServerNames = new[] { "mirror.example" })]
        [TrustedProxies("unix:", Hops = 1)]
        [ForwardedHeaders(
            Forwarded.For | Forwarded.Proto | Forwarded.Host | Forwarded.Port | Forwarded.Prefix,
            ProtoHops = 1, HostHops = 1, PortHops = 1, PrefixHops = 1)]
        [AllowedHosts("mirror.example")]
        public sealed partial class Spoof
        {
            [Get("/believed")]
            public string Believed(Request request) =>
                $"{request.ClientAddress?.ToString() ?? "nobody"} {request.Scheme} {request.Host} '{request.PathBase}'";

            [Post("/believed")]
            public async Task<string> BelievedWithBody(Request request)
            {
                await request.ReadBodyAsync();
                return Believed(request);
            }
        }
        """;

    public static TheoryData<string> AllVerbs => Verbs.All;

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Without_a_proxy_nothing_is_believed(string verb)
    {
        await using ProxyChain app = await StartAsync(verb, "10.0.0.0/8");
        await AssertAsync(app.Inside, $"{Client} http mirror.example ''");
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Behind_nginx_on_loopback_the_app_believes_nginx_alone(string verb)
    {
        await using ProxyChain app = await StartAsync(verb, "127.0.0.1");
        IPEndPoint nginx = await app.AddPublishedSiteAsync();
        await AssertAsync(nginx, $"{Client} http mirror.example:{nginx.Port} ''");

        // Who goes around nginx is no proxy.
        await AssertAsync(app.Inside, $"{Client} http mirror.example ''");
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Behind_nginx_over_a_Unix_socket_the_app_believes_nginx_alone(string verb)
    {
        await using ProxyChain app = await StartAsync(verb, "unix:", onUnixSocket: true);
        IPEndPoint nginx = await app.AddPublishedSiteAsync();
        await AssertAsync(nginx, $"{Client} http mirror.example:{nginx.Port} ''");
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Behind_two_proxies_the_app_believes_the_outer_one_as_long_as_it_was_asked(string verb)
    {
        await using ProxyChain app = await StartAsync(verb, "127.0.0.1,127.0.0.2", hops: 2);
        IPEndPoint inner = await app.AddAppendingSiteAsync();
        IPEndPoint outer = await app.AddPublishedSiteAsync(from: "127.0.0.2");
        await AssertAsync(outer, $"{Client} http mirror.example:{outer.Port} ''");

        // Whoever comes to the inner one directly is who it sees, and what it passes through is not believed.
        await AssertAsync(inner, $"{Client} http mirror.example ''", passesThrough: true);
        await AssertAsync(app.Inside, $"{Client} http mirror.example ''");
    }

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task Behind_haproxy_the_app_believes_the_PROXY_header_and_no_other(string verb)
    {
        Requires.Tool("haproxy");
        ScaffoldedApp published = await PublishAsync("Spoof", Source);
        await using ProxyChain app = await ProxyChain.StartForHaproxyAsync(published, verb, "--trusted-proxies", "127.0.0.1");
        await using HaproxyServer haproxy = await HaproxyServer.StartAsync((IPEndPoint)app.Inside);
        await AssertAsync(haproxy.Binary, $"{Client} http mirror.example ''");
        await AssertAsync(haproxy.Line, $"{Client} http mirror.example ''");
    }

    [Fact]
    public async Task The_standard_header_that_nginx_writes_is_believed_and_no_other()
    {
        Requires.Tool("nginx");
        string source = Source.Replace("class Spoof", "class Standard", StringComparison.Ordinal)
            .Replace(" | Forwarded.Port | Forwarded.Prefix", "", StringComparison.Ordinal)
            .Replace("ProtoHops = 1, HostHops = 1, PortHops = 1, PrefixHops = 1", "Standard = true", StringComparison.Ordinal);
        await using ProxyChain app = await ProxyChain.StartAsync(await PublishAsync("Standard", source), "epoll", onUnixSocket: true);
        IPEndPoint nginx = await app.AddPublishedSiteAsync();
        await AssertAsync(nginx, $"{Client} http mirror.example ''");

        // An IPv6 address has brackets and quotes there.
        if (!Socket.OSSupportsIPv6) return;
        await using ProxyChain other = await ProxyChain.StartAsync(await PublishAsync("Standard", source), "epoll", onUnixSocket: true);
        IPEndPoint v6 = await other.AddPublishedSiteAsync(on: "[::1]");
        Assert.Equal("::1 http mirror.example ''", (await HttpAnswer.AskAsync(v6, Forgeries.Honest)).Body);
    }

    [Fact]
    public async Task Doctor_finds_nothing_behind_the_published_site_and_something_behind_one_that_passes_headers_through()
    {
        string key = Path.GetTempFileName();
        File.WriteAllText(key, "a-key-for-tests-only");
        await using ProxyChain app = await StartAsync("prefork", "127.0.0.1", 1, false, "--doctor-key-file", key);
        IPEndPoint good = await app.AddPublishedSiteAsync();
        Command healthy = await DoctorAsync(app, good, key);
        Assert.Equal((0, "Nothing forged was believed."), (healthy.ExitCode, healthy.Output.TrimEnd().Split('\n')[^1]));
        Assert.Contains("which is a trusted proxy: what it states is believed", healthy.Output);

        await using ProxyChain open = await StartAsync("epoll", "127.0.0.1", 1, false, "--doctor-key-file", key);
        IPEndPoint bad = await open.AddAppendingSiteAsync();
        Command ill = await DoctorAsync(open, bad, key);
        Assert.Equal(1, ill.ExitCode);
        Assert.Matches("through +X-Forwarded-Proto +https +scheme https +BELIEVED", ill.Output);
        Assert.Matches("through +X-Forwarded-For +203.0.113.99 +- +ok", ill.Output);
        File.Delete(key);
    }

    private static Task<Command> DoctorAsync(ProxyChain app, IPEndPoint server, string key) => Command.RunAsync(
        app.Program,
        ["doctor", "--url", $"http://{server}", "--host", Forgeries.Host, "--via", app.Site, "--doctor-key-file", key],
        Path.GetDirectoryName(app.Site),
        limit: TimeSpan.FromSeconds(60));

    private async Task<ProxyChain> StartAsync(string verb, string trusted, int hops = 1, bool onUnixSocket = false, params string[] more)
    {
        Requires.Tool("nginx");
        return await ProxyChain.StartAsync(await PublishAsync("Spoof", Source), verb, onUnixSocket, ["--trusted-proxies", trusted, "--proxy-hops", $"{hops}", .. more]);
    }

    private async Task<ScaffoldedApp> PublishAsync(string name, string source)
    {
        ScaffoldedApp app = await repository.ScaffoldAsync(name);
        File.WriteAllText(Path.Combine(app.Directory, $"{name}.cs"), source);
        await app.PublishAsync();
        return app;
    }

    private static async Task AssertAsync(EndPoint server, string truth, bool passesThrough = false)
    {
        var client = IPAddress.Parse(Client);
        Assert.Equal(truth, (await HttpAnswer.AskAsync(server, Forgeries.Honest, client)).Body);
        foreach ((string what, string request) in Forgeries.Proper())
        {
            HttpAnswer answer = await HttpAnswer.AskAsync(server, request, client);
            bool isRefused = passesThrough && answer.Status == 400 && answer.Body.Contains("which a proxy added, is not valid", StringComparison.Ordinal);
            Assert.True(isRefused || (answer.Status == 200 && answer.Body == truth), $"{what}: {answer.Status} {answer.Body}; the truth is {truth}");
        }

        foreach ((string what, string request) in Forgeries.Improper())
        {
            HttpAnswer answer = await HttpAnswer.AskAsync(server, request, client);
            Assert.True(
                answer.Status is 400 or 421 || (answer.Status == 200 && answer.Body == truth), $"{what}: {answer.Status} {answer.Body}; the truth is {truth}");
        }
    }
}
