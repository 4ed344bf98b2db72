using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Gatehouse.Linux;
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
internal sealed class ProbeClient(ServerAddress server, string? tlsHost, string host, string key, bool isInsecure)
{
    private const int MostBytes = 64 * 1024;

    /// <summary>Sends a request and reads the answer.</summary>
    /// <exception cref="IOException">There is no answer, or none of HTTP.</exception>
    public (int Status, string Body) Ask(IReadOnlyList<string> fields)
    {
        string more = string.Concat(fields.Select(field => field + "\r\n"));
        string request = $"GET / HTTP/1.1\r\nHost: {host}\r\n{BeliefProbe.Header}: {key}\r\n{more}Connection: close\r\n\r\n";
        try
        {
            using Stream stream = Open();
            stream.Write(Encoding.Latin1.GetBytes(request));
            return Parse(Read(stream));
        }
        catch (Exception e) when (e is SystemCallException or IOException or AuthenticationException or ArgumentException)
        {
            throw new IOException($"cannot ask {server}: {e.Message}", e);
        }
    }

    private Stream Open()
    {
        var plain = new ClientStream(server.Connect());
        if (tlsHost is null) return plain;
        var tls = new SslStream(plain, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions { TargetHost = tlsHost, ApplicationProtocols = [SslApplicationProtocol.Http11] };
        if (isInsecure) options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        tls.AuthenticateAsClient(options);
        return tls;
    }

    private static string Read(Stream stream)
    {
        var bytes = new byte[MostBytes];
        int length = stream.ReadAtLeast(bytes, MostBytes, throwOnEndOfStream: false);
        return Encoding.Latin1.GetString(bytes, 0, length);
    }

    // The answer that is looked for comes in one piece with a length; what else comes is shown, not understood.
    private static (int Status, string Body) Parse(string answer)
    {
        int end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0 || !answer.StartsWith("HTTP/1.", StringComparison.Ordinal) || !int.TryParse(answer.AsSpan(9, 3), out int status))
            throw new IOException("it did not answer in HTTP/1.1");
        return (status, answer[(end + 4)..]);
    }
}
