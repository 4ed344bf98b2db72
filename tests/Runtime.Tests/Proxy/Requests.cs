using Gatehouse.Http;
using Gatehouse.Linux;
using Gatehouse.Proxy;
using Gatehouse.Runtime.Tests.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Proxy;

/// <summary>Resolves requests that are written as text, and says as text what came of it.</summary>
internal static class Requests
{
    public static readonly ForwardedHeaderNames AllNames = new(
        "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix");

    /// <summary>A peer within the network that <see cref="Policy"/> trusts.</summary>
    public static PeerAddress TrustedPeer { get; } = PeerAddress.IPv4(0x0a000001, 5000);

    /// <summary>Trusts the peer, and the addresses that the tests give to proxies further out.</summary>
    public static TrustPolicy Policy(int hops, ForwardedHeaderNames? names = null, ForwardedHops? own = null) =>
        TrustPolicy.Create(["10.0.0.0/8", "192.0.2.0/24", "1.1.1.1"], hops, names ?? AllNames, own);

    /// <summary>"for=… proto=… host=… port=… prefix=…", each only where it is stated.</summary>
    public static string Resolve(
        string fields, TrustPolicy policy, PeerAddress peer, string scheme = "http", string host = "Host: app.example\r\n")
    {
        ClientIdentity client = ResolveRequest($"GET / HTTP/1.0\r\n{host}{fields}\r\n", policy, peer, scheme);
        string[] facts =
        [
            client.IsHidden ? "for=?" : client.Client.Family == AddressFamily.None ? "" : $"for={client.Client}:{client.Client.Port}",
            client.Scheme is null ? "" : $"proto={client.Scheme}",
            client.Host is null ? "" : $"host={client.Host}",
            client.Port == 0 ? "" : $"port={client.Port}",
            client.PathBase is null ? "" : $"prefix={client.PathBase}",
            client.Fault is null ? "" : $"bad={client.Fault.Header}",
        ];
        return string.Join(' ', facts.Where(f => f.Length > 0));
    }

    public static ClientIdentity ResolveRequest(string request, TrustPolicy policy, PeerAddress peer, string scheme)
    {
        byte[] bytes = Cuts.Latin1(request);
        var head = new RequestHead();
        Assert.Equal(ParseStatus.Complete, default(RequestParser).Parse(bytes, head, Wire.Roomy));
        return ForwardedResolver.Resolve(peer, head, bytes, policy, scheme);
    }
}
