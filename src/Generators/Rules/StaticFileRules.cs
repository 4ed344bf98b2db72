using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Rules;

/// <summary>What can be wrong with static files.</summary>
internal static class StaticFileRules
{
    public static readonly DiagnosticDescriptor InvalidFolder = new(
        "GH0301",
        "Static files must be declared exactly",
        "'{0}' cannot be {1}: {2}",
        Rule.StaticFiles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The path and the folder go into the server and into the nginx file: they must mean the same to both, and no folder but the one that is meant.",
        Rule.HelpFor("GH0301"));

    public static readonly DiagnosticDescriptor DuplicatePath = new(
        "GH0302",
        "A path has one folder of static files",
        "'{0}' has the folder '{1}' already",
        Rule.StaticFiles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A file is looked for in one folder, so that a second one would never be served.",
        Rule.HelpFor("GH0302"));

    public static readonly DiagnosticDescriptor OutsideApp = new(
        "GH0303",
        "Static files must be declared on a gateway app",
        "The static files of '{0}' are never served: it is not a gateway app",
        Rule.StaticFiles,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Only the attributes of the class marked GatewayApp are read.",
        Rule.HelpFor("GH0303"));

    public static readonly DiagnosticDescriptor Hidden = new(
        "GH0304",
        "Static files should be reachable",
        "The static files at '{0}' are never served: '{1}' takes every path beneath it",
        Rule.StaticFiles,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Routes go before static files, and a catch-all route matches whatever path a file may have.",
        Rule.HelpFor("GH0304"));
}
