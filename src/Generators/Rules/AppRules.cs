using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Rules;

/// <summary>What can be wrong with the class that is to be an app.</summary>
internal static class AppRules
{
    public static readonly DiagnosticDescriptor NotPartial = new(
        "GH0001",
        "A gateway app must be partial",
        "'{0}' must be declared partial, for its generated half",
        Rule.Apps,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The source generator adds the entry points and the route switch to the class, which it can do only if every part of it is declared partial.",
        Rule.HelpFor("GH0001"));

    public static readonly DiagnosticDescriptor CannotBeApp = new(
        "GH0002",
        "This class cannot be a gateway app",
        "'{0}' cannot be a gateway app: {1}",
        Rule.Apps,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A worker creates one instance of the class by its name: it must be a top-level class that can be instantiated and has no type parameters.",
        Rule.HelpFor("GH0002"));

    public static readonly DiagnosticDescriptor SecondApp = new(
        "GH0003",
        "An assembly has one gateway app",
        "'{0}' is not the only gateway app: '{1}' is one too",
        Rule.Apps,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Entry points and deploy files belong to an assembly, so that it can hold one app.",
        Rule.HelpFor("GH0003"));

    public static readonly DiagnosticDescriptor NoHandler = new(
        "GH0004",
        "A gateway app needs a handler",
        "'{0}' answers nothing: give a method a route, or name one Handle or HandleAsync",
        Rule.Apps,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Without a handler every request would be answered 404.",
        Rule.HelpFor("GH0004"));

    public static readonly DiagnosticDescriptor CannotStart = new(
        "GH0005",
        "A gateway app must be startable",
        "'{0}' cannot be started: {1}",
        Rule.Apps,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Each worker creates its own instance: by a static Start or StartAsync, or by a constructor that takes nothing or a WorkerContext.",
        Rule.HelpFor("GH0005"));

    public static readonly DiagnosticDescriptor InvalidName = new(
        "GH0006",
        "Names must fit the deploy files",
        "'{0}' cannot be {1}: {2}",
        Rule.Apps,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The name of the service names a systemd unit, an nginx upstream and a socket; server names go into the nginx file.",
        Rule.HelpFor("GH0006"));
}
