using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gatehouse.EndToEnd;

/// <summary>An answer of a server, asked with exactly the lines of a test: no client library adds, drops or corrects any.</summary>
internal sealed record HttpAnswer(int Status, string Head, string Body)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Sends a request without a body that asks to close, and reads to the end.</summary>
    /// <param name="server">Whom to ask.</param>
    /// <param name="path">Request target.</param>
    /// <param name="host">Value of the Host field.</param>
    /// <param name="fields">More header lines.</param>
    /// <param name="from">Address to ask from; null for any.</param>
    /// <param name="method">Request method.</param>
    public static async Task<HttpAnswer> GetAsync(
        EndPoint server, string path, string host = "localhost", IEnumerable<string>? fields = null, IPAddress? from = null, string method = "GET")
    {
        string more = string.Concat((fields ?? []).Select(field => field + "\r\n"));
        return await AskAsync(server, $"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n", from);
    }

    /// <summary>Sends a request that asks to close, as it stands, and reads to the end.</summary>
    /// <param name="server">Whom to ask.</param>
    /// <param name="request">The request's bytes, in Latin-1.</param>
    /// <param name="from">Address to ask from; null for any.</param>
    public static async Task<HttpAnswer> AskAsync(EndPoint server, string request, IPAddress? from = null)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        if (from is not null) socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(server, limit.Token);
        await socket.SendAsync(Encoding.Latin1.GetBytes(request), limit.Token);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        string text = await reader.ReadToEndAsync(limit.Token);
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0 && text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal), $"Not an HTTP answer: '{text}'");
        return new HttpAnswer(int.Parse(text.AsSpan(9, 3)), text[..end], text[(end + 4)..]);
    }
}
