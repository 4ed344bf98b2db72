using System.Net.WebSockets;
using System.Text;

namespace Gatehouse.EndToEnd;

/// <summary>WebSockets of a published app behind a real nginx that runs the published site.</summary>
public sealed class WebSocketTests(PackedRepository repository)
{
    private const string Source = """
        using Gatehouse;

        [GatewayApp]
        [TrustedProxies("unix:")]
        [ForwardedHeaders(Forwarded.For | Forwarded.Proto | Forwarded.Host | Forwarded.Port)]
        [AllowedHosts("127.0.0.1", "localhost")]
        public sealed partial class Chat
        {
            [Get("/upgrade")]
            public string Upgrade(Request request) => $"'{request.Headers["Upgrade"]}' '{request.Headers["Connection"]}'";

            [WebSocket("/rooms/{room}")]
            public async Task Room(string room, GatewayWebSocket socket, Request request)
            {
                await socket.SendTextAsync($"{room} {request.ClientAddress}");
                await foreach (WebSocketMessage message in socket.ReadAllAsync()) await socket.SendTextAsync(message.Data);
            }
        }
        """;

    public static TheoryData<string> AllVerbs => Verbs.All;

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_WebSocket_goes_through_nginx_and_ends_with_the_server(string verb)
    {
        Requires.Tool("nginx");
        await using Deployment chat = await Deployment.StartAsync(repository, "Chat", Source, verb);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using ClientWebSocket client = await ConnectAsync(chat, $"http://{chat.EndPoint}", limit.Token);
        Assert.Equal("blue 127.0.0.1", await HearAsync(client, limit.Token));
        await client.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        Assert.Equal("hello", await HearAsync(client, limit.Token));

        // While it is open, other requests are served, without anything of an upgrade.
        string[] asking = ["Upgrade: websocket"];
        Assert.Equal("'' ''", (await HttpAnswer.GetAsync(chat.EndPoint, "/upgrade", fields: asking)).Body);
        Assert.Equal(426, (await HttpAnswer.GetAsync(chat.EndPoint, "/rooms/blue")).Status);

        Task<int> stopping = chat.Server.StopAsync();
        Assert.Equal("close 1001", await HearAsync(client, limit.Token));
        await client.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, limit.Token);
        Assert.Equal(0, await stopping);
    }

    [Fact]
    public async Task A_page_of_another_site_is_refused_behind_nginx_too()
    {
        Requires.Tool("nginx");
        await using Deployment chat = await Deployment.StartAsync(repository, "Chat", Source, "epoll");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        WebSocketException refusal = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(chat, "http://evil.example", limit.Token));
        Assert.Contains("'403'", refusal.Message);
    }

    private static async Task<ClientWebSocket> ConnectAsync(Deployment chat, string origin, CancellationToken stop)
    {
        var client = new ClientWebSocket();
        client.Options.SetRequestHeader("Origin", origin);
        await client.ConnectAsync(new Uri($"ws://{chat.EndPoint}/rooms/blue"), stop);
        return client;
    }

    private static async Task<string> HearAsync(ClientWebSocket client, CancellationToken stop)
    {
        byte[] buffer = new byte[1000];
        WebSocketReceiveResult received = await client.ReceiveAsync(buffer, stop);
        return received.CloseStatus is { } status ? $"close {(int)status}" : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
