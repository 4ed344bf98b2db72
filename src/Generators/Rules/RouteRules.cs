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
        "A route must be in a gateway app or a class of handlers",
        "The route of '{0}' is never served: '{1}' is neither a gateway app nor a class of handlers",
        Rule.Routes,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Only the methods of classes marked GatewayApp or Handlers are served.",
        Rule.HelpFor("GH0105"));

    public static readonly DiagnosticDescriptor BadMethod = new(
        "GH0106",
        "A route must name request methods",
        "'{0}' cannot be the method of a route: {1}",
        Rule.Routes,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Request methods are case-sensitive tokens, such as GET.",
        Rule.HelpFor("GH0106"));

    public static readonly DiagnosticDescriptor MayBeAbsent = new(
        "GH0107",
        "A handler must be able to do without an optional parameter",
        "The parameter '{0}' is optional in '{1}', so that it must be nullable or have a default value",
        Rule.Routes,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A path without the parameter gives no value for it.",
        Rule.HelpFor("GH0107"));

    public static readonly DiagnosticDescriptor BadDefault = new(
        "GH0108",
        "A default must fit its parameter",
        "The default '{0}' of '{1}' is no {2}",
        Rule.Routes,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A path without the parameter would always be answered 400.",
        Rule.HelpFor("GH0108"));

    public static readonly DiagnosticDescriptor ConstraintMismatch = new(
        "GH0109",
        "A constraint must fit the type of its parameter",
        "'{0}' lets through only {1}, which is never a '{2}'",
        Rule.Routes,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Every path that matches would be answered 400.",
        Rule.HelpFor("GH0109"));

    public static readonly DiagnosticDescriptor ConstraintAsText = new(
        "GH0110",
        "A constrained parameter can have the type of its values",
        "'{0}' lets through only {1}; the handler can take it as '{2}' instead of text",
        Rule.Routes,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "The handler would not have to parse the text again.",
        Rule.HelpFor("GH0110"));

    public static readonly DiagnosticDescriptor AmbiguousRoutes = new(
        "GH0111",
        "It should be plain which route answers",
        "A path may match both '{0}' and '{1}' of '{2}', and neither is plainly the more specific: {3} goes first",
        Rule.Routes,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The order of constraints decides, which a reader of the templates does not see.",
        Rule.HelpFor("GH0111"));

    public static readonly DiagnosticDescriptor UnreachableRoute = new(
        "GH0112",
        "A route should be reachable",
        "'{0} {1}' never answers: '{2}' of '{3}' goes first and matches every path of it",
        Rule.Routes,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A more specific route takes all the paths of this one.",
        Rule.HelpFor("GH0112"));

    public static readonly DiagnosticDescriptor CaseOnlyDifference = new(
        "GH0113",
        "Templates should not differ in case alone",
        "'{0}' and '{1}' of '{2}' differ only in the case of letters, which counts in a path",
        Rule.Routes,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "Usually one of the two is misspelt; paths are compared byte by byte.",
        Rule.HelpFor("GH0113"));

    public static readonly DiagnosticDescriptor PrefixOutsideApp = new(
        "GH0114",
        "A route prefix must be on a gateway app or a class of handlers",
        "The prefix goes before no route: '{0}' is neither a gateway app nor a class of handlers",
        Rule.Routes,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Only the routes of a class marked GatewayApp or Handlers are served, and only its own prefix goes before them.",
        Rule.HelpFor("GH0114"));
}
