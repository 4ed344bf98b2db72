using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Rules;

/// <summary>What can be wrong with routes.</summary>
internal static class RouteRules
{
    public static readonly DiagnosticDescriptor BadTemplate = new(
        "GH0101",
        "A route template must be well-formed",
        "The template '{0}' is not valid: {1}",
        Rule.Routes,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A template is made of a slash and a segment, again and again; a segment is text as it stands in a URL, or a parameter in braces.",
        Rule.HelpFor("GH0101"));

    public static readonly DiagnosticDescriptor DuplicateRoute = new(
        "GH0102",
        "A route must be unique",
        "'{0} {1}' is already answered by '{2}'",
        Rule.Routes,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Two routes of the same method match the same paths, so that the second could never run.",
        Rule.HelpFor("GH0102"));

    public static readonly DiagnosticDescriptor UnusedParameter = new(
        "GH0103",
        "A route parameter should be used",
        "The route parameter '{0}' has no parameter of '{1}' to go to",
        Rule.Routes,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The value is matched and thrown away; usually a name is misspelt.",
        Rule.HelpFor("GH0103"));

    public static readonly DiagnosticDescriptor MissingParameter = new(
        "GH0104",
        "A handler parameter must come from the route",
        "The parameter '{0}' is not in the template '{1}'",
        Rule.Routes,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Nothing gives the parameter a value.",
        Rule.HelpFor("GH0104"));

    public static readonly DiagnosticDescriptor RouteOutsideApp = new(
        "GH0105",
        "A route must be in a gateway app",
        "The route of '{0}' is never served: '{1}' is not a gateway app",
        Rule.Routes,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Only the methods of the class marked GatewayApp are served.",
        Rule.HelpFor("GH0105"));
}
