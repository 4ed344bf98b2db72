using Gatehouse.Linux;

namespace Gatehouse.Serving;

/// <summary>
/// Whether the log has been told of an address, or of an IPv6 network of 64 bits, in the last minute: a peer must not be able to fill it. Nor must many peers, so that of
/// more than a number of them within a minute the others are not told of.
/// </summary>
internal sealed class PeerNotices
{
    /// <summary>The most addresses that are told of in a minute.</summary>
    public const int Most = 256;

    private const long Interval = 60_000;

    private readonly Dictionary<(AddressFamily Family, UInt128 Network), long> told = [];

    /// <summary>Whether the address is to be told of now; then it is not for a minute.</summary>
    /// <param name="peer">The address; its port does not matter.</param>
    /// <param name="now">The loop's time in milliseconds.</param>
    public bool IsNews(PeerAddress peer, long now)
    {
        // Whoever has an IPv6 address has 2^64 of them (RFC 6177).
        var address = (peer.Family, peer.Family == AddressFamily.IPv6 ? peer.Bits >> 64 : peer.Bits);
        if (told.TryGetValue(address, out long last))
        {
            if (now < last + Interval) return false;
        }
        else if (told.Count == Most)
        {
            foreach ((var old, long at) in told)
            {
                if (now >= at + Interval) told.Remove(old);
            }

            if (told.Count == Most) return false;
        }

        told[address] = now;
        return true;
    }
}
