using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Gatehouse.EndToEnd;

/// <summary>An app behind a real HAProxy in TCP mode, which says with the PROXY protocol who the client is.</summary>
public sealed class HaproxyTests(PackedRepository repository)
{
    private const string Client = "127.0.0.5";
    private static readonly string[] Forgeries = ["X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https"];

    private const string Source = """
        using Gatehouse;

        [GatewayApp]
        [TrustedProxies("127.0.0.1")]
        public sealed partial class Outer
        {
            [Get("/")]
            public string Believed(Request request) => $"{request.ClientAddress} {request.Scheme} {Said(request.ProxyProtocol)}";

            private static string Said(ProxyProtocol? header) =>
                header is null ? "nothing"
                : $"{header.Version} {header.Tls?.Version ?? "clear"} {(header.TryFind(5, out var id) ? System.Text.Encoding.ASCII.GetString(id.Span) : "-")}";
        }
        """;

    public static TheoryData<string> AllVerbs => Verbs.All;

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task An_app_behind_haproxy_knows_the_true_client_and_believes_no_forged_header(string verb)
    {
        Requires.Tool("haproxy");
        ScaffoldedApp app = await repository.ScaffoldAsync("Outer");
        File.WriteAllText(Path.Combine(app.Directory, "Outer.cs"), Source);
        await app.PublishAsync();
        var endPoint = new IPEndPoint(IPAddress.Loopback, FreePort.Next());
        await using AppProcess server = await Verbs.StartOnAsync(app.Program, verb, endPoint, $"haproxy:{endPoint}", app.Directory);
        await using HaproxyServer haproxy = await HaproxyServer.StartAsync(endPoint);
        var from = IPAddress.Parse(Client);

        Assert.Equal($"{Client} http 1 clear -", (await HttpAnswer.GetAsync(haproxy.Line, "/", fields: Forgeries, from: from)).Body);
        Assert.Equal($"{Client} http 2 clear client-{Client}", (await HttpAnswer.GetAsync(haproxy.Binary, "/", fields: Forgeries, from: from)).Body);
        Assert.EndsWith($"{Client} https 2 TLSv1.3 -", await GetOverTlsAsync(haproxy.Tls));
    }

    private static async Task<string> GetOverTlsAsync(IPEndPoint server)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(Client), 0));
        await socket.ConnectAsync(server, limit.Token);
        await using var tls = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "a.test" }, limit.Token);
        await tls.WriteAsync("GET / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: 203.0.113.9\r\nConnection: close\r\n\r\n"u8.ToArray(), limit.Token);
        using var reader = new StreamReader(tls, Encoding.Latin1);
        return await reader.ReadToEndAsync(limit.Token);
    }
}
