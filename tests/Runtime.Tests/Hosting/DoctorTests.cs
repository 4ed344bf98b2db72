using System.Net;
using System.Net.Sockets;
using Gatehouse.Hosting;
using Gatehouse.Hosting.Diagnosis;
using Gatehouse.Proxy;
using Gatehouse.Runtime.Tests.Serving;
using Gatehouse.Runtime.Tests.Serving.Tls;
using Gatehouse.Serving;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting;

/// <summary>The command that asks a deployment what it believes.</summary>
public sealed class DoctorTests
{
    private const string Key = "0123456789abcdef";

    private static readonly ForwardedHeaderNames Names = new("X-Forwarded-For", "X-Forwarded-Proto", "X-FHost");

    [Fact]
    public async Task What_an_untrusted_peer_forges_is_not_believed()
    {
        await using ServingHost host = await StartAsync("10.0.0.0/8");
        using var terminal = new Terminal();
        Assert.Equal(0, await RunAsync(terminal, "--url", $"http://{host.Address}"));
        Assert.Contains($"Through http://{host.Address}/: client 127.0.0.1, scheme http, host {host.Address}, prefix ''", terminal.Output, StringComparison.Ordinal);
        Assert.EndsWith("\nNothing forged was believed.\n", terminal.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("BELIEVED\n", terminal.Output[(terminal.Output.IndexOf("VERDICT", StringComparison.Ordinal) + 8)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_believed_of_forged_headers_is_shown_and_ends_with_one()
    {
        await using ServingHost host = await StartAsync("127.0.0.1");
        using var terminal = new Terminal { App = App() };
        Assert.Equal(1, await RunAsync(terminal, "--url", $"http://{host.Address}"));
        string[] lines = terminal.Output.Split('\n');
        Assert.Contains(lines, line => Columns(line) is ["through", "X-Forwarded-For", "203.0.113.99", "client 203.0.113.99", "BELIEVED"]);
        Assert.Contains(lines, line => Columns(line) is ["through", "X-FHost, in lower case", "forged.example", "host forged.example", "BELIEVED"]);
        Assert.Contains(lines, line => Columns(line) is ["through", "X-Real-IP", "203.0.113.99", "-", "ok"]);
        Assert.Contains(lines, line => Columns(line) is ["through", "X-Forwarded-For, with '_'", "203.0.113.99", "-", "ok"]);
    }

    [Fact]
    public async Task Around_the_proxy_a_trusted_peer_is_no_finding()
    {
        await using ServingHost outside = await StartAsync("10.0.0.0/8");
        await using ServingHost inside = await StartAsync("127.0.0.1");
        using var terminal = new Terminal();
        File.WriteAllText(
            Path.Combine(terminal.Directory, "site.conf"),
            $"upstream app {{\n  server {inside.Address}; # the app\n}}\nserver {{ location / {{ proxy_pass http://app; }} }}\n");
        Assert.Equal(0, await RunAsync(terminal, "--url", $"http://{outside.Address}", "--via", "site.conf"));
        Assert.Contains("This machine asks as 127.0.0.1, which is a trusted proxy", terminal.Output, StringComparison.Ordinal);
        Assert.Contains(terminal.Output.Split('\n'), line => Columns(line) is ["around", "X-Forwarded-Proto", "https", "scheme https", "of a trusted proxy"]);
    }

    [Fact]
    public async Task An_nginx_file_that_is_not_there_is_named_with_its_option()
    {
        await using ServingHost host = await StartAsync("10.0.0.0/8");
        using var terminal = new Terminal();
        Assert.Equal(1, await RunAsync(terminal, "--url", $"http://{host.Address}", "--via", "no.conf"));
        Assert.StartsWith("hello: cannot read the nginx file 'no.conf' (from --via): ", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_around_the_proxy_is_good()
    {
        await using ServingHost host = await StartAsync("10.0.0.0/8");
        using var terminal = new Terminal();
        Assert.Equal(0, await RunAsync(terminal, "--url", $"http://{host.Address}", "--direct", "unix:/nowhere/app.sock"));
        Assert.Contains("Nobody here can go around the proxy.", terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_around_the_proxy_that_answers_otherwise_is_no_good_news()
    {
        await using ServingHost outside = await StartAsync("10.0.0.0/8");
        await using ServingHost inside = await ServingHost.StartAsync(ConnectionTests.Say("app"));
        using var terminal = new Terminal();
        Assert.Equal(1, await RunAsync(terminal, "--url", $"http://{outside.Address}", "--direct", inside.Address));
        Assert.Contains("answers with status 200, and not to doctor", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_that_somebody_else_answers_are_no_good_news()
    {
        int asked = 0;
        await using ServingHost host = await ServingHost.StartAsync((_, response) =>
        {
            if (asked++ > 0) response.Status = 503;
            response.Write("""{"client":"192.0.2.1","scheme":"http","host":"h","pathBase":"","peer":"192.0.2.1","peerIsTrusted":false}""");
            return default;
        });
        using var terminal = new Terminal();
        Assert.Equal(1, await RunAsync(terminal, "--url", $"http://{host.Address}"));
        Assert.Contains(terminal.Output.Split('\n'), line => Columns(line) is [_, "X-Real-IP", _, "-", "unknown (503)"]);
        Assert.Contains("requests were answered by somebody else", terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_bear_the_key_is_answered_by_the_application()
    {
        await using ServingHost host = await StartAsync("10.0.0.0/8");
        using (Wire wire = host.Connect())
        {
            wire.SendRaw($"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{BeliefProbe.Header}: {Key}x\r\n\r\n");
            Assert.EndsWith("\r\n\r\napp", wire.ReadToEnd(), StringComparison.Ordinal);
        }

        using var terminal = new Terminal();
        File.WriteAllText(Path.Combine(terminal.Directory, "other"), "another-key-of-the-right-length");
        Assert.Equal(1, await terminal.RunAsync("doctor", "--url", $"http://{host.Address}", "--doctor-key-file", "other"));
        Assert.Equal(
            $"hello: http://{host.Address}/ answers with status 200, and not to doctor: does the server have the same doctorKeyFile, and was it reloaded since?\n",
            terminal.Error);
    }

    [Fact]
    public async Task A_server_over_TLS_is_asked_over_TLS_and_its_certificate_is_checked()
    {
        await using TlsHost host = await TlsHost.StartAsync(
            ConnectionTests.Say("app"), configure: options => options with { Trust = TrustPolicy.Nobody, Probe = new BeliefProbe(Key) });
        using var strict = new Terminal();
        Assert.Equal(1, await RunAsync(strict, "--url", $"https://{host.Server.Address}", "--host", "a.test"));
        Assert.StartsWith($"hello: cannot ask {host.Server.Address}: The remote certificate is invalid", strict.Error, StringComparison.Ordinal);

        using var lax = new Terminal();
        Assert.Equal(0, await RunAsync(lax, "--url", $"https://{host.Server.Address}", "--host", "a.test", "--insecure"));
        Assert.Contains("client 127.0.0.1, scheme https, host a.test", lax.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_who_listens_is_told()
    {
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var terminal = new Terminal();
        Assert.Equal(1, await RunAsync(terminal, "--url", $"http://{nobody.LocalEndPoint}"));
        Assert.StartsWith($"hello: cannot ask {nobody.LocalEndPoint}: ", terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "whom to ask? hello doctor --url https://…")]
    [InlineData("--url", "option '--url' needs a value: a URL")]
    [InlineData("--url a.example", "'a.example' for --url is not http://HOST[:PORT] or https://HOST[:PORT]")]
    [InlineData("--url ftp://a.example", "'ftp://a.example' for --url is not http://HOST[:PORT] or https://HOST[:PORT]")]
    [InlineData("--url http://a.example/x", "'http://a.example/x' for --url is not http://HOST[:PORT] or https://HOST[:PORT]")]
    [InlineData("--url http://a.example --direct :80", "':80' for --direct is not HOST:PORT or unix:PATH")]
    [InlineData("--url http://a.example --host a/b", "'a/b' for --host is not HOST[:PORT]")]
    [InlineData("--url http://a.example --workers 2", "unknown option '--workers' for doctor")]
    [InlineData("--url http://a.example", "no key to ask the server with: both need the same doctorKeyFile (--doctor-key-file, GATEHOUSE_DOCTOR_KEY_FILE)")]
    public async Task A_bad_command_line_ends_with_two(string arguments, string complaint)
    {
        using var terminal = new Terminal();
        Assert.Equal(2, await terminal.RunAsync(["doctor", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
        Assert.Equal($"hello: {complaint}\n", terminal.Error);
    }

    [Theory]
    [InlineData("", "the key for doctor in 'key' (from test) is not 16 to 256 visible ASCII characters; openssl rand -hex 32 makes one")]
    [InlineData("too short", "the key for doctor in 'key' (from test) is not 16 to 256 visible ASCII characters; openssl rand -hex 32 makes one")]
    [InlineData("has spaces in it, which no field value of ours has", "the key for doctor in 'key' (from test) is not 16 to 256 visible ASCII characters; openssl rand -hex 32 makes one")]
    public void A_key_that_is_none_is_told(string content, string complaint)
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, content);
        string message = Assert.Throws<StartupException>(() => DoctorKey.Read(file, "test")).Message;
        File.Delete(file);
        Assert.Equal(complaint, message.Replace(file, "key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("location / { proxy_pass http://127.0.0.1:8000; }", "127.0.0.1:8000")]
    [InlineData("location / { proxy_pass http://127.0.0.1:8000/x; }", "127.0.0.1:8000")]
    [InlineData("location / { proxy_pass \"http://unix:/run/a b.sock:/x\"; }", "unix:/run/a b.sock")]
    [InlineData("upstream a { server unix:/run/a.sock fail_timeout=0; keepalive 4; } server { proxy_pass http://a; }", "unix:/run/a.sock")]
    [InlineData("server { server_name x; proxy_pass http://a; } upstream a{server 10.0.0.1:80;server 10.0.0.2:80;}", "10.0.0.1:80")]
    [InlineData("# proxy_pass http://no;\nserver { add_header X \"; proxy_pass http://no;\"; proxy_pass http://b:81; }", "b:81")]
    [InlineData("server { root /srv; }", null)]
    [InlineData("proxy_pass $target;", null)]
    [InlineData("proxy_pass 'http://a", null)]
    [InlineData("location / { proxy_pass http://app:81$request_uri; }", "app:81")]
    [InlineData("upstream a { server [::1]; } server { proxy_pass http://a${uri}; }", "[::1]:80")]
    [InlineData("server { add_header X \"\\\"\"; if ($uri ~ ^/${x}) { return 404; } proxy_pass http://b:81; }", "b:81")]
    [InlineData("stream { server { proxy_pass db:5432; } } http { server { location / { proxy_pass HTTP://b:81; } } }", "b:81")]
    [InlineData("server { access_by_lua_block { -- 'tis\n } location / { proxy_pass http://b:81; } }", "b:81")]
    [InlineData("location / { proxy_pass https://b:81; }", null)]
    public void An_nginx_file_says_where_the_application_is(string configuration, string? address) =>
        Assert.Equal(address, NginxUpstream.Find(configuration));

    private static string[] Columns(string line) => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static ApplicationDescription App() => new()
    {
        Name = "hello",
        ForwardedHeaders = new ForwardedHeadersAttribute(Forwarded.For | Forwarded.Host) { HostHeader = "X-FHost" },
    };

    private static Task<ServingHost> StartAsync(string trusted) => ServingHost.StartAsync(
        ConnectionTests.Say("app"),
        options => options with { Trust = TrustPolicy.Create([trusted], 1, Names), Probe = new BeliefProbe(Key), RejectsInvalidForwarded = false });

    private static Task<int> RunAsync(Terminal terminal, params string[] arguments)
    {
        File.WriteAllText(Path.Combine(terminal.Directory, "key"), Key + "\n");
        return terminal.With("GATEHOUSE_DOCTOR_KEY_FILE", "key").RunAsync(["doctor", .. arguments]);
    }
}
