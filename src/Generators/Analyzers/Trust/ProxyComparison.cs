using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Gatehouse.Hosting.Nginx;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>GH1041 to GH1043: compares what code believes of its proxy with nginx configurations.</summary>
internal static class ProxyComparison
{
    // A header of the client's. Its Host is what any request has, and GH1043's.
    private static readonly Regex ClientField =
        new(@"\$(http_(?!host(?!\w))\w+|\{http_(?!host\})\w+\})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    // Delivery networks set these, and overwrite what a client sends.
    private static readonly string[] NetworkHeaders = ["CF-Connecting-IP", "True-Client-IP", "Fastly-Client-IP", "X-Azure-ClientIP", "Fly-Client-IP"];

    public static IEnumerable<Diagnostic> Of(BelievedProxy believed, NginxFiles nginx, Lazy<bool> isForContainer) =>
    [
        .. Agreed(nginx, proxy => ListenerOf(believed, proxy, isForContainer)),
        .. nginx.Proxies.Select(proxy => RealAddressOf(believed, proxy)).OfType<Diagnostic>(),
        .. Agreed(nginx, proxy => PeersOf(believed, proxy)),
        .. believed.Headers.SelectMany(header => Agreed(nginx, proxy => HeaderOf(header, proxy, isOnly: nginx.Proxies.Count == 1))),
        .. believed.Headers.Select(header => HostOf(header, believed, nginx.Proxies)).OfType<Diagnostic>(),
    ];

    /// <summary>
    /// What is found in files. Where they speak to different targets nobody knows which one is the app, and one that is right may be its.
    /// </summary>
    private static IEnumerable<Diagnostic> Agreed(NginxFiles nginx, Func<NginxProxy, Diagnostic?> check)
    {
        if (nginx.AreUnclear) return [];
        Diagnostic[] found = [.. nginx.Proxies.Select(check).OfType<Diagnostic>()];
        return found.Length == nginx.Proxies.Count || nginx.Proxies.Select(proxy => proxy.Target).Distinct().Count() == 1 ? found : [];
    }

    /// <summary>Whether a delivery network sets what is a header's name, or its variable in nginx.</summary>
    public static bool IsOfNetwork(string name)
    {
        string plain = name.Trim('$', '{', '}').Replace('_', '-');
        return NetworkHeaders.Any(header => plain.Equals(header, StringComparison.OrdinalIgnoreCase)
            || plain.Equals("http-" + header, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The header of the client's that a header is set to; of several entries the last one is what one proxy states.</summary>
    public static string? ClientFieldIn(NginxDirective setter)
    {
        string value = setter.Words[2];
        return ClientField.Match(value.Substring(value.LastIndexOf(',') + 1)) is { Success: true, Value: var field } ? field : null;
    }

    /// <summary>What the header should be set to, for a code fix; null where nobody knows.</summary>
    private static ImmutableDictionary<string, string?>? ValueFor(BelievedHeader header)
    {
        if (IsOfNetwork(header.Name)) return null;
        string? value = header switch
        {
            { Fact: "For", Hops: > 1 } => "$proxy_add_x_forwarded_for",
            { Fact: "For", Hops: 1 } => "$remote_addr",
            { Fact: "Proto", Hops: 1 } => "$scheme",
            { Fact: "Host", Hops: 1 } => "$host",
            { Fact: "Port", Hops: 1 } => "$server_port",
            _ => null,
        };
        return value is null
            ? null
            : ImmutableDictionary<string, string?>.Empty.Add(DeployFileAnalyzer.Header, header.Name).Add(DeployFileAnalyzer.Value, value);
    }

    private static Diagnostic? HeaderOf(BelievedHeader header, NginxProxy proxy, bool isOnly)
    {
        Diagnostic? told = null;
        bool isOfNetwork = IsOfNetwork(header.Name);
        foreach (NginxDirective pass in proxy.Passes)
        {
            if (NginxProxy.SetterOf(pass, header.Name) is not { } setter)
            {
                // Of several proxies, each adds its entry to these alone.
                if (header is { Hops: not 1, Fact: not ("For" or "Forwarded") } || !NginxProxy.LetsThrough(pass, header.Name)) continue;
                return Create(
                    ProxyDeclarationRules.HeaderNotSet,
                    header.Place,
                    header.IsOfDevelopment || isOfNetwork,
                    proxy,
                    pass,
                    ValueFor(header),
                    header.Name,
                    proxy.FileName,
                    proxy.LineOf(pass));
            }

            // With other files, this may be the outermost one's.
            if (isOnly
                && header is { Fact: "For", Hops: > 1 and var hops }
                && setter.Words[2] is "$remote_addr" or "${remote_addr}"
                && !proxy.MayReplaceAddress)
            {
                return Mismatch(
                    header.Place, header.IsOfDevelopment, proxy, setter,
                    $"it sets '{header.Name}' to the one address that it sees ({setter.Words[2]}), but the code believes that {hops} proxies wrote one entry each");
            }

            // Of several proxies the inner ones hand on what the outer one wrote.
            if (!isOnly || header.Hops != 1 || ClientFieldIn(setter) is not { } value) continue;
            bool isTold = isOfNetwork || IsOfNetwork(value);
            Diagnostic found = Mismatch(
                header.Place, header.IsOfDevelopment || isTold, proxy, setter,
                $"it sets '{header.Name}' to what the client sends ({value}), and with one proxy nobody else wrote that",
                isTold ? null : ValueFor(header));
            if (!isTold) return found;
            told ??= found;
        }

        return told;
    }

    private static Diagnostic? HostOf(BelievedHeader header, BelievedProxy believed, IReadOnlyList<NginxProxy> proxies) =>
        ForgeableHost.In(proxies, header) is { } host
            ? Create(
                ProxyDeclarationRules.ForgeableHost,
                header.Place,
                header.IsOfDevelopment,
                host.Proxy,
                host.Setter,
                believed.ServedHosts is { } served ? ImmutableDictionary<string, string?>.Empty.Add(ProxyDeclarationAnalyzer.Hosts, served) : null,
                header.Name,
                host.Proxy.FileName,
                host.Proxy.LineOf(host.Setter),
                host.Variable,
                host.Advice)
            : null;

    /// <summary>
    /// Whether nginx speaks to another address of this machine than the app listens on. In a container, addresses are others inside and
    /// outside.
    /// </summary>
    private static Diagnostic? ListenerOf(BelievedProxy believed, NginxProxy proxy, Lazy<bool> isForContainer)
    {
        if (believed.Listeners.Count == 0 || proxy.Targets is not { } targets) return null;
        if (!targets.All(target => target.IsLocal && !believed.Listeners.Any(target.Reaches)) || isForContainer.Value) return null;
        return Mismatch(
            believed.Place, believed.IsOfDevelopment, proxy, proxy.Passes[0],
            $"it hands requests to {targets[0]}, and the project has the app listen on {string.Join(" and ", believed.Listeners)} (GatehouseBind)");
    }

    private static Diagnostic? RealAddressOf(BelievedProxy believed, NginxProxy proxy) =>
        proxy.Of("set_real_ip_from").FirstOrDefault(real => ProxyNetwork.Read(real.Words[1], isAddress: false)?.Width == NetworkWidth.Everybody) is { } everybody
            ? Mismatch(believed.Place, believed.IsOfDevelopment, proxy, everybody, "nginx takes the client's address from whoever sends one")
            : null;

    private static Diagnostic? PeersOf(BelievedProxy believed, NginxProxy proxy)
    {
        if (proxy.Targets is not { } targets) return null;
        string? reason = targets.All(target => target.IsUnix) && !believed.BelievesUnix ? "nginx comes over a Unix socket, and \"unix:\" is not trusted"
            : targets.All(target => !target.IsUnix) && believed.TcpPeers == TcpPeers.None ? "nginx comes over TCP, and only peers on a Unix socket are trusted"
            : targets.All(IsElsewhere) && believed.TcpPeers == TcpPeers.Loopback ? "nginx comes over the network, and only peers on the same machine are trusted"
            : null;
        return reason is null
            ? null
            : Mismatch(believed.Place, believed.IsOfDevelopment, proxy, proxy.Passes[0], reason + ", so its headers are ignored");
    }

    /// <summary>Whether who connects to an address does not do so from a loopback address. Of a name nobody knows.</summary>
    private static bool IsElsewhere(NginxTarget target) =>
        ProxyNetwork.Read(target.Host, isAddress: true) is { IsLoopback: false } && target.Host is not ("0.0.0.0" or "::");

    private static Diagnostic Mismatch(
        Location? place,
        bool isInfo,
        NginxProxy proxy,
        NginxDirective directive,
        string reason,
        ImmutableDictionary<string, string?>? properties = null) =>
        Create(ProxyDeclarationRules.ProxyMismatch, place, isInfo, proxy, directive, properties, proxy.FileName, proxy.LineOf(directive), reason);

    private static Diagnostic Create(
        DiagnosticDescriptor rule,
        Location? place,
        bool isInfo,
        NginxProxy proxy,
        NginxDirective directive,
        ImmutableDictionary<string, string?>? properties,
        params object[] arguments) =>
        Diagnostic.Create(
            rule,
            place,
            isInfo ? DiagnosticSeverity.Info : rule.DefaultSeverity,
            [proxy.LocationOf(directive)],
            properties,
            arguments);
}
