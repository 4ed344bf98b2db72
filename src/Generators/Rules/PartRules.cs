using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Rules;

/// <summary>What can be wrong with handler classes, filters and services.</summary>
internal static class PartRules
{
    public static readonly DiagnosticDescriptor CannotHoldHandlers = new(
        "GH0601",
        "This class cannot hold handlers",
        "'{0}' cannot hold handlers: {1}",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Generated code names the class from another file: it must be a top-level class that can be instantiated or is static, has no type parameters and is not the app.",
        Rule.HelpFor("GH0601"));

    public static readonly DiagnosticDescriptor NothingServed = new(
        "GH0602",
        "A class of handlers must be of use",
        "Nothing of '{0}' is ever served: {1}",
        Rule.Handlers,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The routes of a class of handlers are served by the gateway app of its own assembly.",
        Rule.HelpFor("GH0602"));

    public static readonly DiagnosticDescriptor NotReachable = new(
        "GH0603",
        "The app must be able to call a handler",
        "'{0}' is not accessible to the gateway app, which calls it: make it internal or public",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The calls are generated into the app, so that a handler of another class cannot be private or protected.",
        Rule.HelpFor("GH0603"));

    public static readonly DiagnosticDescriptor CannotCreate = new(
        "GH0604",
        "A handler class or filter must be creatable",
        "'{0}' cannot be created: {1}",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Each worker creates one instance, by the one accessible constructor, which takes services of the app, the app itself or the WorkerContext.",
        Rule.HelpFor("GH0604"));

    public static readonly DiagnosticDescriptor NoFilter = new(
        "GH0605",
        "What is used must be a filter",
        "'{0}' is no filter: it implements neither IBeforeFilter nor IAfterFilter nor IExceptionFilter",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Nothing of the class would ever be called.",
        Rule.HelpFor("GH0605"));

    public static readonly DiagnosticDescriptor NothingToFilter = new(
        "GH0606",
        "A filter must be around a handler",
        "The filter has nothing to be around: '{0}' is {1}",
        Rule.Handlers,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Filters go around handlers: methods with a route, the bare callable of the app, and those of a whole app or class of handlers.",
        Rule.HelpFor("GH0606"));

    public static readonly DiagnosticDescriptor SameFilterTwice = new(
        "GH0607",
        "A filter should be around a handler once",
        "'{0}' is already around this handler, and would run twice",
        Rule.Handlers,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The filters of the app and of the class are around each of their handlers; the same filter there and at the method runs once for each.",
        Rule.HelpFor("GH0607"));

    public static readonly DiagnosticDescriptor CannotOffer = new(
        "GH0608",
        "A service must be readable, and one of its type",
        "'{0}' cannot be a service: {1}",
        Rule.Handlers,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Services are read from the app and given by their type, so that two of one type would leave open which is meant.",
        Rule.HelpFor("GH0608"));
}
