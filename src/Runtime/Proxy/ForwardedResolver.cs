using System.Text;
using Gatehouse.Http;
using Gatehouse.Linux;

namespace Gatehouse.Proxy;

/// <summary>Works out what trusted proxies state about the client of a request.</summary>
internal static class ForwardedResolver
{
    /// <summary>
    /// Takes each declared fact from the value that its number of hops from the right, counted over all fields of that name in their
    /// order. From a peer that is not trusted nothing is taken. Of several proxies the addresses are looked at from the right: as long
    /// as one is a trusted proxy, what stands left of it was written by that proxy; where one is not, it is the client, who came in
    /// further inside, and of no fact a value further left is taken. Allocates the strings that are really taken, and no others.
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
        var facts = new StatedFacts(head, bytes, policy);
        facts.ReadFor();
        facts.ReadProto();
        facts.ReadPort();
        facts.ReadPrefix();
        facts.ReadHost();
        return facts.Make(connectionScheme);
    }

    /// <summary>The first field of a request whose name is that of a declared header; null where there is none.</summary>
    public static string? FirstDeclared(RequestHead head, ReadOnlySpan<byte> bytes, ForwardedHeaderNames names)
    {
        foreach (ref readonly HeaderField field in head.Headers)
        {
            ReadOnlySpan<byte> name = bytes.Slice(field.NameStart, field.NameLength);
            foreach (string? declared in (ReadOnlySpan<string?>)[names.For, names.Proto, names.Host, names.Port, names.Prefix])
            {
                if (declared is not null && Ascii.EqualsIgnoreCase(name, declared)) return declared;
            }
        }

        return null;
    }
}
