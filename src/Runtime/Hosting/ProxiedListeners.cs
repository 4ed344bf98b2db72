using Gatehouse.Linux;

namespace Gatehouse.Hosting;

/// <summary>Checks the <c>haproxy:</c> addresses: whoever may connect there says who the client is, so that somebody has to be named.</summary>
internal static class ProxiedListeners
{
    private const string UnixPeers = "unix:";

    /// <summary>Addresses where nobody would be let in, a line each.</summary>
    public static IEnumerable<string> Problems(EffectiveSettings settings)
    {
        foreach (BindAddress address in settings.Bind.Where(b => b.IsProxied))
        {
            if (Missing(address, settings.TrustedProxies) is { } missing)
            {
                yield return $"'{address}' for bind (from {settings.OriginOf("bind")}) would let nobody in: {missing} in trustedProxies "
                    + $"(from {settings.OriginOf("trustedProxies")}); write [TrustedProxies] or --trusted-proxies";
            }
        }
    }

    /// <summary>What a socket is that came as a descriptor is not known yet.</summary>
    private static string? Missing(BindAddress address, IReadOnlyList<string> trusted) => address.Kind switch
    {
        _ when trusted.Count == 0 => "there is no proxy",
        BindKind.Unix when !trusted.Contains(UnixPeers) => $"there is no {UnixPeers}",
        BindKind.Tcp when trusted.All(t => t == UnixPeers) => "there is no network",
        _ => null,
    };
}
