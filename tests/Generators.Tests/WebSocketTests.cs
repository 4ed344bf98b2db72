using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests;

/// <summary>WebSocket routes, generated, compiled and run on a connection.</summary>
public class WebSocketTests
{
    private const string Chat = """
        using Gatehouse;

        [GatewayApp]
        public partial class App
        {
            private readonly string greeting = "hello";

            [WebSocket("/chat/{room}/{seat:int}", Subprotocols = new[] { "v1.chat" }, MaxMessageBytes = 8)]
            public async Task Room(int seat, GatewayWebSocket socket, Request request, string room, CancellationToken gone)
            {
                await socket.SendTextAsync($"{greeting} {room} {seat} {request.Query("as")} {socket.Subprotocol}", gone);
                await foreach (WebSocketMessage message in socket.ReadAllAsync(gone)) await socket.SendTextAsync($"{message}!", gone);
            }

            [WebSocket("/static")]
            private static ValueTask Shared(GatewayWebSocket socket) => socket.SendTextAsync("shared");

            [WebSocket("/many/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}")]
            public ValueTask Many(GatewayWebSocket socket, string h, string g, string f, string e, string d, string c, string b, string a) =>
                socket.SendTextAsync(a + b + c + d + e + f + g + h);

            [Post("/static")] public string Say() => "said";
        }
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_gets_its_arguments_and_its_options_and_talks()
    {
        await using var talk = await Talk.BeginAsync("/chat/blue%20room/7?as=me", "Sec-WebSocket-Protocol: v1.chat");
        Assert.Equal("v1.chat", talk.Response.Headers["Sec-WebSocket-Protocol"]);
        Assert.Equal("hello blue room 7 me v1.chat", await talk.HearAsync());
        await talk.SayAsync("hi");
        Assert.Equal("hi!", await talk.HearAsync());
        await talk.SayAsync("more than 8");
        Assert.Equal("1009", await talk.HearAsync());
    }

    [Theory]
    [InlineData("/static", "shared")]
    [InlineData("/many/1/2/3/4/5/6/7/8", "12345678")]
    public async Task Static_handlers_and_long_lists_of_arguments_work(string path, string expected)
    {
        await using var talk = await Talk.BeginAsync(path);
        Assert.Equal(expected, await talk.HearAsync());
        Assert.Equal("1000", await talk.HearAsync());
    }

    [Theory]
    [InlineData("GET", "/static", "426 ")]
    [InlineData("POST", "/static", "200 ")]
    [InlineData("HEAD", "/static", "405 GET, OPTIONS, POST")]
    [InlineData("POST", "/chat/a/1", "405 GET, OPTIONS")]
    [InlineData("GET", "/chat/a/x", "404")]
    [InlineData("GET", "/chat/%ff%/1", "400 ")]
    public async Task What_is_no_handshake_is_answered_as_a_request(string method, string path, string expected)
    {
        LoadedApp app = LoadedApp.Compile(Chat);
        await app.StartAsync();
        Assert.StartsWith(expected, await app.AskAsync(method, path));
    }

    /// <summary>A client and the handler that it talks to, over a pair of sockets.</summary>
    private sealed class Talk : IAsyncDisposable
    {
        private readonly Socket server;
        private readonly WebSocket client;
        private readonly Task handler;

        private Talk(Socket server, Socket client, Response response, Func<TestExchange, Task> run)
        {
            this.server = server;
            Response = response;
            var exchange = new TestExchange { Response = response, Connection = new NetworkStream(server) };
            response.Attach(exchange);
            handler = run(exchange);
            this.client = WebSocket.CreateFromStream(new NetworkStream(client, ownsSocket: true), new WebSocketCreationOptions());
        }

        public Response Response { get; }

        public static async Task<Talk> BeginAsync(string target, params string[] fields)
        {
            LoadedApp app = LoadedApp.Compile(Chat);
            await app.StartAsync();
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(listener.LocalEndpoint, Stop);
            Socket server = await listener.AcceptSocketAsync(Stop);
            string head = $"GET {target} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + $"Sec-WebSocket-Version: 13\r\n{string.Concat(fields.Select(field => field + "\r\n"))}\r\n";
            var response = new Response();
            return new Talk(server, client, response, exchange =>
            {
                Request request = Requests.Parse(head, exchange);
                return app.InvokeAsync(app.Select(request), request, response).AsTask();
            });
        }

        public Task SayAsync(string text) => client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Stop);

        /// <summary>The next message, or the code of the close frame.</summary>
        public async Task<string> HearAsync()
        {
            byte[] buffer = new byte[1000];
            WebSocketReceiveResult received = await client.ReceiveAsync(buffer, Stop);
            return received.CloseStatus is { } status ? $"{(int)status}" : Encoding.UTF8.GetString(buffer, 0, received.Count);
        }

        public async ValueTask DisposeAsync()
        {
            await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Stop);
            await handler.WaitAsync(TimeSpan.FromSeconds(20), Stop);
            client.Dispose();
            server.Dispose();
        }
    }
}
