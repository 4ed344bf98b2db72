using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Rules;

/// <summary>What can be wrong with ASP.NET Core's middleware for forwarded headers, and with what is around it.</summary>
internal static class ForwardedOptionsRules
{
    public static readonly DiagnosticDescriptor ProxyListsCleared = new(
        "GH1011",
        "A proxy must be known to be believed",
        "{0}, the middleware believes the headers of every peer",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A list that is empty checks nothing. Where both are, any client says what its address and scheme are (CWE-348).",
        Rule.HelpFor("GH1011"));

    public static readonly DiagnosticDescriptor ForwardLimitUnbounded = new(
        "GH1012",
        "Forwarded entries should be counted",
        "{0} takes entries {1}; set the number of your proxies",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Entries further left were written by whoever sent them. Only as many as there are proxies are theirs (CWE-348).",
        Rule.HelpFor("GH1012"));

    public static readonly DiagnosticDescriptor TrustEveryNetwork = new(
        "GH1013",
        "A known network should hold proxies alone",
        "{0}",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Every address in a known network can say who the client is, not only the proxies that are there (CWE-348).",
        Rule.HelpFor("GH1013"));

    public static readonly DiagnosticDescriptor InvalidProxyNetwork = new(
        "GH1014",
        "A known network must be written exactly",
        "{0}",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "What is meant to limit trust must say exactly what is trusted: .NET refuses some texts when the app starts, and silently reads others as another network.",
        Rule.HelpFor("GH1014"));

    public static readonly DiagnosticDescriptor ForwardedHostWithoutAllowedHosts = new(
        "GH1015",
        "A forwarded host should be one of yours",
        "X-Forwarded-Host becomes Request.Host whatever it says; name your hosts in AllowedHosts",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Links, redirects and cache keys are made from the host. A proxy that passes the header through lets the client choose it (CWE-346, CVE-2018-0787).",
        Rule.HelpFor("GH1015"));

    public static readonly DiagnosticDescriptor ForwardedPrefixEnabled = new(
        "GH1016",
        "The base path should not come from a header",
        "X-Forwarded-Prefix becomes PathBase whatever it says, '//host' included; write the path under which you publish in the code",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Links and redirects begin with the base path. One that begins with two slashes leads to another host (CWE-601, CVE-2020-15129).",
        Rule.HelpFor("GH1016"));

    public static readonly DiagnosticDescriptor AllForwardedHeaders = new(
        "GH1017",
        "Forwarded headers should be named",
        "All takes headers that your proxies may pass through from the client; name those that they set",
        Rule.Security,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A header that no proxy overwrites is the client's, and what All stands for has grown before.",
        Rule.HelpFor("GH1017"));

    public static readonly DiagnosticDescriptor ForwardedHeadersUnset = new(
        "GH1018",
        "The middleware must be told what to take",
        "Nothing is forwarded: ForwardedHeaders is not set, and is None from the start",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Without it the middleware passes every request on as it is, without a word. Every client then has the proxy's address and scheme.",
        Rule.HelpFor("GH1018"));

    public static readonly DiagnosticDescriptor ForwardedHeadersTooLate = new(
        "GH1019",
        "Forwarded headers must be taken first",
        "{0}",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "What runs before the middleware sees the proxy in the client's place: its address, its scheme, its host. What runs twice takes one more entry.",
        Rule.HelpFor("GH1019"));

    public static readonly DiagnosticDescriptor UnsafeOptInSwitch = new(
        "GH1020",
        "Checks of the peer should stay on",
        "{0}",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The switch and the variable are for hosts that nobody but the proxy can reach. Anywhere else they let any client say who it is (CWE-348).",
        Rule.HelpFor("GH1020"));

    public static readonly DiagnosticDescriptor UnixSocketTrust = new(
        "GH1021",
        "A Unix socket believes all who can open it",
        "Peers on a Unix socket have no address and are always believed; {0}",
        Rule.Security,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "The middleware compares addresses, and takes every header of a peer that has none. Who may connect is up to the socket's permissions alone.",
        Rule.HelpFor("GH1021"));

    public static readonly DiagnosticDescriptor TrustedButExposed = new(
        "GH1022",
        "A listener for everyone should trust few",
        "Everyone can connect here, and {0}",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Headers are safe to take where only the proxy can connect, or where only the proxy is believed. Here it is neither (CWE-348).",
        Rule.HelpFor("GH1022"));

    public static readonly DiagnosticDescriptor ConfiguredOptionsReplaced = new(
        "GH1023",
        "Forwarded options should be set in one place",
        "These options replace those that Configure<ForwardedHeadersOptions> sets, which are then never read",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "UseForwardedHeaders with options looks at those alone. Proxies, limits and hosts that Configure<ForwardedHeadersOptions> names are then neither believed nor checked.",
        Rule.HelpFor("GH1023"));

    public static readonly DiagnosticDescriptor ForwardLimitTooHigh = new(
        "GH1032",
        "ForwardLimit should not exceed the number of proxies",
        "ForwardLimit is {0}, but {1}: lower it to their number, or add the proxy that is missing",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "One of the two is wrong. A proxy that is missing is taken for the client; an entry more than there are proxies was written by whoever sent the request (CWE-348).",
        Rule.HelpFor("GH1032"));
}
