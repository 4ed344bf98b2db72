using System.Net;
using System.Text;
using Gatehouse.Proxy;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>Turns, deadlines, the end, and who the client is.</summary>
public sealed class LifeTests
{
    private static readonly string[] Get = ["GET / HTTP/1.1", "Host: test", ""];

    [Fact]
    public async Task AHandlerThatAwaitsGivesWay()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ServingHost host = await ServingHost.StartAsync(async (request, response) =>
        {
            if (request.Path == "/wait") await release.Task;
            response.Write(request.Path);
        });
        using Wire first = host.Connect();
        using Wire second = host.Connect();
        first.Send("GET /wait HTTP/1.1", "Host: test", "");
        second.Send("GET /go HTTP/1.1", "Host: test", "");
        second.Expect("HTTP/1.1 200 OK");
        release.SetResult();
        first.Expect("HTTP/1.1 200 OK");
    }

    [Fact]
    public async Task WithALimitOfOneRequestsTakeTurns()
    {
        var entered = new SemaphoreSlim(0);
        var release = new SemaphoreSlim(0);
        int running = 0, most = 0;
        await using ServingHost host = await ServingHost.StartAsync(
            async (_, _) =>
            {
                most = Math.Max(most, ++running);
                entered.Release();
                await release.WaitAsync();
                running--;
            },
            o => o with { MaxRunning = 1 });
        Wire[] wires = [.. Enumerable.Range(0, 4).Select(_ => host.Connect())];
        foreach (Wire wire in wires) wire.Send(Get);
        for (int i = 0; i < wires.Length; i++)
        {
            Assert.True(await entered.WaitAsync(TimeSpan.FromSeconds(20)), $"turn {i}");
            release.Release();
        }

        foreach (Wire wire in wires)
        {
            wire.Expect("HTTP/1.1 200 OK");
            wire.Dispose();
        }

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task WithoutKeepAliveTheFirstRequestIsStillWaitedFor()
    {
        await using ServingHost host = await ServingHost.StartAsync(
            (_, response) =>
            {
                response.Write("here");
                return default;
            },
            o => o with { KeepAlive = 0 });
        using Wire late = host.Connect();

        // By the time that another client has its answer, the loop has seen the silent one.
        using Wire other = host.Connect();
        other.Send("GET / HTTP/1.1", "Host: test", "");
        Assert.EndsWith("here", other.ReadToEnd());
        late.Send("GET / HTTP/1.1", "Host: test", "");
        Assert.EndsWith("here", late.ReadToEnd());
    }

    [Fact]
    public async Task ARequestThatOutlivesItsDeadlineGets503AndALogLine()
    {
        await using ServingHost host = await ServingHost.StartAsync(
            async (request, _) => await Task.Delay(Timeout.Infinite, request.Aborted), o => o with { RequestTimeout = 100 });
        using Wire wire = host.Connect();
        wire.Send("GET /stuck HTTP/1.1", "Host: test", "");
        Assert.StartsWith("HTTP/1.1 503 ", wire.ReadToEnd());
        Assert.Contains(host.Log, line => line.Contains("Request GET /stuck ran for 0.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AHandlerThatWasLeftBehindCannotTouchTheNextRequest()
    {
        var release = new TaskCompletionSource();
        var outcome = new TaskCompletionSource<Exception?>();
        await using ServingHost host = await ServingHost.StartAsync(
            async (request, response) =>
            {
                if (request.Path == "/next")
                {
                    response.Write("clean");
                    return;
                }

                await release.Task;
                response.Write("stray");
                outcome.SetResult(await Record.ExceptionAsync(async () => await response.FlushAsync()));
            },
            o => o with { RequestTimeout = 100, MaxRunning = 1 });
        using (Wire wire = host.Connect())
        {
            wire.Send("GET /stuck HTTP/1.1", "Host: test", "");
            Assert.StartsWith("HTTP/1.1 503 ", wire.ReadToEnd());
        }

        using Wire next = host.Connect();
        release.SetResult();
        Assert.IsType<IOException>(await outcome.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        next.Send("GET /next HTTP/1.1", "Host: test", "");
        next.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 5", "");
        next.ExpectRaw("clean");
    }

    [Fact]
    public async Task AHeadThatIsTooSlowGets408AndAnIdleConnectionIsClosed()
    {
        await using ServingHost host = await ServingHost.StartAsync(
            ConnectionTests.Say("hello"), o => o with { HeaderTimeout = 100, KeepAlive = 100 });
        using (Wire wire = host.Connect())
        {
            wire.SendRaw("GET / HTTP/1.1\r\nHost:");
            Assert.StartsWith("HTTP/1.1 408 ", wire.ReadToEnd());
        }

        using (Wire wire = host.Connect())
        {
            wire.Send(Get);
            Assert.EndsWith("hello", wire.ReadToEnd());
        }
    }

    [Fact]
    public async Task DrainsWithoutLosingWhatRunsOrWhatIsJustBeingSent()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = new TaskCompletionSource();
        await using ServingHost host = await ServingHost.StartAsync(async (request, response) =>
        {
            if (request.Path == "/wait")
            {
                waiting.SetResult();
                await release.Task;
            }

            response.Write("done");
        });
        using Wire running = host.Connect();
        using Wire idle = host.Connect();
        idle.Send(Get);
        idle.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 4", "");
        idle.ExpectRaw("done");
        running.Send("GET /wait HTTP/1.1", "Host: test", "");
        await waiting.Task.WaitAsync(TimeSpan.FromSeconds(20));

        host.Worker.Stop(TimeSpan.FromSeconds(20));
        var begun = new TaskCompletionSource();
        host.Worker.Loop.Post(begun.SetResult);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        idle.Send(Get);
        idle.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 4", "Connection: close", "");
        idle.ExpectRaw("done");
        idle.ExpectClose();
        Assert.False(host.Worker.Ended.IsCompleted);
        release.SetResult();
        running.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 4", "Connection: close", "");
        await host.Worker.Ended.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task TheDrainHasALimit()
    {
        var waiting = new TaskCompletionSource();
        await using ServingHost host = await ServingHost.StartAsync(async (_, _) =>
        {
            waiting.SetResult();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        });
        using Wire wire = host.Connect();
        wire.Send(Get);
        await waiting.Task.WaitAsync(TimeSpan.FromSeconds(20));
        host.Worker.Stop(TimeSpan.FromMilliseconds(50));
        await host.Worker.Ended.WaitAsync(TimeSpan.FromSeconds(20));
        wire.ExpectReset();
        Assert.Contains(host.Log, line => line.Contains("Cut 1 connections with 1 running requests", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, "127.0.0.1/32", "203.0.113.9 https shop.example /app")]
    [InlineData(false, "10.0.0.0/8", "127.0.0.1 http test ")]
    [InlineData(true, "unix:", "203.0.113.9 https shop.example /app")]
    [InlineData(true, "127.0.0.1/32", " http test ")]
    public async Task OnlyATrustedPeerSpeaksForTheClient(bool onUnixSocket, string trusted, string expected)
    {
        var names = new ForwardedHeaderNames("X-Forwarded-For", "X-Forwarded-Proto", "X-FHost", "X-Forwarded-Port", "X-Forwarded-Prefix");
        await using ServingHost host = await ServingHost.StartAsync(
            (request, response) =>
            {
                response.Write($"{request.ClientAddress} {request.Scheme} {request.Host} {request.PathBase}");
                return default;
            },
            o => o with { Trust = TrustPolicy.Create([trusted], 1, names) },
            onUnixSocket);
        using Wire wire = host.Connect();
        wire.Send(
            "GET / HTTP/1.1",
            "Host: test",
            "X-Forwarded-For: 6.6.6.6, 203.0.113.9",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: evil.example",
            "X-FHost: shop.example",
            "X-Forwarded-Prefix: /app/",
            "Connection: close",
            "");
        Assert.EndsWith("\r\n\r\n" + expected, wire.ReadToEnd());
    }

    [Fact]
    public async Task TheAccessLogHasTheVerifiedClientAndNothingThatEndsAField()
    {
        string path = Path.GetTempFileName();
        using var file = Gatehouse.Linux.AppendFile.Open(path);
        var log = new Gatehouse.Serving.AccessLog(file, Gatehouse.Serving.AccessLogFormat.Combined);
        await using ServingHost host = await ServingHost.StartAsync(
            ConnectionTests.Say("hello"),
            o => o with { AccessLog = log, Trust = TrustPolicy.Create(["127.0.0.1/32"], 1, new ForwardedHeaderNames("X-Forwarded-For")) });
        using (Wire wire = host.Connect())
        {
            wire.Send("GET /a?b=c HTTP/1.1", "Host: test", "X-Forwarded-For: 203.0.113.9", "User-Agent: \"quoted\\", "Connection: close", "");
            wire.ReadToEnd();
        }

        log.Flush();
        string line = await File.ReadAllTextAsync(path);
        Assert.Matches(
            """^203\.0\.113\.9 - - \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET /a\?b=c HTTP/1\.1" 200 5 "-" "\\"quoted\\\\"\n$""",
            line);
        File.Delete(path);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("combined")]
    [InlineData("json")]
    [InlineData("%(h)s %(u)s %(t)s \"%(r)s\" %(L)s %({host}i)s %({content-type}o)s")]
    public async Task AKeepAliveRequestAllocatesNothing(string? logFormat)
    {
        byte[] body = "Hello, World!"u8.ToArray();
        long[] allocated = new long[64];
        int served = 0;
        using LogFile? log = logFormat is null ? null : new LogFile(logFormat);
        await using ServingHost host = await ServingHost.StartAsync(
            (_, response) =>
            {
                allocated[served++ % 64] = GC.GetAllocatedBytesForCurrentThread();
                return CompilerServices.HandlerResult.WriteAsync(response, body);
            },
            o => o with { AccessLog = log?.Log });
        using Wire wire = host.Connect();
        byte[] request = Encoding.ASCII.GetBytes(
            "GET / HTTP/1.1\r\nHost: test\r\nUser-Agent: \"test\"\r\nAuthorization: Basic YWxpY2U6c2VjcmV0\r\n\r\n");
        for (int i = 0; i < 2048; i++)
        {
            wire.SendRaw(request);
            wire.ReadOnce();
        }

        long[] steps = [.. Enumerable.Range(1, 63).Select(i => allocated[(served + i) % 64] - allocated[(served + i - 1) % 64])];
        Assert.True(steps.All(step => step == 0), $"bytes allocated a request: {string.Join(' ', steps)}");
    }

    [Fact]
    public async Task ListensOnEveryInterfaceWithOneSocket()
    {
        using var listener = Gatehouse.Linux.ListenSocket.OpenTcp(null, 0, 16, reusePort: false);
        int port = IPEndPoint.Parse(listener.LocalAddress).Port;
        foreach (IPAddress address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
        {
            using var client = new System.Net.Sockets.TcpClient(address.AddressFamily);
            await client.ConnectAsync(address, port);
        }
    }
}
