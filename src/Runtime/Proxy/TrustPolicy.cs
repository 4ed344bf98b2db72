using Gatehouse.Http;
using Gatehouse.Linux;

namespace Gatehouse.Proxy;

/// <summary>Who may speak for the client, how many proxies there are, and which facts they state in which headers.</summary>
internal sealed class TrustPolicy
{
    /// <summary>The most proxies that can be declared.</summary>
    public const int MaxHops = 8;

    private readonly PeerNetwork[] networks;
    private readonly bool trustsUnix;

    private TrustPolicy(PeerNetwork[] networks, bool trustsUnix, int hops, ForwardedHeaderNames headers)
    {
        this.networks = networks;
        this.trustsUnix = trustsUnix;
        Hops = hops;
        Headers = headers;
    }

    /// <summary>Trusts nobody: what holds where nothing is declared.</summary>
    public static TrustPolicy Nobody { get; } = new([], false, 1, new ForwardedHeaderNames());

    /// <summary>Number of proxies: which value from the right is believed.</summary>
    public int Hops { get; }

    /// <summary>The headers that are believed.</summary>
    public ForwardedHeaderNames Headers { get; }

    /// <summary>Checks and makes a policy.</summary>
    /// <param name="networks">Networks in CIDR form, single addresses, and <c>unix:</c>. None: nobody is trusted.</param>
    /// <param name="hops">1 to <see cref="MaxHops"/>.</param>
    /// <param name="headers">The facts to take and the headers that carry them.</param>
    /// <exception cref="FormatException">One of the networks is none; the message names it and what was expected.</exception>
    /// <exception cref="ArgumentException">The hops are out of range, or a header name cannot serve; the message says why.</exception>
    public static TrustPolicy Create(IEnumerable<string> networks, int hops, ForwardedHeaderNames headers)
    {
        if (hops is < 1 or > MaxHops)
            throw new ArgumentException($"'{hops}' is not a number of proxies: expected 1 to {MaxHops}.");
        CheckHeaders(headers);
        bool trustsUnix = false;
        List<PeerNetwork> ranges = [];
        foreach (string network in networks)
        {
            if (network == "unix:") trustsUnix = true;
            else ranges.Add(PeerNetwork.Parse(network));
        }

        return new TrustPolicy([.. ranges], trustsUnix, hops, headers);
    }

    /// <summary>Whether a peer may speak for the client.</summary>
    public bool Trusts(PeerAddress peer)
    {
        if (!peer.IsIP) return trustsUnix && peer.Family == AddressFamily.Unix;
        foreach (ref readonly PeerNetwork network in networks.AsSpan())
        {
            if (network.Contains(peer)) return true;
        }

        return false;
    }

    private static void CheckHeaders(ForwardedHeaderNames headers)
    {
        string?[] names = [headers.For, headers.Proto, headers.Host, headers.Port, headers.Prefix];
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names.OfType<string>())
        {
            string? complaint =
                !HeaderRules.IsToken(name) ? "is not a header field name: expected a token such as X-Forwarded-For (RFC 9110 section 5.1)"
                : IsReserved(name) ? "cannot carry a forwarded fact: the client sends it for itself, and the server reads it"
                : !taken.Add(name) ? "is declared for two forwarded facts: each needs a header of its own"
                : null;
            if (complaint is not null) throw new ArgumentException($"'{name}' {complaint}.");
        }
    }

    private static bool IsReserved(string name) =>
        HeaderRules.IsEngineOwned(name)
        || name.Equals("Host", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Upgrade", StringComparison.OrdinalIgnoreCase);
}
