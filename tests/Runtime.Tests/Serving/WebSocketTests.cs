using System.Net.WebSockets;
using System.Text;
using Gatehouse.CompilerServices;
using Xunit;
using static Gatehouse.Runtime.Tests.Serving.WebSocketFrames;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>WebSocket connections against the real engine: transcripts of the wire, and .NET's own client.</summary>
public sealed class WebSocketTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handshake_is_answered_as_the_RFC_says()
    {
        await using ServingHost host = await ServeAsync(EchoAsync, new("/chat") { Subprotocols = ["v2.chat", "chat"] });
        using Wire wire = host.Connect();
        wire.Open(["Sec-WebSocket-Protocol: soap, chat, v2.chat"], ["Sec-WebSocket-Protocol: chat"]);
        wire.SendFrame(Final | Text, "hello");
        wire.ExpectFrame(Final | Text, "hello");
    }

    [Fact]
    public async Task A_plain_request_is_told_to_upgrade_and_the_connection_goes_on()
    {
        await using ServingHost host = await ServeAsync(EchoAsync);
        using Wire wire = host.Connect();
        wire.Send("GET /chat HTTP/1.1", "Host: test", "");
        wire.Expect(
            "HTTP/1.1 426 Upgrade Required", "Date: *", "Content-Length: 64", "Content-Type: text/plain; charset=utf-8",
            "Connection: Upgrade", "Upgrade: websocket", "");
        wire.ExpectRaw("This is a WebSocket: the request must ask for an upgrade to it.\n");
        wire.Open();
    }

    [Fact]
    public async Task Another_version_is_told_the_right_one()
    {
        await using ServingHost host = await ServeAsync(EchoAsync);
        using Wire wire = host.Connect();
        wire.Send([.. Handshake[..^1], "Sec-WebSocket-Version: 8", ""]);
        wire.Expect(
            "HTTP/1.1 426 Upgrade Required", "Date: *", "Content-Length: 58", "Content-Type: text/plain; charset=utf-8",
            "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "");
    }

    [Theory]
    [InlineData("Origin: http://evil.example", 403)]
    [InlineData("Origin: null", 403)]
    [InlineData("Origin: http://test, http://test", 403)]
    [InlineData("Origin: http://test\r\nOrigin: http://test", 403)]
    [InlineData("Origin: http://test", 101)]
    [InlineData("Origin: https://test", 101)]
    [InlineData("Origin: https://app.example", 101)]
    [InlineData("X-No-Origin: 1", 101)]
    public async Task Pages_of_other_sites_may_not_connect_unless_listed(string origin, int status)
    {
        await using ServingHost host = await ServeAsync(EchoAsync, new("/chat") { Origins = ["https://app.example"] });
        using Wire wire = host.Connect();
        wire.Send([.. Handshake, origin, ""]);
        Assert.StartsWith($"HTTP/1.1 {status} ", wire.ReadOnce());
    }

    [Fact]
    public async Task Messages_of_both_kinds_and_any_fragments_come_whole()
    {
        await using ServingHost host = await ServeAsync(EchoAsync);
        using Wire wire = host.Connect();
        wire.Open();
        wire.SendFrame(Text, "frag");
        wire.SendFrame(Final | Ping, "between");
        wire.SendFrame(Continuation);
        wire.SendFrame(Final | Continuation, "ments");
        wire.ExpectFrame(Final | Pong, "between");
        wire.ExpectFrame(Final | Text, "fragments");
        wire.SendFrame(Final | Binary);
        wire.ExpectFrame(Final | Binary, "");
        string large = new('x', 200_000);
        wire.SendFrame(Final | Binary, large);
        wire.ExpectFrame(Final | Binary, large);
    }

    [Fact]
    public async Task Frames_that_come_with_the_handshake_are_not_lost()
    {
        await using ServingHost host = await ServeAsync(EchoAsync);
        using Wire wire = host.Connect();
        byte[] early = [.. Encoding.Latin1.GetBytes(string.Join("\r\n", [.. Handshake, "", ""])), .. Frame(Final | Text, "early"u8.ToArray())];
        wire.SendRaw(early);
        wire.Expect("HTTP/1.1 101 Switching Protocols", "Date: *", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "");
        wire.ExpectFrame(Final | Text, "early");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_client_of_dotnet_talks_to_it(bool onGreenThreads)
    {
        await using ServingHost host = await ServeAsync(EchoAsync, new("/chat") { Subprotocols = ["chat"] }, onGreenThreads: onGreenThreads);
        using var client = new ClientWebSocket();
        client.Options.AddSubProtocol("chat");
        await client.ConnectAsync(new Uri($"ws://{host.Address}/chat"), Stop);
        Assert.Equal("chat", client.SubProtocol);
        foreach (string text in new[] { "héllo", "", new string('é', 50_000) })
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Stop);
            Assert.Equal(text, await ReceiveAsync(client));
        }

        await client.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "leaving", Stop);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
        Assert.Empty(host.Log);
    }

    [Fact]
    public async Task A_message_at_the_limit_passes_and_one_byte_more_does_not()
    {
        await using ServingHost host = await ServeAsync(EchoAsync, new("/chat") { MaxMessageBytes = 5000 });
        using Wire wire = host.Connect();
        wire.Open();
        string most = new('x', 5000);
        wire.SendFrame(Final | Text, most);
        wire.ExpectFrame(Final | Text, most);
        wire.SendFrame(Text, most);
        wire.SendFrame(Final | Continuation, "y");
        wire.ExpectCloseFrame(1009);
        wire.SendClose(1009);
        wire.ExpectClose();
        Assert.Empty(host.Log);
    }

    [Fact]
    public async Task A_message_over_the_limit_is_not_read_to_its_end()
    {
        await using ServingHost host = await ServeAsync(EchoAsync, new("/chat") { MaxMessageBytes = 1000 });
        using Wire wire = host.Connect();
        wire.Open();

        // A frame that promises 2^40 bytes, and the first of them.
        wire.SendRaw([0x81, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. new byte[1001]]);
        wire.ExpectCloseFrame(1009);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10")]
    public async Task Compression_is_agreed_on_only_where_the_route_opts_in(bool isOn, string? extension)
    {
        await using ServingHost host = await ServeAsync(EchoAsync, new("/chat") { Compression = isOn });
        using Wire wire = host.Connect();
        wire.Open(
            ["Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10; client_max_window_bits"],
            extension is null ? [] : ["Sec-WebSocket-Extensions: " + extension]);
        string text = new('x', 10_000);
        wire.SendFrame(Final | Text, text);
        for (int message = 0; message < 2; message++)
        {
            if (message == 1) wire.SendFrame(Final | Text, text);
            (int first, byte[] payload) = wire.ReadFrame();
            Assert.Equal(isOn ? Final | Compressed | Text : Final | Text, first);
            Assert.Equal(isOn, payload.Length < 100);
        }
    }

    [Fact]
    public async Task Compressed_messages_are_measured_uncompressed()
    {
        await using ServingHost host = await ServeAsync(EchoAsync, new("/chat") { Compression = true, MaxMessageBytes = 100_000 });
        using var client = new ClientWebSocket();
        client.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await client.ConnectAsync(new Uri($"ws://{host.Address}/chat"), Stop);
        string text = new('x', 100_000);
        await client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Stop);
        Assert.Equal(text, await ReceiveAsync(client));

        // A few hundred bytes on the wire.
        await client.SendAsync(new byte[100_001], WebSocketMessageType.Binary, endOfMessage: true, Stop);
        WebSocketReceiveResult end = await client.ReceiveAsync(new byte[10], Stop);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, end.CloseStatus);
    }

    [Fact]
    public async Task Messages_of_several_writers_do_not_mix()
    {
        await using ServingHost host = await ServeAsync(async socket =>
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
            {
                byte[] message = Encoding.ASCII.GetBytes(new string((char)('a' + writer), 20_000));
                for (int i = 0; i < 20; i++) await socket.SendBinaryAsync(message, CancellationToken.None);
            })));
        });
        using Wire wire = host.Connect();
        wire.Open();
        var counts = new Dictionary<byte, int>();
        for (int i = 0; i < 160; i++)
        {
            (int first, byte[] payload) = wire.ReadFrame();
            Assert.Equal((Final | Binary, 20_000), (first, payload.Length));
            Assert.Single(payload.Distinct());
            counts[payload[0]] = counts.GetValueOrDefault(payload[0]) + 1;
        }

        Assert.Equal(8, counts.Count);
        Assert.All(counts.Values, count => Assert.Equal(20, count));
        wire.ExpectCloseFrame(1000);
    }

    [Fact]
    public async Task Two_receivers_at_once_are_a_mistake()
    {
        var failure = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ServingHost host = await ServeAsync(async socket =>
        {
            ValueTask<WebSocketMessage?> first = socket.ReceiveAsync();
            failure.SetResult(await Record.ExceptionAsync(async () => await socket.ReceiveAsync()));
            await first;
        });
        using Wire wire = host.Connect();
        wire.Open();
        Assert.IsType<InvalidOperationException>(await failure.Task);
    }

    private static Task<ServingHost> ServeAsync(
        Func<GatewayWebSocket, ValueTask> handler, WebSocketAttribute? options = null, bool onGreenThreads = false) =>
        ServingHost.StartAsync(
            (request, response) => WebSocketUpgrade.ServeAsync(request, response, options ?? new("/chat"), handler, static (call, socket) => call(socket)),
            onGreenThreads: onGreenThreads);

    private static async ValueTask EchoAsync(GatewayWebSocket socket)
    {
        await foreach (WebSocketMessage message in socket.ReadAllAsync())
        {
            if (message.IsText) await socket.SendTextAsync(message.Data);
            else await socket.SendBinaryAsync(message.Data);
        }
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket client)
    {
        var bytes = new MemoryStream();
        byte[] buffer = new byte[8192];
        while (true)
        {
            WebSocketReceiveResult received = await client.ReceiveAsync(buffer, Stop);
            bytes.Write(buffer, 0, received.Count);
            if (received.EndOfMessage) return Encoding.UTF8.GetString(bytes.ToArray());
        }
    }
}
