using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>How many proxies the options can know at most, where the code says that exactly.</summary>
internal static class KnownProxyCount
{
    /// <summary>
    /// Null where there may be more: the lists are not both cleared before, which have loopback addresses from the start; other
    /// code has hold of the options, or configures the same; what is added is no constant, or a network of several addresses; or
    /// the app listens on a Unix socket, the proxy behind which has no address.
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

        return IsAllThereIs(options) ? known.Count : null;
    }

    private static bool IsCleared(ForwardedOptions options, OptionAction clear, CodePath path) =>
        options.Facts.Exists(fact => fact.Action == clear && fact.Path.Covers(path));

    private static bool IsAllThereIs(ForwardedOptions options)
    {
        IOperation block = options.Facts[0].Operation;
        while (block.Parent is { } parent) block = parent;
        if (block.SemanticModel is not { Compilation: var compilation }) return false;
        return !ProjectFiles.Mentions(compilation, CancellationToken.None, "ListenUnixSocket", "://unix:")
            && (options.Creation is not null
                || !(OtherConfiguration.NamesProxies(compilation, block.Syntax) || OtherConfiguration.IsUnread(compilation)));
    }
}
