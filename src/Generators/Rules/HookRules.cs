using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Rules;

/// <summary>What can be wrong with hooks.</summary>
internal static class HookRules
{
    public static readonly DiagnosticDescriptor NotCallable = new(
        "GH0501",
        "A hook must be a method that can be called",
        "'{0}' cannot be called as the hook '{2}': {1}",
        Rule.Hooks,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The master calls a hook without an instance of the app, with one argument, and does not wait for anything but its return.",
        Rule.HelpFor("GH0501"));

    public static readonly DiagnosticDescriptor UnknownHook = new(
        "GH0502",
        "A hook must have a name that is called",
        "'{0}' is not the name of a hook, and nobody calls it; did you mean '{1}'?",
        Rule.Hooks,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Hooks are found by their names, so that one with another name is never called.",
        Rule.HelpFor("GH0502"));

    public static readonly DiagnosticDescriptor SecondHooks = new(
        "GH0503",
        "An assembly has one class of hooks",
        "'{0}' is not the only class of hooks: '{1}' is one too",
        Rule.Hooks,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Each hook is one method. Where two classes had the same, it would depend on chance which is called.",
        Rule.HelpFor("GH0503"));

    public static readonly DiagnosticDescriptor CannotHoldHooks = new(
        "GH0504",
        "This class cannot hold hooks",
        "'{0}' cannot hold hooks: {1}",
        Rule.Hooks,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Generated code names the hooks of the class: it must be a top-level class without type parameters, other than the app.",
        Rule.HelpFor("GH0504"));

    public static readonly DiagnosticDescriptor NothingToCall = new(
        "GH0505",
        "A class of hooks must be of use",
        "Nothing of '{0}' is ever called: {1}",
        Rule.Hooks,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The hooks of a class are called for the gateway app of its own assembly.",
        Rule.HelpFor("GH0505"));
}
