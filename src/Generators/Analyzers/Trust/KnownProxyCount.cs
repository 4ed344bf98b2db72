namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>How many proxies the options can know at most, where the code says that exactly.</summary>
internal static class KnownProxyCount
{
    /// <summary>
    /// Null where there may be more: the lists are not both cleared before, which have loopback addresses from the start; other
    /// code has hold of the options; what is added is no constant, or a network of several addresses.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <param name="path">The code that asks. What is added where it does not run counts for nothing.</param>
    public static int? Of(ForwardedOptions options, CodePath path)
    {
        if (options.IsShared || options.IsPassedOn) return null;
        if (!IsCleared(options, OptionAction.ClearProxies, path) || !IsCleared(options, OptionAction.ClearNetworks, path)) return null;
        List<ProxyNetwork> known = [];
        foreach (OptionFact fact in options.Added().Where(fact => !fact.Path.Excludes(path)))
        {
            if (fact.Peer is not { } peer || ProxyNetwork.Read(peer.Text, peer.IsAddress)?.Unmapped() is not { IsOne: true } proxy) return null;
            if (!known.Exists(other => other.IsSameAs(proxy))) known.Add(proxy);
        }

        return known.Count;
    }

    private static bool IsCleared(ForwardedOptions options, OptionAction clear, CodePath path) =>
        options.Facts.Exists(fact => fact.Action == clear && fact.Path.Covers(path));
}
