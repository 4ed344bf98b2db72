using Gatehouse.Generators.Model;
using Gatehouse.Generators.Reading;
using Gatehouse.Hosting.Nginx;
using Gatehouse.Proxy;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Reads what a gateway app believes from its attributes and the project's properties.</summary>
internal static class BelievedByApp
{
    private const string UnixPeers = "unix:";

    // An address behind one of these is not spoken to as it stands.
    private static readonly string[] Prefixes = ["ssl:", "redirect:", "haproxy:"];

    /// <summary>Null for an app that believes nobody.</summary>
    public static BelievedProxy? Read(INamedTypeSymbol type, KnownTypes known, BuildProperties build, CancellationToken cancellationToken)
    {
        TrustModel trust = new TrustReader(known, new Problems(), cancellationToken).Read(type);
        EquatableArray<string> networks = build.TrustedProxies ?? trust.Networks;
        if (networks.Count == 0) return null;
        if (build.SettingOf("proxyHops") is { } text && int.TryParse(text, out int hops)) trust = trust with { Hops = hops };

        AttributeData? peers = KnownTypes.AttributeOf(type, known.TrustedProxiesAttribute);
        AttributeData? headers = KnownTypes.AttributeOf(type, known.ForwardedHeadersAttribute);
        Location? place = peers is null ? Places.NameOf(type) : Places.Of(peers, cancellationToken);
        string[] addresses = [.. networks.Where(network => network != UnixPeers)];
        return new BelievedProxy(place, [.. Headers(trust, AllowedHostsOf(trust, build).Count == 0, PlaceOf)])
        {
            Listeners = ListenersOf(build),
            ServedHosts = ServedHostsOf(type, known, trust, build),
            BelievesUnix = networks.Contains(UnixPeers),
            TcpPeers = addresses.Length == 0 ? TcpPeers.None : addresses.All(IsLoopback) ? TcpPeers.Loopback : TcpPeers.Some,
        };

        Location? PlaceOf(string? property) => headers is null
            ? place
            : Places.OfFirst(headers, property is null ? [] : [property], cancellationToken) ?? Places.OfArgument(headers, 0, cancellationToken);
    }

    /// <summary>The hosts that are answered for; none for all.</summary>
    public static EquatableArray<string> AllowedHostsOf(TrustModel trust, BuildProperties build) =>
        build.SettingOf("allowedHosts") is null ? trust.AllowedHosts : build.AllowedHosts;

    /// <summary>The hosts that an app without [AllowedHosts] says it serves, with commas between them; null where one cannot be allowed.</summary>
    public static string? ServedHostsOf(INamedTypeSymbol type, KnownTypes known, TrustModel trust, BuildProperties build)
    {
        AttributeData? app = KnownTypes.AttributeOf(type, known.GatewayAppAttribute);
        IReadOnlyList<string> served = ServerNamesOf(app) is { Count: > 0 } names ? names : [.. build.ServerNames];
        return served.Count > 0 && trust.AllowedHosts.Count == 0 && served.All(name => AllowedHost.FaultOf(name) is null) ? string.Join(",", served) : null;
    }

    /// <summary>Where the project says the app listens: none where one of the addresses is no plain TCP address or path.</summary>
    private static IReadOnlyList<NginxTarget> ListenersOf(BuildProperties build)
    {
        NginxTarget?[] listeners = [.. BuildProperties.List(build.SettingOf("bind")).Select(ListenerOf)];
        return listeners.All(listener => listener is not null) ? [.. listeners.OfType<NginxTarget>()] : [];
    }

    private static NginxTarget? ListenerOf(string address)
    {
        if (Prefixes.Any(prefix => address.StartsWith(prefix, StringComparison.Ordinal))) return null;

        // A port alone is one of every interface; port 0 is any.
        NginxTarget? listener = NginxTarget.Read(address[0] == ':' ? "0.0.0.0" + address : address, usualPort: 0);
        return listener is { Port: > 0 } || listener?.SocketPath?.StartsWith("/", StringComparison.Ordinal) == true ? listener : null;
    }

    private static List<string> ServerNamesOf(AttributeData? app) => app is null
        ? []
        : [.. app.NamedArguments
            .Where(argument => argument is { Key: "ServerNames", Value: { Kind: TypedConstantKind.Array, IsNull: false } })
            .SelectMany(argument => argument.Value.Values)
            .Select(value => value.Value as string ?? "")];

    private static IEnumerable<BelievedHeader> Headers(TrustModel trust, bool isAnyHost, Func<string?, Location?> placeOf)
    {
        ForwardedField[] taken = [.. trust.Fields.Where(field => field.IsTaken)];
        if (!trust.IsStandard)
        {
            return taken.Select(field => new BelievedHeader(field.Fact, field.Header, trust.HopsOf(field), placeOf(field.HeaderProperty))
            {
                IsAnyHost = isAnyHost && IsHost(field),
            });
        }

        return taken.Length > 0 ? [new BelievedHeader("Forwarded", "Forwarded", trust.Hops, placeOf(null)) { IsAnyHost = isAnyHost && taken.Any(IsHost) }] : [];
    }

    private static bool IsHost(ForwardedField field) => field.Fact == "Host";

    private static bool IsLoopback(string network) =>
        (ProxyNetwork.Read(network, isAddress: false) ?? ProxyNetwork.Read(network, isAddress: true))?.IsLoopback == true;
}
