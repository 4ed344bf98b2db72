using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Rules;

/// <summary>What can be wrong with the use of what a client sent about itself.</summary>
internal static class HeaderReadRules
{
    public static readonly DiagnosticDescriptor LeftmostEntry = new(
        "GH1003",
        "The first entry of a forwarding header should not be taken",
        "The first entry of '{0}' is what the client sent, and only the last ones are your proxies'; {1}",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Each proxy adds the address that it saw at the end of the list. The beginning is whatever the client wrote (CWE-348).",
        Rule.HelpFor("GH1003"));

    public static readonly DiagnosticDescriptor SecurityDecision = new(
        "GH1004",
        "A forwarding header should not decide who gets in",
        "This decision is up to whoever sends '{0}'; {1}",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Any client can send the value that is let in, or a new one for each request where requests are counted (CWE-290, CWE-807).",
        Rule.HelpFor("GH1004"));

    public static readonly DiagnosticDescriptor HandRolledProxyFix = new(
        "GH1005",
        "A header should not be copied into the request unchecked",
        "'{0}' goes into {1} whoever sent it; leave that to UseForwardedHeaders with the proxies you know",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "All that runs later takes the copy for a fact. The middleware for it looks first who sent the header (CWE-346, CWE-348).",
        Rule.HelpFor("GH1005"));

    public static readonly DiagnosticDescriptor LoopbackAsIdentity = new(
        "GH1006",
        "A loopback address should not prove who a client is",
        "Behind a proxy on this machine every request comes from loopback, so that this is true of strangers too",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A proxy on the same machine connects from a loopback address, whoever talks to it (CWE-291).",
        Rule.HelpFor("GH1006"));
}
