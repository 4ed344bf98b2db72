using Gatehouse.Linux;

namespace Gatehouse.Serving;

/// <summary>Lets something be said of each peer once a minute: what a client can cause at will must not fill the log.</summary>
internal sealed class SeldomPerPeer
{
    /// <summary>Time between two times, in milliseconds.</summary>
    public const long Interval = 60_000;

    // Of more peers than this within a minute nothing is said: they are told apart by nobody any more.
    private const int MostPeers = 256;

    private readonly Dictionary<(AddressFamily Family, UInt128 Network), long> told = [];

    /// <summary>Whether it is time to say something of a peer; it is taken as said then.</summary>
    /// <param name="peer">The peer; its port does not count.</param>
    /// <param name="now">The loop's milliseconds.</param>
    public bool IsDue(PeerAddress peer, long now)
    {
        // Whoever has an IPv6 address has 2^64 of them (RFC 6177).
        var network = (peer.Family, peer.Family == AddressFamily.IPv6 ? peer.Bits >> 64 : peer.Bits);
        if (told.TryGetValue(network, out long last) && now - last < Interval) return false;
        if (told.Count >= MostPeers)
        {
            foreach (var key in told.Where(entry => now - entry.Value >= Interval).Select(entry => entry.Key).ToArray()) told.Remove(key);
            if (told.Count >= MostPeers) return false;
        }

        told[network] = now;
        return true;
    }
}
