using System.Diagnostics;
using System.Net;
using Gatehouse.Linux;
using Gatehouse.Proxy;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Serving;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>Limits of connections, and deadlines against clients that send or take a little now and then.</summary>
public sealed class LimitTests
{
    private static readonly string[] Get = ["GET / HTTP/1.1", "Host: test", ""];

    [Fact]
    public async Task AHeadInSingleBytesHasOneDeadlineForAllOfThem()
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Say("hello"), o => o with { HeaderTimeout = 200 });
        using Wire wire = host.Connect();
        Assert.StartsWith("HTTP/1.1 408 ", await TrickleAsync(wire, "GET / HTTP/1.1\r\nX: " + new string('x', 8000)));
    }

    [Fact]
    public async Task ABodyBelowTheLeastRateGets408()
    {
        await using ServingHost host = await ServingHost.StartAsync(
            async (request, _) => await request.ReadBodyAsync(), o => o with { MinBodyRate = 100_000, RateGrace = 200 });
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Content-Length: 8000", "");
        Assert.StartsWith("HTTP/1.1 408 ", await TrickleAsync(wire, new string('x', 8000)));
    }

    [Fact]
    public async Task AChunkedBodyIsMeasuredByItsDataNotByItsFraming()
    {
        await using ServingHost host = await ServingHost.StartAsync(
            async (request, _) => await request.ReadBodyAsync(), o => o with { MinBodyRate = 1, RateGrace = 200 });
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Transfer-Encoding: chunked", "");
        Assert.StartsWith("HTTP/1.1 408 ", await TrickleAsync(wire, "1;x=" + new string('x', 2000)));
    }

    [Fact]
    public async Task TimeThatTheHandlerTakesDoesNotMakeItsClientSlow()
    {
        await using ServingHost host = await ServingHost.StartAsync(
            async (request, response) =>
            {
                byte[] piece = new byte[1];
                for (int i = 0; i < 4; i++)
                {
                    await request.Body.ReadExactlyAsync(piece);
                    await Task.Delay(60);
                }

                response.Write("read");
            },
            o => o with { MinBodyRate = 1_000_000, RateGrace = 200 });
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Content-Length: 4", "Connection: close", "");
        wire.SendRaw("body");
        Assert.EndsWith("read", wire.ReadToEnd());
    }

    [Fact]
    public async Task WhatIsLeftOfABodyIsReadAwayForALimitedTime()
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Say("hello"), o => o with { BodyTimeout = 200 });
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Content-Length: 8000", "");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 5", "");
        wire.ExpectRaw("hello");
        Assert.Equal("", await TrickleAsync(wire, new string('x', 2000)));
    }

    [Fact]
    public async Task AClientThatTakesLessThanTheLeastRateIsCutOff()
    {
        await using ServingHost host = await ServingHost.StartAsync(
            async (_, response) =>
            {
                byte[] piece = new byte[64 * 1024];
                while (true) await response.WriteAsync(piece);
            },
            o => o with { MinSendRate = 1 << 30, RateGrace = 200 });
        using Wire wire = host.Connect();
        wire.Send(Get);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (true)
            {
                wire.Read(1024);
                await Task.Delay(5);
            }
        });
        Assert.Contains(host.Log, line => line.Contains(": it took ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AClientThatTakesALittleAllTheTimeIsNotCutOffByTheWriteTimeout()
    {
        // The kernel says that it takes more only when a third of its buffer is free, which is later than the timeout.
        byte[] body = new byte[12 * 1024 * 1024];
        await using ServingHost host = await ServingHost.StartAsync(
            (_, response) => CompilerServices.HandlerResult.WriteAsync(response, body), o => o with { WriteTimeout = 250, MinSendRate = 0 });
        using Wire wire = host.Connect();
        wire.Send("GET / HTTP/1.1", "Host: test", "Connection: close", "");
        var watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < 1500)
        {
            wire.Read(32 * 1024);
            await Task.Delay(20);
        }

        Assert.True(wire.ReadToEnd().Length > 0);
        Assert.DoesNotContain(host.Log, line => line.Contains(": it took ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheRequestDeadlineGives408WhileTheBodyIsOnTheWay()
    {
        await using ServingHost host = await ServingHost.StartAsync(
            async (request, _) => await request.ReadBodyAsync(), o => o with { RequestTimeout = 200 });
        using Wire wire = host.Connect();
        wire.Send("POST /up HTTP/1.1", "Host: test", "Content-Length: 8000", "");
        Assert.StartsWith("HTTP/1.1 408 ", await TrickleAsync(wire, new string('x', 8000)));
        Assert.Contains(host.Log, line => line.Contains("Request POST /up waited for its body for 0.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheRequestDeadlineCutsAnAnswerThatHasBegun()
    {
        await using ServingHost host = await ServingHost.StartAsync(
            async (request, response) =>
            {
                response.Write("begun");
                await response.FlushAsync();
                await Task.Delay(Timeout.Infinite, request.Aborted);
            },
            o => o with { RequestTimeout = 200 });
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.ExpectReset();
        Assert.Contains(host.Log, line => line.Contains("Request GET / ran for 0.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AConnectionIsClosedWithTheAnswerToItsLastRequest()
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Say("hello"), o => o with { MaxRequestsPerConnection = 2 });
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Send(Get);
        wire.Send(Get);
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 5", "");
        wire.ExpectRaw("hello");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 5", "Connection: close", "");
        wire.ExpectRaw("hello");
        wire.ExpectClose();
    }

    [Fact]
    public async Task ARequestThatMeetsTheEndOfItsConnectionDoesNotResetTheAnswerBeforeIt()
    {
        using var running = new ManualResetEventSlim();
        using var sent = new ManualResetEventSlim();
        await using ServingHost host = await ServingHost.StartAsync(
            (_, response) =>
            {
                // It holds the loop, so that the next request comes after the last receive and before the close.
                running.Set();
                sent.Wait(TimeSpan.FromSeconds(20));
                response.Write("hello");
                return default;
            },
            o => o with { MaxRequestsPerConnection = 1 });
        using Wire wire = host.Connect();
        wire.Send(Get);
        running.Wait(TimeSpan.FromSeconds(20));
        wire.Send(Get);
        sent.Set();
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 5", "Connection: close", "");
        wire.ExpectRaw("hello");
        wire.ExpectClose();
    }

    [Fact]
    public async Task OneConnectionMoreThanMayBeWaitsUntilOneIsClosed()
    {
        var limits = new ConnectionLimits(2, 0, TrustPolicy.Nobody);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ServingHost host = await ServingHost.StartAsync(
            async (request, response) =>
            {
                if (request.Path == "/wait") await release.Task;
                response.Write(request.Path);
            },
            o => o with { Connections = limits });
        using Wire first = host.Connect();
        using Wire second = host.Connect();
        first.Send("GET /wait HTTP/1.1", "Host: test", "Connection: close", "");
        second.Send("GET /wait HTTP/1.1", "Host: test", "Connection: close", "");
        using Wire third = host.Connect();
        third.Send("GET /third HTTP/1.1", "Host: test", "Connection: close", "");
        Eventually.True(() => host.Log.Any(l => l.StartsWith("Warning 2 connections are open", StringComparison.Ordinal)), () => "not full");
        Assert.False(limits.HasRoom);
        Assert.False(third.HasInput);
        release.SetResult();
        Assert.EndsWith("/wait", first.ReadToEnd());
        Assert.EndsWith("/third", third.ReadToEnd());
        Eventually.True(() => limits.HasRoom, () => "The count does not go down.");
    }

    [Fact]
    public async Task AnIdleConnectionMakesRoomForOneThatWaits()
    {
        await using ServingHost host = await ServingHost.StartAsync(
            ConnectionTests.Say("hello"), o => o with { Connections = new ConnectionLimits(1, 0, TrustPolicy.Nobody) });
        using Wire idle = host.Connect();
        idle.Send(Get);
        idle.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 5", "");
        idle.ExpectRaw("hello");
        using Wire waiting = host.Connect();
        waiting.Send("GET / HTTP/1.1", "Host: test", "Connection: close", "");
        Assert.EndsWith("hello", waiting.ReadToEnd());
        idle.ExpectClose();
    }

    [Theory]
    [InlineData(false, "none", true)]
    [InlineData(false, "127.0.0.1", false)]
    [InlineData(true, "none", false)]
    public async Task AnAddressHasItsShareOfConnectionsUnlessItIsAProxy(bool onUnixSocket, string trusted, bool isLimited)
    {
        TrustPolicy trust = trusted == "none" ? TrustPolicy.Nobody : TrustPolicy.Create([trusted], 1, new ForwardedHeaderNames("X-Forwarded-For"));
        using var log = new LogFile("%(h)s %(r)s %(s)s");
        await using ServingHost host = await ServingHost.StartAsync(
            ConnectionTests.Say("hello"),
            o => o with { Connections = new ConnectionLimits(100, 2, trust), Trust = trust, AccessLog = log.Log },
            onUnixSocket);
        using Wire first = host.Connect();
        Wire second = host.Connect();
        foreach (Wire wire in (Wire[])[first, second])
        {
            wire.Send(Get);
            wire.Expect("HTTP/1.1 200 OK");
        }

        using Wire third = host.Connect();
        if (isLimited)
        {
            Assert.Equal("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", third.ReadToEnd());
            Assert.Equal("127.0.0.1 - 503", (await log.LinesAsync(3))[2]);
        }
        else
        {
            third.Send(Get);
            third.Expect("HTTP/1.1 200 OK");
        }

        second.Dispose();
        Eventually.True(
            () =>
            {
                using Wire next = host.Connect();
                try
                {
                    next.Send("GET / HTTP/1.1", "Host: test", "Connection: close", "");
                    return next.ReadToEnd().EndsWith("hello", StringComparison.Ordinal);
                }
                catch (System.Net.Sockets.SocketException)
                {
                    return false;
                }
            },
            () => "The count does not go down.");
    }

    [Fact]
    public void AnIPv6AddressIsItsNetworkOf64Bits()
    {
        var limits = new ConnectionLimits(100, 1, TrustPolicy.Nobody);
        Assert.True(limits.TryEnter(Peer("2001:db8:0:1::1")));
        Assert.False(limits.TryEnter(Peer("2001:db8:0:1:ffff::2")));
        Assert.True(limits.TryEnter(Peer("2001:db8:0:2::1")));
        Assert.True(limits.TryEnter(Peer("192.0.2.1")));
        Assert.False(limits.TryEnter(Peer("::ffff:192.0.2.1")));
        limits.Leave(Peer("2001:db8:0:1::1"));
        Assert.True(limits.TryEnter(Peer("2001:db8:0:1:ffff::2")));
    }

    private static PeerAddress Peer(string address) => PeerAddress.From(IPAddress.Parse(address), 1);

    /// <summary>Sends a byte now and then until the server answers, and hears it to the end.</summary>
    private static async Task<string> TrickleAsync(Wire wire, string text)
    {
        foreach (char c in text)
        {
            wire.SendRaw(c.ToString());
            await Task.Delay(10);
            if (wire.HasInput) return wire.ReadToEnd();
        }

        throw new InvalidOperationException("All was sent, and there is no answer.");
    }
}
