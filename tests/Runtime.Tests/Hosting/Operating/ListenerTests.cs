using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Gatehouse.Hosting.Operating;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting.Operating;

/// <summary>The control socket and the admin listener of a server process, as curl, probes and scrapers use them.</summary>
[Collection(ProcessTests.Name)]
[SupportedOSPlatform("linux")]
public sealed class ListenerTests
{
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0";

    [Fact]
    public void The_control_socket_answers_HTTP()
    {
        using var server = new Operated("--control-socket", "app.control");
        server.WaitForReady(1);
        Assert.StartsWith("HTTP/1.1 200 ", server.Ask("app.control", "GET", "/status"));
        Assert.EndsWith("\r\n\r\nreloaded: generation 2 serves\n", server.Ask("app.control", "POST", "/reload"));
        Assert.StartsWith("HTTP/1.1 405 ", server.Ask("app.control", "GET", "/reload"));
        Assert.StartsWith("HTTP/1.1 405 ", server.Ask("app.control", "POST", "/status"));
        Assert.StartsWith("HTTP/1.1 404 ", server.Ask("app.control", "POST", "/restart"));
        foreach (string workers in (string[])["", "?workers=", "?workers=0", "?workers=1025", "?workers=x"])
            Assert.StartsWith("HTTP/1.1 400 ", server.Ask("app.control", "POST", "/scale" + workers));
        Assert.EndsWith("\r\n\r\n2 workers are wanted\n", server.Ask("app.control", "POST", "/scale?workers=2"));
        server.WaitForReady(2);
        Assert.StartsWith("HTTP/1.1 202 ", server.Ask("app.control", "POST", "/stop?quick"));
        Assert.Equal(ExitStatus.Exited(0), server.Server.WaitForExit());
    }

    [Fact]
    public void Requests_to_the_operator_are_not_the_services()
    {
        using var server = new Operated("--control-socket", "app.control", "--admin-bind", "unix:app.admin");
        server.WaitForReady(1);
        for (int i = 0; i < 3; i++) server.Ask("app.admin", "GET", "/metrics");
        Assert.Equal(0, StatusJson.Read(Body(server.Ask("app.control", "GET", "/status"))).Traffic.Requests);
    }

    [Fact]
    public void A_reload_that_comes_to_nothing_is_a_409_with_the_reason()
    {
        using var server = new Operated("prefork", ["--control-socket", "app.control"], "{}");
        server.WaitForReady(1);
        File.WriteAllText(server.Path("gatehouse.json"), "{\"workers\": 0}");
        string answer = server.Ask("app.control", "POST", "/reload");
        Assert.StartsWith("HTTP/1.1 409 ", answer);
        Assert.Contains("'0' for workers (from gatehouse.json line 1)", answer);
    }

    [Fact]
    public void A_reload_during_a_reload_is_answered_by_its_own_end()
    {
        using var server = new Operated("--control-socket", "app.control");
        server.WaitForReady(1);
        using Socket first = Send(server, "/reload");
        using Socket second = Send(server, "/reload");
        Assert.EndsWith("generation 2 serves\n", Operated.ReadToEnd(first));
        Assert.EndsWith("generation 3 serves\n", Operated.ReadToEnd(second));
    }

