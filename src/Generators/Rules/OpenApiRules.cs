using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Rules;

/// <summary>What can be wrong with the OpenAPI document of an app.</summary>
internal static class OpenApiRules
{
    public static readonly DiagnosticDescriptor NoSchema = new(
        "GH0701",
        "A type has no schema",
        "The OpenAPI document says nothing of '{0}', which '{1}' takes or returns: {2}",
        Rule.OpenApi,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "Schemas are made from the types at compile time. What code decides when it runs is allowed to be anything in the document.",
        Rule.HelpFor("GH0701"));

    public static readonly DiagnosticDescriptor BadPath = new(
        "GH0702",
        "The path of the OpenAPI document must be a literal",
        "The OpenAPI document cannot be served at '{0}': {1}",
        Rule.OpenApi,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The document has one path, which is a route template without parameters.",
        Rule.HelpFor("GH0702"));

    public static readonly DiagnosticDescriptor SamePath = new(
        "GH0703",
        "OpenAPI has one operation for a method and path",
        "'{0}' is not in the OpenAPI document: there, '{1}' is the path of '{2}' too",
        Rule.OpenApi,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "OpenAPI tells templates apart by their literals alone: of two routes that differ in a constraint, the first declared is described.",
        Rule.HelpFor("GH0703"));

    public static readonly DiagnosticDescriptor OutsideApp = new(
        "GH0704",
        "[OpenApi] must be on a gateway app",
        "The OpenAPI document of '{0}' is never served: it is not a gateway app",
        Rule.OpenApi,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The document describes the app, and the attribute is read from its class only.",
        Rule.HelpFor("GH0704"));
}
