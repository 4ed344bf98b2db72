using System.Globalization;
using System.Text;
using Gatehouse.Http;
using Gatehouse.Linux;

namespace Gatehouse.Proxy;

/// <summary>Works out what a trusted proxy states about the client of a request.</summary>
internal static class ForwardedResolver
{
    /// <summary>
    /// Takes each declared fact whose header has at least <see cref="TrustPolicy.Hops"/> values, counted over all fields of that name
    /// in their order, and whose value that many from the right is valid. From a peer that is not trusted nothing is taken.
    /// Allocates the strings that are really taken, and no others.
    /// </summary>
    /// <param name="peer">The peer of the connection.</param>
    /// <param name="head">The request's head.</param>
    /// <param name="bytes">The bytes that the head's offsets count in.</param>
    /// <param name="policy">Whom and what to believe.</param>
    /// <param name="connectionScheme">The scheme where none is stated; decides which port needs no mention.</param>
    public static ClientIdentity Resolve(
        PeerAddress peer, RequestHead head, ReadOnlySpan<byte> bytes, TrustPolicy policy, string connectionScheme)
    {
        if (!policy.Trusts(peer)) return default;

        // Whatever is missing or not valid leaves the default, which means "not stated".
        var headers = new HeaderValues(head, bytes, policy.Hops);
        ForwardedHeaderNames names = policy.Headers;
        PeerAddress client = default;
        string? scheme = null;
        ushort port = 0;
        int prefixLength = 0;
        if (headers.TryFind(names.For, out ReadOnlySpan<byte> value)) ForwardedValues.TryParseAddress(value, out client);
        if (headers.TryFind(names.Proto, out value)) scheme = ForwardedValues.ParseScheme(value);
        if (headers.TryFind(names.Port, out value)) ForwardedValues.TryParsePort(value, out port);
        if (headers.TryFind(names.Prefix, out value)) ForwardedValues.TryParsePrefix(value, out prefixLength);
        string? prefix = prefixLength == 0 ? null : Encoding.ASCII.GetString(value[..prefixLength]);
        if (!headers.TryFind(names.Host, out ReadOnlySpan<byte> host) || !ForwardedValues.IsHost(host))
            host = port == 0 ? default : bytes.Slice(head.HostStart, head.HostLength);

        return new ClientIdentity
        {
            Client = client,
            Scheme = scheme,
            Host = host.IsEmpty ? null : HostWithPort(host, port, scheme ?? connectionScheme),
            Port = port,
            PathBase = prefix,
        };
    }

    // A stated port replaces the host's own, and is left out where the scheme implies it. Without one the host stays as it is.
    private static string HostWithPort(ReadOnlySpan<byte> host, ushort port, string scheme)
    {
        if (port == 0) return Encoding.Latin1.GetString(host);
        Authority.TryParse(host, out int hostLength, out _);
        string name = Encoding.Latin1.GetString(host[..hostLength]);
        return port == (scheme == "https" ? 443 : 80)
            ? name
            : string.Create(CultureInfo.InvariantCulture, $"{name}:{port}");
    }
}
