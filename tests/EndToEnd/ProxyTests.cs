using System.Net;

namespace Gatehouse.EndToEnd;

/// <summary>
/// An app behind a real nginx that runs the published site, over the Unix socket: what the app believes about the client is
/// what nginx saw, whatever the client says.
/// </summary>
public sealed class ProxyTests(PackedRepository repository)
{
    private const string Client = "127.0.0.7";
    private const string Host = "mirror.example";

    // Says what the app believes, and what it got; the last with headers read raw, which GH1001 warns of.
    private const string Source = """
        using Gatehouse;

        [GatewayApp(ServerNames = new[] { "mirror.example" })]
        [TrustedProxies("unix:")]
        [ForwardedHeaders(Forwarded.For | Forwarded.Proto | Forwarded.Host | Forwarded.Prefix, HostHeader = "X-FHost")]
        [AllowedHosts("mirror.example")]
        public sealed partial class Mirror
        {
            [Get("/believed")]
            public string Believed(Request request) =>
                $"{request.ClientAddress} {request.Scheme} {request.Host} '{request.PathBase}'";

            [Get("/received")]
            public string Received(Request request)
            {
                var lines = new System.Text.StringBuilder();
                for (int i = 0; i < request.Headers.Count; i++)
                    lines.Append(request.Headers.NameAt(i)).Append(": ").Append(request.Headers.ValueAt(i)).Append('\n');
                return lines.ToString();
            }
        }
        """;

    private static readonly string[] Forgeries =
    [
        "X-Forwarded-For: 203.0.113.9",
        "x-forwarded-for: 203.0.113.9, 198.51.100.1",
        "X_Forwarded_For: 203.0.113.9",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: evil.example",
        "X-FHost: evil.example",
        "X-Forwarded-Port: 8443",
        "X-Forwarded-Prefix: /evil",
        "Forwarded: for=203.0.113.9;proto=https;host=evil.example",
        "X-Real-IP: 203.0.113.9",
        "Proxy: http://evil.example",
    ];

    public static TheoryData<string> AllVerbs => Verbs.All;

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task An_app_behind_nginx_knows_the_true_client_and_believes_no_forged_header(string verb)
    {
        Requires.Tool("nginx");
        await using Deployment mirror = await DeployAsync(verb);
        string expected = $"{Client} http {Host} ''";
        Assert.Equal(expected, (await GetAsync(mirror, "/believed")).Body);

        foreach (string forgery in Forgeries) Assert.Equal((forgery, expected), (forgery, (await GetAsync(mirror, "/believed", forgery)).Body));
        Assert.Equal(expected, (await GetAsync(mirror, "/believed", [.. Forgeries, .. Forgeries])).Body);

        // A header that names them as hop-by-hop must not make them disappear either (RFC 9110 section 7.6.1).
        Assert.Equal(expected, (await GetAsync(mirror, "/believed", "Connection: X-Forwarded-For, X-Forwarded-Proto, X-FHost")).Body);
        Assert.DoesNotContain("evil", (await GetAsync(mirror, "/received", Forgeries)).Body);
        Assert.DoesNotContain("203.0.113.9", (await GetAsync(mirror, "/received", Forgeries)).Body);
    }

    [Fact]
    public async Task Nginx_limits_a_body_as_the_app_does_and_says_nothing_of_its_version()
    {
        Requires.Tool("nginx");
        await using Deployment mirror = await DeployAsync("epoll");
        Assert.Equal(413, (await GetAsync(mirror, "/believed", "Content-Length: 10485761")).Status);
        Assert.Contains("\r\nServer: nginx\r\n", (await GetAsync(mirror, "/believed")).Head + "\r\n");
    }

    [Fact]
    public async Task The_published_files_pass_the_checks_of_nginx_and_systemd()
    {
        Requires.Tool("nginx");
        string analyze = Requires.Tool("systemd-analyze");
        ScaffoldedApp app = await repository.ScaffoldAsync("Hello");
        await app.PublishAsync();

        // The machine's own log directory is not a test's to write into; the rest of the file is as published.
        string directory = Path.Combine(app.Directory, "checked");
        Directory.CreateDirectory(directory);
        string site = Path.Combine(directory, "hello.conf");
        File.WriteAllText(site, File.ReadAllText(app.DeployFile("nginx/hello.conf"))
            .Replace("/var/log/nginx/", directory + "/", StringComparison.Ordinal)
            .Replace("listen 80;", $"listen 127.0.0.1:{FreePort.Next()};", StringComparison.Ordinal));
        using var sandbox = new NginxSandbox(site);
        Assert.Equal("", await sandbox.CheckAsync());

        // systemd wants to see the program, which is not installed here.
        string service = Path.Combine(directory, "hello.service");
        File.WriteAllText(service, File.ReadAllText(app.DeployFile("systemd/hello.service"))
            .Replace("ExecStart=/usr/lib/hello/Hello", $"ExecStart={app.Program}", StringComparison.Ordinal));
        File.Copy(app.DeployFile("systemd/hello.socket"), Path.Combine(directory, "hello.socket"), overwrite: true);
        Command verify = await Command.RunAsync(analyze, ["verify", service, Path.Combine(directory, "hello.socket")], limit: TimeSpan.FromSeconds(30));
        Assert.Equal((0, ""), (verify.ExitCode, verify.Output));
    }

    private Task<Deployment> DeployAsync(string verb) => Deployment.StartAsync(repository, "Mirror", Source, verb);

    private static Task<HttpAnswer> GetAsync(Deployment mirror, string path, params string[] fields) =>
        HttpAnswer.GetAsync(mirror.EndPoint, path, Host, fields, IPAddress.Parse(Client));
}
