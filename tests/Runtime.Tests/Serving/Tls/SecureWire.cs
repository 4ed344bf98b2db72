using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving.Tls;

/// <summary>A client that speaks TLS with SslStream, and says and hears exact bytes inside.</summary>
internal sealed class SecureWire : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SslStream tls;

    private SecureWire(SslStream tls) => this.tls = tls;

    public SslStream Tls => tls;

    /// <summary>Connects and shakes hands. Any certificate is believed.</summary>
    public static async Task<SecureWire> ConnectAsync(
        Socket socket, Action<SslClientAuthenticationOptions>? configure = null, Func<Stream, Stream>? below = null)
    {
        if (socket.AddressFamily == AddressFamily.InterNetwork) socket.NoDelay = true;
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        var tls = new SslStream(below?.Invoke(stream) ?? stream);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "a.test",
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        };
        configure?.Invoke(options);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await tls.AuthenticateAsClientAsync(options, patience.Token);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }

        return new SecureWire(tls);
    }

    /// <summary>Sends lines, each with CRLF.</summary>
    public void Send(params string[] lines) => SendRaw(Encoding.Latin1.GetBytes(string.Concat(lines.Select(line => line + "\r\n"))));

    public void SendRaw(ReadOnlySpan<byte> bytes) => tls.Write(bytes);

    /// <summary>Hears a whole answer with a Content-Length: its status line and its body.</summary>
    public (string Status, byte[] Body) Hear()
    {
        (string status, List<string> headers) = HearHead();
        string? length = headers.Find(h => h.StartsWith("Content-Length: ", StringComparison.Ordinal));
        return (status, Read(length is null ? 0 : int.Parse(length["Content-Length: ".Length..])));
    }

    public (string Status, List<string> Headers) HearHead()
    {
        string status = ReadLine();
        var headers = new List<string>();
        for (string line; (line = ReadLine()).Length > 0;) headers.Add(line);
        return (status, headers);
    }

    /// <summary>A request and its answer as text.</summary>
    public string Ask(string path)
    {
        Send($"GET {path} HTTP/1.1", "Host: a.test", "");
        (string status, byte[] body) = Hear();
        return $"{status} {Encoding.UTF8.GetString(body)}";
    }

    public byte[] Read(int count)
    {
        byte[] bytes = new byte[count];
        tls.ReadExactly(bytes);
        return bytes;
    }

    public void ExpectClose() => Assert.Equal(0, tls.Read(new byte[1]));

    public void Dispose() => tls.Dispose();

    private string ReadLine()
    {
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (true)
        {
            tls.ReadExactly(one);
            if (one[0] == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
    }
}
