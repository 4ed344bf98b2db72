using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Rules;

/// <summary>What can be wrong with trust in proxies.</summary>
internal static class TrustRules
{
    public static readonly DiagnosticDescriptor RawForwardedHeader = new(
        "GH1001",
        "A forwarding header should not be read raw",
        "'{0}' is whatever its sender wrote; {1}",
        Rule.Security,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Any client can send this header. The server reads it for you when a trusted proxy sent it, and only then (CWE-348).",
        Rule.HelpFor("GH1001"));

    public static readonly DiagnosticDescriptor InvalidTrust = new(
        "GH1002",
        "Trust in proxies must be declared exactly",
        "The declaration is not valid: {0}",
        Rule.Security,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "What is meant to limit trust must say exactly what is trusted: a network that does not parse, or means another one than it seems to, does not.",
        Rule.HelpFor("GH1002"));
}
