using System.Text.Json;
using Gatehouse.Hosting;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting;

/// <summary>--print-config, --check-config, and what a runtime's end makes of the process.</summary>
public sealed class RequestTests
{
    [Fact]
    public async Task Print_config_shows_each_value_and_where_it_came_from()
    {
        using var terminal = new Terminal { App = new() { Name = "hello", Defaults = [new("keepAlive", "1m", "the project")] } };
        terminal.With("GATEHOUSE_MAX_REQUEST_BODY", "1k").WithFile("{\n\"timeout\": \"500ms\"}");
        Assert.Equal(0, await terminal.RunAsync("daemon", "--print-config", "-b", ":80,unix:/run/hello.sock", "-n"));
        Assert.Equal(
            """
            setting                   value                      from
            bind                      :80, unix:/run/hello.sock  --bind
            backlog                   2048                       built-in default
            tlsCertificate            -none-                     built-in default
            tlsKey                    -none-                     built-in default
            tlsClientCertificate      none                       built-in default
            tlsCaCertificate          -none-                     built-in default
            tlsMinVersion             1.2                        built-in default
            tlsHandshakeTimeout       10                         built-in default
            hsts                      0                          built-in default
            threads                   8                          built-in default
            workerConnections         1000                       built-in default
            timeout                   0.5                        gatehouse.json line 2
            gracefulTimeout           30                         built-in default
            keepAlive                 60                         the project
            headerTimeout             15                         built-in default
            bodyTimeout               30                         built-in default
            writeTimeout              30                         built-in default
            minBodyRate               240                        built-in default
            minSendRate               240                        built-in default
            rateGrace                 5                          built-in default
            maxRequestLine            8190                       built-in default
            maxHeaderCount            100                        built-in default
            maxHeaderBytes            32768                      built-in default
            maxRequestBody            1024                       GATEHOUSE_MAX_REQUEST_BODY
            maxConnections            0                          built-in default
            maxConnectionsPerAddress  0                          built-in default
            maxRequestsPerConnection  0                          built-in default
            accessLog                 -none-                     built-in default
            accessLogFormat           combined                   built-in default
            errorLog                  -                          built-in default
            logLevel                  info                       built-in default
            noDaemon                  true                       --no-daemon
            pidFile                   hello.pid                  built-in default
            runDir                    -none-                     built-in default
            umask                     -none-                     built-in default
            user                      -none-                     built-in default
            group                     -none-                     built-in default
            maxOpenFiles              0                          built-in default
            trustedProxies            -none-                     built-in default
            proxyHops                 1                          built-in default
            invalidForwarded          reject                     built-in default
            allowedHosts              -none-                     built-in default
            doctorKeyFile             -none-                     built-in default

            """,
            terminal.Output);
        Assert.Null(terminal.Served);
    }

    [Fact]
    public async Task Print_config_has_a_form_for_programs()
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync("prefork", "--print-config=json", "-w", "4", "--user", "http \"x\""));
        JsonElement settings = JsonDocument.Parse(terminal.Output).RootElement;
        Assert.Equal("4", settings.GetProperty("workers").GetProperty("value").GetString());
        Assert.Equal("--workers", settings.GetProperty("workers").GetProperty("origin").GetString());
        Assert.Equal("http \"x\"", settings.GetProperty("user").GetProperty("value").GetString());
        Assert.Equal("127.0.0.1:8000", settings.GetProperty("bind").GetProperty("value")[0].GetString());
        Assert.Equal(JsonValueKind.Null, settings.GetProperty("group").GetProperty("value").ValueKind);
        Assert.Equal(SettingTable.All.Where(s => s.Verbs.Contains(Verb.PreFork)).Select(s => s.Name), settings.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Print_config_complains_like_a_start()
    {
        using var terminal = new Terminal();
        Assert.Equal(2, await terminal.RunAsync("prefork", "--print-config", "-w", "0"));
        Assert.Equal("", terminal.Output);
        Assert.StartsWith("hello: '0' for workers", terminal.Error);
    }

    [Theory]
    [InlineData(":80", 0)]
    [InlineData("unix:/nonexistent/folder/x.sock", 0)]
    [InlineData("x:80", 1)]
    public async Task Check_config_ends_with_0_or_1_and_serves_nothing(string address, int exit)
    {
        using var terminal = new Terminal();
        Assert.Equal(exit, await terminal.RunAsync("prefork", "--check-config", "-b", address));
        Assert.Equal(exit == 0, terminal.Error.Length == 0);
        Assert.Equal("", terminal.Output);
        Assert.Null(terminal.Served);
    }

    [Fact]
    public async Task Check_config_looks_at_the_headers_that_the_application_declares()
    {
        using var terminal = new Terminal
        {
            App = new() { Name = "hello", TrustedProxies = ["unix:"], ForwardedHeaders = new(Forwarded.Host) { HostHeader = "no header" } },
        };
        Assert.Equal(1, await terminal.RunAsync("prefork", "--check-config"));
        Assert.StartsWith("hello: 'no header' is not a header field name", terminal.Error, StringComparison.Ordinal);
        Assert.Single(terminal.Error, '\n');
    }

    [Fact]
    public async Task A_start_that_fails_is_one_line_and_exit_code_1()
    {
        using var terminal = new Terminal { Serve = () => throw new StartupException("127.0.0.1:80 is in use (from --bind)") };
        Assert.Equal(1, await terminal.RunAsync("epoll"));
        Assert.Equal("hello: 127.0.0.1:80 is in use (from --bind)\n", terminal.Error);
    }

    [Fact]
    public async Task A_failure_nobody_foresaw_says_how_to_learn_more()
    {
        using var terminal = new Terminal { Serve = () => throw new InvalidOperationException("no luck") };
        Assert.Equal(1, await terminal.RunAsync("epoll"));
        Assert.Equal(
            """
            hello: unexpected error: System.InvalidOperationException: no luck
            hello: --log-level debug shows where it came from

            """,
            terminal.Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Debugging_shows_the_stack(bool isForeseen)
    {
        using var terminal = new Terminal { Serve = async () => { await Task.Yield(); throw isForeseen ? new StartupException("x") : new IOException("x"); } };
        Assert.Equal(1, await terminal.RunAsync("epoll", "--log-level", "debug"));
        Assert.Contains($"   at {typeof(RequestTests).FullName}", terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prefork", "PreFork")]
    [InlineData("prefork master=1 index=0", "PreFork")]
    [InlineData("epoll x", "Epoll")]
    public async Task A_worker_goes_straight_to_its_runtime(string variable, string verb)
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunWorkerAsync(variable));
        Assert.Equal(verb, terminal.Served.ToString());
        Assert.All(SettingTable.All, s => Assert.Null(s.Read(terminal.Settings)));
    }

    [Fact]
    public async Task A_variable_that_no_supervisor_set_is_refused()
    {
        using var terminal = new Terminal();
        Assert.Equal(2, await terminal.RunWorkerAsync("4"));
        Assert.Equal("hello: GATEHOUSE_WORKER is set by a supervisor for its workers; unset it to start a server\n", terminal.Error);
    }
}
