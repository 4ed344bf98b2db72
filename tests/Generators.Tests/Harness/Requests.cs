using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gatehouse.Http;
using Gatehouse.Linux;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>Requests and responses as the engine would hand them over, without an engine.</summary>
internal static class Requests
{
    public static Request Of(string method, string path, IExchange? exchange = null)
    {
        var head = new RequestHead
        {
            Method = HttpMethods.Recognise(Encoding.UTF8.GetBytes(method)),
            MethodLength = method.Length,
            TargetStart = method.Length + 1,
            TargetLength = Encoding.UTF8.GetByteCount(path),
            PathStart = method.Length + 1,
            PathLength = Encoding.UTF8.GetByteCount(path),
            MinorVersion = 1,
        };
        var request = new Request(head);

        // What lies behind the path has slashes and escapes too, and is none of it.
        string bytes = $"{method} {path} HTTP/1.1\r\nReferer: https://a.test/a/b/{{c}}/%2F/%25?d=/%00/e/f/g/h/i/j/k/l/m/n/o/p\r\n\r\n";
        request.Begin(exchange ?? new TestExchange(), Encoding.UTF8.GetBytes(bytes), 0, PeerAddress.Unix, "http");
        return request;
    }

    /// <summary>A request as it stands on the wire.</summary>
    public static Request Parse(string text, IExchange exchange)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        var head = new RequestHead();
        RequestParser parser = default;
        Assert.Equal(ParseStatus.Complete, parser.Parse(bytes, head, new RequestLimits(8190, 100, 32768)));
        var request = new Request(head);
        request.Begin(exchange, bytes, 0, PeerAddress.Unix, "http");
        return request;
    }
}

/// <summary>An exchange without a client: no body, and what is flushed is gathered.</summary>
internal sealed class TestExchange : IExchange
{
    private readonly CancellationTokenSource aborted = new();

    public CancellationToken Aborted => aborted.Token;

    public CancellationToken Draining => CancellationToken.None;

    public bool IsHead => false;

    public X509Certificate2? ClientCertificate => null;

    public ProxyProtocol? ProxyProtocol => null;

    public bool OnLoopThread => false;

    public StringBuilder Sent { get; } = new();

    public Response? Response { get; set; }

    /// <summary>The server's end of the connection, for a request that upgrades it.</summary>
    public Stream? Connection { get; init; }

    /// <summary>The request body, all of it here.</summary>
    public MemoryStream Body { get; init; } = new();

    public void OutliveDeadline()
    {
    }

    public ValueTask<int> ReadBodyAsync(Memory<byte> destination, CancellationToken cancellationToken) =>
        Body.ReadAsync(destination, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> ReadWholeBodyAsync(CancellationToken cancellationToken) => new(Body.ToArray());

    public void Abort() => aborted.Cancel();

    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        Sent.Append(Encoding.UTF8.GetString(Response!.Pending.Span));
        Response.ClearPending();
        Response.HasStarted = true;
        return default;
    }

    public ValueTask SendInformationalAsync(int status, ResponseHeaders headers, CancellationToken cancellationToken) => default;

    public ValueTask SendFileAsync(SafeFileHandle file, long offset, long count, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<Stream> UpgradeAsync(string protocol, CancellationToken cancellationToken) => new(Connection!);
}
