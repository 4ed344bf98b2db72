using System.Net;
using Gatehouse.Proxy;
using Gatehouse.Runtime.Tests.Proxy;
using Gatehouse.Serving;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>A worker whose listener wants a PROXY header, and headers to send.</summary>
internal static class ProxiedHost
{
    /// <summary>An address of a client that is no proxy.</summary>
    public const string Client = "203.0.113.5";

    /// <summary>An address that is trusted, beside 127.0.0.1 and Unix sockets.</summary>
    public const string OuterProxy = "192.0.2.7";

    public static readonly TrustPolicy Trust = TrustPolicy.Create(
        ["127.0.0.1", "unix:", OuterProxy], 1, new ForwardedHeaderNames("X-Forwarded-For", "X-Forwarded-Proto"));

    private static readonly IPEndPoint Server = IPEndPoint.Parse("198.51.100.9:443");

    /// <summary>Says who the client is, who the peer, and how it came.</summary>
    public static ValueTask Tell(Request request, Response response)
    {
        response.Write($"{request.ClientAddress?.ToString() ?? "nobody"} {request.PeerAddress?.ToString() ?? "nobody"} {request.Scheme}");
        return default;
    }

    public static Task<ServingHost> StartAsync(
        TestHandler? handler = null, Func<ServingOptions, ServingOptions>? configure = null, bool onUnixSocket = false) =>
        ServingHost.StartAsync(
            handler ?? Tell,
            o => configure is null ? o with { Trust = Trust } : configure(o with { Trust = Trust }),
            onUnixSocket,
            speaking: descriptor => new Listener(descriptor, isProxied: true));

    /// <summary>A version 2 header for a client.</summary>
    public static byte[] Header(string source = Client, params byte[][] fields) =>
        ProxyHeaderBytes.Binary(new IPEndPoint(IPAddress.Parse(source), 1234), source.Contains(':') ? new IPEndPoint(IPAddress.IPv6Loopback, 443) : Server, fields);

    /// <summary>A version 1 header for a client.</summary>
    public static byte[] Line(string source = Client) => ProxyHeaderBytes.Line(new IPEndPoint(IPAddress.Parse(source), 1234), Server);

    /// <summary>Asks on a connection that has sent its header, and returns the body of the answer.</summary>
    public static string Ask(Wire wire, params string[] fields)
    {
        wire.Send(["GET / HTTP/1.1", "Host: test", .. fields, ""]);
        return Hear(wire);
    }

    public static string Hear(Wire wire) => System.Text.Encoding.Latin1.GetString(wire.Read(Wire.ContentLength(wire.ReadHead())));
}
