using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Gatehouse.Serving;

namespace Gatehouse.Hosting.Diagnosis;

/// <summary>
/// Asks a server with exactly the header fields that it is given: client libraries correct, join or drop the ones that matter here.
/// </summary>
/// <param name="server">Where to connect.</param>
/// <param name="tlsHost">The host whose certificate is expected; null for plain HTTP.</param>
/// <param name="host">Value of the Host field.</param>
/// <param name="key">The key that the server wants to see.</param>
/// <param name="isInsecure">Takes any certificate.</param>
internal sealed class ProbeClient(EndPoint server, string? tlsHost, string host, string key, bool isInsecure)
{
    private const int MostBytes = 64 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Sends a request and reads the answer.</summary>
    /// <exception cref="IOException">There is no answer, or none of HTTP.</exception>
    public async Task<(int Status, string Body)> AskAsync(IReadOnlyList<string> fields)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            using var socket = new Socket(
                server is UnixDomainSocketEndPoint ? AddressFamily.Unix : server.AddressFamily,
                SocketType.Stream,
                server is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
            await socket.ConnectAsync(server, limit.Token).ConfigureAwait(false);
            await using Stream stream = await OpenAsync(socket, limit.Token).ConfigureAwait(false);
            string more = string.Concat(fields.Select(field => field + "\r\n"));
            string request = $"GET / HTTP/1.1\r\nHost: {host}\r\n{BeliefProbe.Header}: {key}\r\n{more}Connection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), limit.Token).ConfigureAwait(false);
            return Parse(await ReadAsync(stream, limit.Token).ConfigureAwait(false));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            string reason = e is OperationCanceledException ? $"no answer in {Limit.TotalSeconds} s" : e.Message;
            throw new IOException($"cannot ask {server}: {reason}", e);
        }
    }

    private async Task<Stream> OpenAsync(Socket socket, CancellationToken cancellationToken)
    {
        var plain = new NetworkStream(socket);
        if (tlsHost is null) return plain;
        var tls = new SslStream(plain, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions { TargetHost = tlsHost, ApplicationProtocols = [SslApplicationProtocol.Http11] };
        if (isInsecure) options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        await tls.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
        return tls;
    }

    private static async Task<string> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var bytes = new byte[MostBytes];
        int length = 0;
        while (length < bytes.Length)
        {
            int read = await stream.ReadAsync(bytes.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0) break;
            length += read;
        }

        return Encoding.Latin1.GetString(bytes, 0, length);
    }

    // The answer that is looked for comes in one piece with a length; what else comes is shown, not understood.
    private (int Status, string Body) Parse(string answer)
    {
        int end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0 || !answer.StartsWith("HTTP/1.", StringComparison.Ordinal) || !int.TryParse(answer.AsSpan(9, 3), out int status))
            throw new IOException($"{server} did not answer in HTTP/1.1");
        return (status, answer[(end + 4)..]);
    }
}