    [Fact]
    public void The_control_socket_is_its_owners_alone()
    {
        using var server = new Operated("--control-socket", "app.control", "--umask", "0");
        server.WaitForReady(1);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(server.Path("app.control")));
    }

    [Fact]
    public void Another_user_is_turned_away_whatever_the_files_mode()
    {
        if (Libc.GetEffectiveUid() != 0) Assert.Skip("Only root can be another user.");
        using var server = new Operated("--control-socket", "app.control");
        server.WaitForReady(1);
        File.SetUnixFileMode(server.Path(""), (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(server.Path("app.control"), (UnixFileMode)0b110_110_110);
        byte[] answer = [1];
        int became = 0;
        var stranger = new Thread(() =>
        {
            // The bare system call changes this thread alone (setresuid(2), "C library/kernel differences"), which ends with the test.
            nint number = RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64 ? 117 : 147;
            became = (int)Libc.SystemCall(number, -1, 65534, -1, 0);
            using var client = StreamClient.Connect(server.Path("app.control"));
            try
            {
                client.Send("GET /status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8);
                answer = client.ReceiveToEnd(TimeSpan.FromSeconds(10));
            }
            catch (SystemCallException e) when (e.Error is 32 or 104)
            {
                // EPIPE or ECONNRESET: closed before it was asked.
                answer = [];
            }
        });
        stranger.Start();
        stranger.Join();
        Assert.Equal(0, became);
        Assert.Empty(answer);
        server.Server.WaitForOutput("User 65534 is neither root nor this service's");
        Assert.StartsWith("HTTP/1.1 200 ", server.Ask("app.control", "GET", "/status"));
    }

    [Fact]
    public void A_control_socket_that_cannot_be_had_is_a_warning_and_a_stale_one_is_replaced()
    {
        using (var server = new Operated("--control-socket", "no/such/folder/x"))
        {
            server.WaitForReady(1);
            Assert.Contains("there is no control socket no/such/folder/x (from --control-socket): No such file or directory", server.Server.Output);
        }

        using var next = new Operated("--control-socket", "app.control");
        next.WaitForReady(1);
        next.Server.Signal(Signals.Kill);
        next.Server.WaitForExit();
        Assert.True(File.Exists(next.Path("app.control")));
        ListenSocket.OpenUnix(next.Path("app.control"), 1).Dispose();
    }

    [Fact]
    public void An_admin_address_that_cannot_be_had_fails_the_start()
    {
        using var server = new Operated("--admin-bind", "unix:no/such/folder/x");
        Assert.Equal(ExitStatus.Exited(1), server.Server.WaitForExit());
        Assert.Contains("cannot listen on unix:no/such/folder/x (from --admin-bind): No such file or directory", server.Server.Output);
    }

    [Fact]
    public void An_admin_listener_for_everybody_is_warned_of()
    {
        using var server = new Operated("--admin-bind", "0.0.0.0:0");
        server.WaitForReady(1);
        Assert.Contains("there is no authentication", server.Server.Output);
        using var local = new Operated("--admin-bind", "127.0.0.1:0");
        local.WaitForReady(1);
        Assert.Contains("Health and metrics at: 127.0.0.1:", local.Server.Output);
        Assert.DoesNotContain("there is no authentication", local.Server.Output);
    }

    [Fact]
    public void Probes_tell_life_from_readiness()
    {
        using var server = new Operated("--admin-bind", "unix:app.admin", "--graceful-timeout", "20");
        server.WaitForReady(1);
        Assert.EndsWith("\r\n\r\nok: serving\n", server.Ask("app.admin", "GET", "/healthz"));
        Assert.EndsWith("\r\n\r\nready: 1 of 1 workers\n", server.Ask("app.admin", "GET", "/readyz"));
        Assert.StartsWith("HTTP/1.1 405 ", server.Ask("app.admin", "POST", "/readyz"));
        Assert.StartsWith("HTTP/1.1 404 ", server.Ask("app.admin", "POST", "/reload"));

        // A download that is under way keeps the worker from leaving.
        using Socket download = server.Connect("app.sock");
        download.Send("GET /stream?bytes=100000000 HTTP/1.1\r\nHost: x\r\n\r\n"u8);
        download.Receive(new byte[100]);
        server.Server.Signal(Signals.Terminate);
        string answer = "";
        Eventually.True(() => (answer = server.Ask("app.admin", "GET", "/readyz")).StartsWith("HTTP/1.1 503 "), () => answer);
        Assert.EndsWith("\r\n\r\nnot ready: the service is stopping\n", answer);
        Assert.EndsWith("\r\n\r\nok: stopping\n", server.Ask("app.admin", "GET", "/healthz"));
    }

    [Fact]
    public void Metrics_are_OpenMetrics_for_who_asks_for_it()
    {
        using var server = new Operated("-w", "2", "--admin-bind", "unix:app.admin");
        server.WaitForReady(2);
        for (int i = 0; i < 5; i++) server.Ask("app.sock", "GET", "/");
        server.Ask("app.sock", "BREW", "/%zz");
        OpenMetricsText metrics = null!;
        Eventually.True(
            () => (metrics = Scrape(server)).Samples["gatehouse_requests_total"] == 6, () => string.Join('\n', metrics.Samples));
        Assert.Equal(6, metrics.Samples.Where(s => s.Key.StartsWith("gatehouse_worker_requests_total")).Sum(s => s.Value));
        Assert.Equal(6, metrics.Samples.Where(s => s.Key.StartsWith("http_server_request_duration_seconds_count")).Sum(s => s.Value));
        Assert.Equal(2, metrics.Samples["gatehouse_workers{state=\"ready\"}"]);
        Assert.Equal(1, metrics.Samples["gatehouse_state{state=\"serving\"}"]);
        Assert.InRange(metrics.Samples["process_memory_usage_bytes"], 1 << 20, 1 << 30);

        string answer = server.Ask("app.admin", "GET", "/metrics", OpenMetrics);
        Assert.Contains("Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n", answer);
        string prometheus = server.Ask("app.admin", "GET", "/metrics");
        Assert.Contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n", prometheus);
        Assert.Contains("\n# TYPE gatehouse_requests_total counter\n", prometheus);
        Assert.DoesNotContain("# EOF", prometheus);
    }

    [Fact]
    public void Counters_never_fall_while_workers_are_killed()
    {
        using var server = new Operated("-w", "2", "--admin-bind", "unix:app.admin");
        server.WaitForReady(2);
        var before = new Dictionary<string, double>();
        for (int round = 0; round < 6; round++)
        {
            for (int i = 0; i < 5; i++) server.Ask("app.sock", "GET", "/");
            Libc.Kill(server.WaitForReady(2).Workers[round % 2].Pid, Signals.Kill);
            Eventually.True(
                () =>
                {
                    OpenMetricsText now = Scrape(server);
                    foreach ((string name, double value) in now.Samples.Where(s => now.Types[s.Key] is "counter" or "histogram"))
                    {
                        Assert.True(value >= before.GetValueOrDefault(name), $"{name} fell from {before.GetValueOrDefault(name)} to {value}");
                        before[name] = value;
                    }

                    return now.Samples["gatehouse_restarts_total{reason=\"killed\"}"] == round + 1;
                },
                () => server.Server.Output);
        }

        Assert.Equal(30, Scrape(server).Samples["gatehouse_requests_total"]);
    }

    private static OpenMetricsText Scrape(Operated server) =>
        OpenMetricsText.Parse(System.Text.Encoding.UTF8.GetString(Body(server.Ask("app.admin", "GET", "/metrics", OpenMetrics))));

    private static byte[] Body(string answer) => System.Text.Encoding.UTF8.GetBytes(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);

    private static Socket Send(Operated server, string target)
    {
        Socket connection = server.Connect("app.control");
        connection.Send(System.Text.Encoding.ASCII.GetBytes($"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        return connection;
    }
}
