using Gatehouse.Linux;
using Gatehouse.Proxy;

namespace Gatehouse.Serving;

/// <summary>How many connections a process has, in all and of each client address. Shared by its loops.</summary>
/// <param name="most">Connections in all.</param>
/// <param name="mostPerAddress">Connections of one IPv4 address, or of one IPv6 network of 64 bits; 0 for any number.</param>
/// <param name="trust">Proxies: their connections are those of many clients, and are not counted by address.</param>
internal sealed class ConnectionLimits(int most, int mostPerAddress, TrustPolicy trust)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(AddressFamily Family, UInt128 Network), int> addresses = [];
    private int open;

    public int Most => most;

    /// <summary>Whether one more connection may be accepted.</summary>
    public bool HasRoom => Volatile.Read(ref open) < most;

    /// <summary>Counts a connection. False, and not counted, if its address has its share.</summary>
    public bool TryEnter(PeerAddress peer)
    {
        if (!TryCount(peer)) return false;
        Interlocked.Increment(ref open);
        return true;
    }

    /// <summary>
    /// Counts a connection of a proxy, which has entered already, as one of the client that the proxy states. False, and not counted, if
    /// that address has its share.
    /// </summary>
    public bool TryEnterBehindProxy(PeerAddress client) => TryCount(client);

    /// <summary>A connection that was counted is closed.</summary>
    public void Leave(PeerAddress peer)
    {
        Interlocked.Decrement(ref open);
        if (!IsCounted(peer)) return;
        lock (gate)
        {
            var network = NetworkOf(peer);
            if (--addresses[network] == 0) addresses.Remove(network);
        }
    }

    private bool TryCount(PeerAddress peer)
    {
        if (!IsCounted(peer)) return true;
        lock (gate)
        {
            var network = NetworkOf(peer);
            int count = addresses.GetValueOrDefault(network);
            if (count >= mostPerAddress) return false;
            addresses[network] = count + 1;
        }

        return true;
    }

    private bool IsCounted(PeerAddress peer) => mostPerAddress > 0 && peer.IsIP && !trust.Trusts(peer);

    // Whoever has an IPv6 address has 2^64 of them (RFC 6177).
    private static (AddressFamily Family, UInt128 Network) NetworkOf(PeerAddress peer) =>
        (peer.Family, peer.Family == AddressFamily.IPv6 ? peer.Bits >> 64 : peer.Bits);
}
