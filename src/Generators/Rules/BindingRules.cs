using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Rules;

/// <summary>What can be wrong with where handlers get their values.</summary>
internal static class BindingRules
{
    public static readonly DiagnosticDescriptor TwoSources = new(
        "GH0207",
        "A parameter must have one source",
        "'{0}' would come from {1} and from {2}",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A parameter gets its value from the template, or from what one attribute says.",
        Rule.HelpFor("GH0207"));

    public static readonly DiagnosticDescriptor BadSourceName = new(
        "GH0208",
        "A source must have a name that can be sent",
        "'{0}' cannot be the name of {1}",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "No request could have a value of that name.",
        Rule.HelpFor("GH0208"));

    public static readonly DiagnosticDescriptor TwoBodies = new(
        "GH0209",
        "A request has one body",
        "'{0}' and '{1}' would both read the request body",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A body is read once, as JSON or as a form; a form may go to several parameters.",
        Rule.HelpFor("GH0209"));

    public static readonly DiagnosticDescriptor BodyOfGet = new(
        "GH0210",
        "A GET or HEAD request should have no body",
        "'{0}' reads the body of a {1} request, which has none that means anything",
        Rule.Handlers,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Content in a GET or HEAD request has no meaning (RFC 9110 sections 9.3.1 and 9.3.2); clients do not send it and proxies drop it.",
        Rule.HelpFor("GH0210"));

    public static readonly DiagnosticDescriptor NoJsonContext = new(
        "GH0211",
        "An app that reads JSON must name its JsonSerializerContext",
        "'{0}' is read as JSON, and the app has no [GatewayJson(typeof(…))]",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "JSON is read through metadata that System.Text.Json generates at compile time, for a context that the app names.",
        Rule.HelpFor("GH0211"));

    public static readonly DiagnosticDescriptor NotDeclared = new(
        "GH0212",
        "The JsonSerializerContext must declare what is sent and read",
        "'{0}' does not declare '{1}': it needs [JsonSerializable(typeof({1}))]",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Without the attribute there is no metadata of the type, and every request would fail.",
        Rule.HelpFor("GH0212"));

    public static readonly DiagnosticDescriptor BadJsonContext = new(
        "GH0213",
        "[GatewayJson] must name a JsonSerializerContext",
        "'{0}' is not a partial class that derives from JsonSerializerContext",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The context is a partial class that derives from System.Text.Json.Serialization.JsonSerializerContext, not abstract and not of one file alone.",
        Rule.HelpFor("GH0213"));

    public static readonly DiagnosticDescriptor NoService = new(
        "GH0214",
        "A service must be offered by the app",
        "The app offers no '{0}': {1}",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A service is a member of the app that is marked [Service]; it is asked for by exactly its type.",
        Rule.HelpFor("GH0214"));
}
