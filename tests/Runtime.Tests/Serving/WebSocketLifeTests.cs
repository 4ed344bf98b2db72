using System.Net.WebSockets;
using Gatehouse.CompilerServices;
using Xunit;
using static Gatehouse.Runtime.Tests.Serving.WebSocketFrames;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>How WebSocket connections end, and that none is left over.</summary>
public sealed class WebSocketLifeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_handler_that_returns_closes_normally()
    {
        await using ServingHost host = await ServeAsync((socket, _) => socket.SendTextAsync("bye"));
        using Wire wire = host.Connect();
        wire.Open();
        wire.ExpectFrame(Final | Text, "bye");
        wire.ExpectCloseFrame(1000);
        wire.SendClose(1000);
        wire.ExpectClose();
        Assert.Empty(host.Log);
    }

    [Fact]
    public async Task A_handler_that_fails_closes_with_1011_and_is_logged_once()
    {
        await using ServingHost host = await ServeAsync(async (socket, _) =>
        {
            await socket.ReceiveAsync();
            throw new InvalidOperationException("broken");
        });
        using Wire wire = host.Connect();
        wire.Open();
        wire.SendFrame(Final | Text, "x");
        wire.ExpectCloseFrame(1011);
        wire.SendClose(1011);
        await EndedAsync(host);
        Assert.Equal(["Error Error handling request GET /chat broken"], host.Log);
    }

    [Fact]
    public async Task A_handler_that_refuses_closes_with_1008_and_its_reason()
    {
        await using ServingHost host = await ServeAsync((_, _) => throw new HttpStatusException(403, "Not for you: " + new string('é', 100)));
        using Wire wire = host.Connect();
        wire.Open();
        (int first, byte[] payload) = wire.ReadFrame();
        Assert.Equal(Final | Close, first);
        Assert.Equal([0x03, 0xf0, .. "Not for you: é"u8], payload[..17]);
        Assert.Equal(2 + 13 + (2 * 55), payload.Length);
        wire.SendClose(1008);
        wire.ExpectClose();
        Assert.Empty(host.Log);
    }

    [Fact]
    public async Task A_client_that_closes_gets_its_code_back_and_the_handler_hears_it()
    {
        var heard = NewSource<(WebSocketCloseStatus?, string?)>();
        await using ServingHost host = await ServeAsync(async (socket, _) =>
        {
            Assert.Null(await socket.ReceiveAsync());
            heard.SetResult((socket.CloseStatus, socket.CloseReason));
            await Assert.ThrowsAsync<WebSocketClosedException>(async () => await socket.SendTextAsync("too late"));
        });
        using Wire wire = host.Connect();
        wire.Open();
        wire.SendFrame(Final | Close, "\u000f\u00a1why");
        wire.ExpectCloseFrame(4001);
        wire.ExpectClose();
        Assert.Equal(((WebSocketCloseStatus?)4001, "why"), await heard.Task);
        Assert.Empty(host.Log);
    }

    [Fact]
    public async Task A_close_without_a_code_is_answered_by_1000_because_1005_is_never_sent()
    {
        await using ServingHost host = await ServeAsync(ReadAsync);
        using Wire wire = host.Connect();
        wire.Open();
        wire.SendFrame(Final | Close);
        wire.ExpectCloseFrame(1000);
        wire.ExpectClose();
    }

    [Theory]
    [InlineData(Final | Text, "unmasked", false, 1002)]
    [InlineData(Final | Continuation, "of nothing", true, 1002)]
    [InlineData(Final | 0x30 | Text, "reserved bits", true, 1002)]
    [InlineData(Final | Compressed | Text, "not agreed on", true, 1002)]
    [InlineData(Final | 0x03, "reserved opcode", true, 1002)]
    [InlineData(Ping, "fragmented control", true, 1002)]
    [InlineData(Final | Text, "\u00ff no UTF-8", true, 1007)]
    [InlineData(Final | Close, "\u0003\u00ed", true, 1002)]
    public async Task A_client_that_breaks_the_protocol_is_told_and_let_go(int first, string payload, bool masked, int status)
    {
        var heard = NewSource<bool>();
        await using ServingHost host = await ServeAsync(async (socket, _) => heard.SetResult(await socket.ReceiveAsync() is null));
        using Wire wire = host.Connect();
        wire.Open();
        wire.SendFrame(first, payload, masked);
        wire.ExpectCloseFrame(status);
        Assert.True(await heard.Task);
        await EndedAsync(host);
        Assert.Empty(host.Log);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_goes_without_a_word_ends_its_handler(bool withReset)
    {
        var heard = NewSource<WebSocketCloseStatus?>();
        await using ServingHost host = await ServeAsync(async (socket, _) =>
        {
            Assert.Null(await socket.ReceiveAsync());
            heard.SetResult(socket.CloseStatus);
        });
        Wire wire = host.Connect();
        wire.Open();
        if (withReset) wire.Reset();
        else wire.Dispose();
        Assert.Null(await heard.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        await EndedAsync(host);
        Assert.Empty(host.Log);
    }

    [Fact]
    public async Task A_quiet_client_is_pinged_and_lives_on_while_it_answers()
    {
        await using ServingHost host = await ServeAsync(ReadAsync, new("/chat") { PingInterval = 0.05, PingTimeout = 20 });
        using Wire wire = host.Connect();
        wire.Open();
        for (int i = 0; i < 3; i++)
        {
            (int first, byte[] payload) = wire.ReadFrame();
            Assert.Equal(Final | Ping, first);
            wire.SendRaw(Frame(Final | Pong, payload));
        }
    }

    [Fact]
    public async Task Without_an_interval_nobody_is_pinged()
    {
        await using ServingHost host = await ServeAsync(
            async (socket, _) =>
            {
                await Task.Delay(150);
                await socket.SendTextAsync("done");
            },
            new("/chat") { PingInterval = 0 });
        using Wire wire = host.Connect();
        wire.Open();
        wire.ExpectFrame(Final | Text, "done");
    }

    [Fact]
    public async Task A_client_that_answers_no_ping_is_given_up_by_a_handler_that_reads()
    {
        var heard = NewSource<bool>();
        await using ServingHost host = await ServeAsync(
            async (socket, _) => heard.SetResult(await socket.ReceiveAsync() is null),
            new("/chat") { PingInterval = 0.05, PingTimeout = 0.05 });
        using Wire wire = host.Connect();
        wire.Open();
        Assert.True(await heard.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        await EndedAsync(host);
        Assert.Empty(host.Log);
    }

    [Fact]
    public async Task A_client_that_answers_no_ping_is_given_up_although_the_handler_waits_for_something_else()
    {
        var heard = NewSource<bool>();
        await using ServingHost host = await ServeAsync(
            async (_, aborted) =>
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new TaskCompletionSource().Task.WaitAsync(aborted));
                heard.SetResult(true);
            },
            new("/chat") { PingInterval = 0.05, PingTimeout = 0.05 });
        using Wire wire = host.Connect();
        wire.Open();
        Assert.True(await heard.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        wire.ExpectReset();
        await EndedAsync(host);
        Assert.Empty(host.Log);
    }

    [Fact]
    public async Task A_client_that_takes_nothing_is_cut_at_the_write_deadline()
    {
        var failure = NewSource<Exception?>();
        await using ServingHost host = await ServeAsync(
            async (socket, _) => failure.SetResult(await Record.ExceptionAsync(async () => await socket.SendBinaryAsync(new byte[64 * 1024 * 1024]))),
            new("/chat") { PingInterval = 0 },
            writeTimeout: 100);
        using Wire wire = host.Connect();
        wire.Open();
        Assert.IsType<WebSocketClosedException>(await failure.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Contains(host.Log, line => line.Contains(": it took ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_that_stops_says_1001_and_waits_for_the_handlers()
    {
        var reading = NewSource<bool>();
        var cleaned = NewSource<bool>();
        ServingHost host = await ServeAsync(async (socket, _) =>
        {
            reading.SetResult(true);
            Assert.Null(await socket.ReceiveAsync());
            Assert.True(socket.Draining.IsCancellationRequested);
            await Task.Yield();
            cleaned.SetResult(true);
        });
        using Wire wire = host.Connect();
        wire.Open();
        await reading.Task;
        host.Worker.Stop(Patience);
        wire.ExpectCloseFrame(1001);
        Assert.False(host.Worker.Ended.IsCompleted);
        wire.SendClose(1001);
        wire.ExpectClose();
        await host.Worker.Ended;
        Assert.True(await cleaned.Task);
        Assert.Empty(host.Log);
    }

    [Fact]
    public async Task A_handler_that_only_sends_ends_when_the_worker_stops()
    {
        var sent = NewSource<bool>();
        ServingHost host = await ServeAsync(async (socket, _) =>
        {
            while (true)
            {
                await socket.SendTextAsync("tick");
                sent.TrySetResult(true);
                await Task.Yield();
            }
        });
        using Wire wire = host.Connect();
        wire.Open();
        await sent.Task;
        host.Worker.Stop(Patience);
        int first;
        do (first, _) = wire.ReadFrame();
        while (first == (Final | Text));
        Assert.Equal(Final | Close, first);
        wire.SendClose(1001);
        await host.Worker.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Empty(host.Log);
    }

    [Fact]
    public async Task A_text_reader_closes_a_binary_message_with_1003()
    {
        await using ServingHost host = await ServeAsync(async (socket, _) => Assert.Null(await socket.ReceiveTextAsync()));
        using Wire wire = host.Connect();
        wire.Open();
        wire.SendFrame(Final | Binary, "x");
        wire.ExpectCloseFrame(1003);
    }

    private static async ValueTask ReadAsync(GatewayWebSocket socket, CancellationToken aborted)
    {
        await foreach (WebSocketMessage message in socket.ReadAllAsync(aborted)) Assert.NotNull(message.ToString());
    }

    private static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Task<ServingHost> ServeAsync(
        Func<GatewayWebSocket, CancellationToken, ValueTask> handler, WebSocketAttribute? options = null, long writeTimeout = 30_000) =>
        ServingHost.StartAsync(
            (request, response) => WebSocketUpgrade.ServeAsync(
                request, response, options ?? new("/chat"), (handler, request.Aborted), static (call, socket) => call.handler(socket, call.Aborted)),
            serving => serving with { WriteTimeout = writeTimeout });

    /// <summary>Stops the worker with time to spare: it ends at once if no connection is left, and late otherwise.</summary>
    private static async Task EndedAsync(ServingHost host)
    {
        host.Worker.Stop(TimeSpan.FromMinutes(5));
        await host.Worker.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }
}
