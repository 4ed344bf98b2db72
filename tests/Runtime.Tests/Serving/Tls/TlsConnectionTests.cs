using System.Security.Authentication;
using System.Text;
using Gatehouse.Runtime.Tests.Linux;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving.Tls;

public sealed class TlsConnectionTests
{
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Requests_of_one_connection_are_answered_one_after_the_other(SslProtocols version)
    {
        await using TlsHost host = await TlsHost.StartAsync(Echo);
        using SecureWire wire = await host.ConnectAsync(o => o.EnabledSslProtocols = version);
        Assert.Equal(version, wire.Tls.SslProtocol);
        for (int i = 0; i < 5; i++) Assert.Equal($"HTTP/1.1 200 OK https /{i}", wire.Ask($"/{i}"));
    }

    [Fact]
    public async Task Everything_runs_on_the_thread_of_the_loop()
    {
        var threads = new HashSet<int>();
        await using TlsHost host = await TlsHost.StartAsync((request, response) =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            return Echo(request, response);
        });
        for (int i = 0; i < 4; i++)
        {
            using SecureWire wire = await host.ConnectAsync();
            Assert.StartsWith("HTTP/1.1 200 OK", wire.Ask("/"), StringComparison.Ordinal);
        }

        Assert.Single(threads);
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_order()
    {
        await using TlsHost host = await TlsHost.StartAsync(Echo);
        using SecureWire wire = await host.ConnectAsync();
        wire.SendRaw(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 2000).Select(i => $"GET /{i} HTTP/1.1\r\nHost: a.test\r\n\r\n"))));
        for (int i = 0; i < 2000; i++) Assert.Equal($"https /{i}", Encoding.UTF8.GetString(wire.Hear().Body));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Large_bodies_pass_both_ways_unchanged(bool streamed)
    {
        byte[] body = new byte[5_000_000];
        new Random(7).NextBytes(body);
        await using TlsHost host = await TlsHost.StartAsync(async (request, response) =>
        {
            if (!streamed)
            {
                ReadOnlyMemory<byte> whole = await request.ReadBodyAsync();
                response.Write(whole.Span);
                return;
            }

            response.ContentLength = request.ContentLength;
            byte[] piece = new byte[50_000];
            for (int read; (read = await request.Body.ReadAsync(piece)) > 0;) await response.WriteAsync(piece.AsMemory(0, read));
        });
        using SecureWire wire = await host.ConnectAsync();

        // One whose answer began before its body was read is the last of its connection.
        for (int turn = 0; turn < (streamed ? 1 : 2); turn++)
        {
            Task sending = Task.Run(() =>
            {
                wire.Send("POST / HTTP/1.1", "Host: a.test", $"Content-Length: {body.Length}", "");
                wire.SendRaw(body);
            });
            (string status, byte[] echoed) = wire.Hear();
            await sending;
            Assert.Equal("HTTP/1.1 200 OK", status);
            Assert.True(body.AsSpan().SequenceEqual(echoed));
        }
    }

    [Fact]
    public async Task A_client_that_does_not_read_holds_its_handler_back()
    {
        int written = 0;
        bool done = false;
        byte[] piece = new byte[64 * 1024];
        await using TlsHost host = await TlsHost.StartAsync(async (_, response) =>
        {
            response.ContentLength = 400L * piece.Length;
            for (; written < 400; written++) await response.WriteAsync(piece);
            done = true;
        });
        using SecureWire wire = await host.ConnectAsync();
        wire.Send("GET / HTTP/1.1", "Host: a.test", "");
        wire.HearHead();
        int before = -1;
        Eventually.True(
            () =>
            {
                bool stands = before == Volatile.Read(ref written);
                before = Volatile.Read(ref written);
                Thread.Sleep(100);
                return stands;
            },
            () => "The handler never had to wait.");
        Assert.InRange(before, 1, 399);
        wire.Read(400 * piece.Length);
        Eventually.True(() => Volatile.Read(ref done), () => "The handler did not go on.");
    }

    [Fact]
    public async Task A_file_is_sent()
    {
        byte[] content = new byte[300_001];
        new Random(8).NextBytes(content);
        using var directory = new TestDirectory();
        File.WriteAllBytes(directory.File("data"), content);
        using SafeFileHandle file = File.OpenHandle(directory.File("data"));
        await using TlsHost host = await TlsHost.StartAsync(async (_, response) =>
        {
            response.ContentLength = content.Length;
            await response.SendFileAsync(file, 0, content.Length);
        });
        using SecureWire wire = await host.ConnectAsync();
        wire.Send("GET / HTTP/1.1", "Host: a.test", "");
        Assert.True(content.AsSpan().SequenceEqual(wire.Hear().Body));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Where_the_bytes_are_cut_makes_no_difference(int seed)
    {
        var random = new Random(seed);
        byte[] body = new byte[20_000];
        random.NextBytes(body);
        await using TlsHost host = await TlsHost.StartAsync(async (request, response) => response.Write((await request.ReadBodyAsync()).Span));
        for (int largest = 1; largest < 2000; largest *= 7)
        {
            using SecureWire wire = await host.ConnectAsync(below: stream => new CuttingStream(stream, random, largest));
            for (int turn = 0; turn < 2; turn++)
            {
                byte[] part = body[..Math.Min(body.Length, largest * 300)];
                wire.Send("POST / HTTP/1.1", "Host: a.test", $"Content-Length: {part.Length}", "");
                wire.SendRaw(part);
                Assert.Equal(part, wire.Hear().Body);
            }
        }
    }

    [Fact]
    public async Task A_close_is_announced()
    {
        RecordingStream? record = null;
        await using TlsHost host = await TlsHost.StartAsync(Echo);
        using SecureWire wire = await host.ConnectAsync(
            o => o.EnabledSslProtocols = SslProtocols.Tls12, stream => record = new RecordingStream(stream));
        wire.Send("GET / HTTP/1.1", "Host: a.test", "Connection: close", "");
        Assert.Equal("HTTP/1.1 200 OK", wire.Hear().Status);
        wire.ExpectClose();

        // A handshake, the answer, and close_notify: 21 is an alert.
        Assert.Equal(21, record!.RecordTypes()[^1]);
    }

    [Fact]
    public async Task What_was_cut_off_does_not_end_as_if_it_were_whole()
    {
        RecordingStream? record = null;
        await using TlsHost host = await TlsHost.StartAsync(async (_, response) =>
        {
            await response.WriteAsync("half"u8.ToArray());
            throw new InvalidOperationException("broken");
        });
        using SecureWire wire = await host.ConnectAsync(
            o => o.EnabledSslProtocols = SslProtocols.Tls12, stream => record = new RecordingStream(stream));
        wire.Send("GET / HTTP/1.1", "Host: a.test", "");
        Assert.ThrowsAny<IOException>(() =>
        {
            while (wire.Tls.Read(new byte[100]) > 0)
            {
                // The half that was sent.
            }
        });
        Assert.DoesNotContain((byte)21, record!.RecordTypes());
    }

    [Fact]
    public async Task A_client_that_sends_no_more_gets_its_answers()
    {
        await using TlsHost host = await TlsHost.StartAsync(async (request, response) =>
        {
            if (request.Path == "/slow") await Task.Delay(50);
            await Echo(request, response);
        });
        using SecureWire wire = await host.ConnectAsync();
        wire.Send("GET /1 HTTP/1.1", "Host: a.test", "", "GET /slow HTTP/1.1", "Host: a.test", "", "GET /3 HTTP/1.1", "Host: a.test", "");
        await wire.Tls.ShutdownAsync();
        foreach (string path in new[] { "/1", "/slow", "/3" }) Assert.Equal("https " + path, Encoding.UTF8.GetString(wire.Hear().Body));
        wire.ExpectClose();
    }

    [Fact]
    public async Task Another_protocol_goes_through()
    {
        await using TlsHost host = await TlsHost.StartAsync(async (request, _) =>
        {
            await using Stream raw = await request.Exchange.UpgradeAsync("echo", CancellationToken.None);
            byte[] bytes = new byte[1000];
            for (int read; (read = await raw.ReadAsync(bytes)) > 0;) await raw.WriteAsync(bytes.AsMemory(0, read));
        });
        using SecureWire wire = await host.ConnectAsync();
        wire.Send("GET / HTTP/1.1", "Host: a.test", "Connection: Upgrade", "Upgrade: echo", "");
        Assert.Equal("HTTP/1.1 101 Switching Protocols", wire.HearHead().Status);
        for (int i = 0; i < 3; i++)
        {
            byte[] sent = new byte[100_000];
            new Random(i).NextBytes(sent);
            Task sending = Task.Run(() => wire.SendRaw(sent));
            Assert.True(sent.AsSpan().SequenceEqual(wire.Read(sent.Length)));
            await sending;
        }

        await wire.Tls.ShutdownAsync();
        wire.ExpectClose();
    }

    [Fact]
    public async Task Browsers_are_told_to_stay_on_HTTPS()
    {
        await using TlsHost host = await TlsHost.StartAsync(
            (request, response) =>
            {
                if (request.Path == "/own") response.Headers.Add("Strict-Transport-Security", "max-age=1");
                return default;
            },
            configure: o => o with { StrictTransportSecurity = "max-age=600" });
        using SecureWire wire = await host.ConnectAsync();
        foreach ((string path, string value) in new[] { ("/", "max-age=600"), ("/own", "max-age=1") })
        {
            wire.Send($"GET {path} HTTP/1.1", "Host: a.test", "");
            Assert.Equal([$"Strict-Transport-Security: {value}"], wire.HearHead().Headers.Where(h => h.StartsWith("Strict", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_client_that_closes_is_forgotten()
    {
        await using TlsHost host = await TlsHost.StartAsync(Echo);
        for (int i = 0; i < 3; i++)
        {
            using SecureWire wire = await host.ConnectAsync();
            wire.Ask("/");
            if (i > 0) await wire.Tls.ShutdownAsync();
            if (i > 1) wire.ExpectClose();
        }

        // The drain ends when the last connection is closed.
        host.Server.Worker.Stop(TimeSpan.FromMinutes(5));
        await host.Server.Worker.Ended.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task An_idle_client_is_told_when_the_server_drains()
    {
        await using TlsHost host = await TlsHost.StartAsync(Echo);
        using SecureWire wire = await host.ConnectAsync();
        wire.Ask("/");
        host.Server.Worker.Stop(TimeSpan.FromMinutes(5));
        wire.ExpectClose();
        await host.Server.Worker.Ended.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Without_keep_alive_the_first_request_is_still_waited_for()
    {
        await using TlsHost host = await TlsHost.StartAsync(Echo, configure: o => o with { KeepAlive = 0 });
        using SecureWire wire = await host.ConnectAsync();
        using SecureWire other = await host.ConnectAsync();
        other.Ask("/");
        Assert.Equal("HTTP/1.1 200 OK https /", wire.Ask("/"));
        wire.ExpectClose();
    }

    internal static ValueTask Echo(Request request, Response response)
    {
        response.Write($"{request.Scheme} {request.Path}");
        return default;
    }
}
