using System.Net;
using Gatehouse.Linux;

namespace Gatehouse.Hosting.Diagnosis;

/// <summary>Where a server listens: an address and port, or a Unix socket.</summary>
internal sealed record ServerAddress
{
    private const string UnixPrefix = "unix:";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly IPEndPoint? endPoint;
    private readonly string? path;

    private ServerAddress(IPEndPoint? endPoint, string? path)
    {
        this.endPoint = endPoint;
        this.path = path;
    }

    /// <summary>Reads <c>HOST:PORT</c>, <c>HOST</c> or <c>unix:PATH</c>, as an nginx file and the command line have them.</summary>
    /// <exception cref="IOException">The host has no address.</exception>
    public static ServerAddress Parse(string text)
    {
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal)) return new ServerAddress(null, text[UnixPrefix.Length..]);
        int colon = text.LastIndexOf(':');
        return colon > 0 && !text.EndsWith(']') && ushort.TryParse(text.AsSpan(colon + 1), out ushort port)
            ? Find(text[..colon], port)
            : Find(text, 80);
    }

    /// <summary>Looks a host up.</summary>
    /// <exception cref="IOException">It has no address.</exception>
    public static ServerAddress Find(string host, int port)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address)) return new ServerAddress(new IPEndPoint(address, port), null);
        try
        {
            return new ServerAddress(new IPEndPoint(Dns.GetHostAddresses(host)[0], port), null);
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or IndexOutOfRangeException or ArgumentException)
        {
            throw new IOException($"cannot find '{host}': {e.Message}", e);
        }
    }

    /// <exception cref="SystemCallException">Nobody listens there, or nobody answers in time.</exception>
    /// <exception cref="ArgumentException">The path is too long.</exception>
    public StreamClient Connect() => endPoint is not null ? StreamClient.Connect(endPoint, Limit) : StreamClient.Connect(path!, Limit);

    /// <inheritdoc/>
    public override string ToString() => endPoint?.ToString() ?? UnixPrefix + path;
}
