using System.Globalization;
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

    private TrustPolicy(PeerNetwork[] networks, bool trustsUnix, ForwardedHops hops, ForwardedHeaderNames headers)
    {
        this.networks = networks;
        this.trustsUnix = trustsUnix;
        Hops = hops;
        Headers = headers;
    }

    /// <summary>Trusts nobody: what holds where nothing is declared.</summary>
    public static TrustPolicy Nobody { get; } = new([], false, ForwardedHops.Each(1), new ForwardedHeaderNames());

    /// <summary>Whether anybody is trusted.</summary>
    public bool TrustsSomebody => trustsUnix || networks.Length > 0;

    /// <summary>Which value from the right is believed of each fact.</summary>
    public ForwardedHops Hops { get; }

    /// <summary>The headers that are believed.</summary>
    public ForwardedHeaderNames Headers { get; }

    /// <summary>Checks and makes a policy.</summary>
    /// <param name="networks">Networks in CIDR form, single addresses, and <c>unix:</c>. None: nobody is trusted.</param>
    /// <param name="hops">Number of proxies, 1 to <see cref="MaxHops"/>.</param>
    /// <param name="headers">The facts to take and the headers that carry them.</param>
    /// <param name="own">Hops of single facts, each 1 to <paramref name="hops"/>; null for all the same.</param>
    /// <exception cref="FormatException">One of the networks is none; the message names it and what was expected.</exception>
    /// <exception cref="ArgumentException">The hops are out of range, or a header name cannot serve; the message says why.</exception>
    public static TrustPolicy Create(IEnumerable<string> networks, int hops, ForwardedHeaderNames headers, ForwardedHops? own = null)
    {
        if (hops is < 1 or > MaxHops)
            throw new ArgumentException($"'{hops}' is not a number of proxies: expected 1 to {MaxHops}.");
        own ??= ForwardedHops.Each(hops);
        CheckHops(hops, headers, own);
        if (!headers.IsStandard) CheckHeaders(headers);
        bool trustsUnix = false;
        List<PeerNetwork> ranges = [];
        foreach (string network in networks)
        {
            if (network == "unix:") trustsUnix = true;
            else ranges.Add(PeerNetwork.Parse(network));
        }

        return new TrustPolicy([.. ranges], trustsUnix, own, headers);
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

    private static void CheckHops(int proxies, ForwardedHeaderNames headers, ForwardedHops hops)
    {
        (string Fact, string? Header, int Hops)[] facts =
        [
            (nameof(hops.For), headers.For, hops.For), (nameof(hops.Proto), headers.Proto, hops.Proto), (nameof(hops.Host), headers.Host, hops.Host),
            (nameof(hops.Port), headers.Port, hops.Port), (nameof(hops.Prefix), headers.Prefix, hops.Prefix),
        ];
        foreach ((string fact, string? header, int own) in facts.Where(fact => fact.Header is not null))
        {
            if (own < 1 || own > proxies)
                throw new ArgumentException($"'{own}' is not a number of hops of {fact}: expected 1 to {proxies}, the number of proxies.");
            int addresses = headers.For is null ? 0 : hops.For;
            if (own > 1 && own > addresses)
            {
                throw new ArgumentException(
                    $"{fact} is taken from {own} proxies, but For from {(addresses == 0 ? "none" : addresses.ToString(CultureInfo.InvariantCulture))}: only the addresses tell which proxies a request came through.");
            }
        }
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
