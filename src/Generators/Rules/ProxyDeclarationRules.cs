using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Rules;

/// <summary>What can be wrong with a declaration of trust that is exact, and with the proxy that it is about.</summary>
internal static class ProxyDeclarationRules
{
    public static readonly DiagnosticDescriptor NobodyTrusted = new(
        "GH1031",
        "[ForwardedHeaders] needs trusted proxies",
        "[ForwardedHeaders] has no effect: '{0}' declares no trusted proxy, so that nobody is believed",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "What a proxy states is taken from peers that [TrustedProxies] or the property GatehouseTrustedProxies declares. Without them every client looks like the proxy.",
        Rule.HelpFor("GH1031"));

    public static readonly DiagnosticDescriptor UnusableHeader = new(
        "GH1033",
        "Each forwarded fact needs a header of its own",
        "'{0}' cannot carry {1}: {2}",
        Rule.Security,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A header that carries two facts, or that the client sends for itself, says nothing that a proxy vouches for. The server does not start with it.",
        Rule.HelpFor("GH1033"));

    public static readonly DiagnosticDescriptor AmbiguousHeader = new(
        "GH1034",
        "A forwarding header should have no '_' or '.' in its name",
        "'{0}' is the same name as '{1}' to whatever makes variables of names, so that a client may send the other one",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "CGI and its descendants turn '-', '_' and '.' into the same character. A proxy that removes one spelling may let another through.",
        Rule.HelpFor("GH1034"));

    public static readonly DiagnosticDescriptor WideNetwork = new(
        "GH1035",
        "Trusted proxies should be as few as there are",
        "'{0}' trusts {1}",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Every peer in a trusted network can say that it speaks for any client.",
        Rule.HelpFor("GH1035"));

    public static readonly DiagnosticDescriptor AnyHost = new(
        "GH1036",
        "A forwarded host should be one of the app's own",
        "'{0}' takes the host from a proxy, which mostly has it from the client, and answers for every host: list its own in [AllowedHosts]",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A proxy passes on the host that the client asked for. Links, redirects and cache keys that are made of it are the client's to choose (CWE-346, CVE-2018-0787).",
        Rule.HelpFor("GH1036"));

    public static readonly DiagnosticDescriptor HeaderNotSet = new(
        "GH1041",
        "A header that is believed must be set by the proxy",
        "'{0}' is believed, but {1} passes on what the client sends under that name (line {2}): set it there with proxy_set_header",
        Rule.Security,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "nginx hands a client's headers on unless it is told otherwise. The peer is trusted, so that what the client wrote is believed (CWE-348).",
        Rule.HelpFor("GH1041"));

    public static readonly DiagnosticDescriptor ProxyMismatch = new(
        "GH1042",
        "The proxy's configuration should fit the trust that is declared",
        "{0} (line {1}) does not fit the code: {2}",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Trust is declared in the code, and what it is put in is written in the proxy's configuration. One of the two is not what was meant.",
        Rule.HelpFor("GH1042"));

    public static readonly DiagnosticDescriptor ForgeableHost = new(
        "GH1043",
        "A host that is believed should be one that the proxy knows",
        "'{0}' is believed, but {1} sets it to whatever host the client asks for (line {2}, {3}): {4}",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A server of nginx that answers for every name, and $http_host in each, state the host that the client chose. Links, redirects and cache keys that are made of it are the client's to choose (CWE-346).",
        Rule.HelpFor("GH1043"));
}
