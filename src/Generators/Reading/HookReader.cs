using Gatehouse.Generators.Model;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Finds hooks by their names: in the app itself, and in a class marked <c>[GatewayHooks]</c>.</summary>
internal sealed class HookReader(KnownTypes known, Problems problems, CancellationToken cancellationToken)
{
    /// <summary>The hooks of the app's own class.</summary>
    public EquatableArray<HookModel> ReadApp(INamedTypeSymbol type) => Read(type, isApp: true);

    /// <summary>The hooks of another class; null where something is wrong.</summary>
    public EquatableArray<HookModel>? ReadClass(INamedTypeSymbol type)
    {
        string? fault = type switch
        {
            _ when known.IsApp(type) => "it is the gateway app, whose own hooks need no attribute",
            { IsGenericType: true } => "it is generic, or within a generic class",
            { ContainingType: not null } => "it is nested in another class",
            { IsFileLocal: true } => "it is known in its own file alone",
            _ => null,
        };
        if (fault is not null)
        {
            problems.Add(HookRules.CannotHoldHooks, Places.NameOf(type), type.Name, fault);
            return null;
        }

        EquatableArray<HookModel> hooks = Read(type, isApp: false);
        return problems.HasErrors ? null : hooks;
    }

    /// <summary>Reports the hooks of a class that the app has as well: which of the two would be called?</summary>
    public void CheckTwice(INamedTypeSymbol type, INamedTypeSymbol app)
    {
        foreach ((string name, INamedTypeSymbol parameter) in known.Hooks)
        {
            if (MethodsOf(app, name).Any(method => FaultOf(method, parameter, isApp: true) is null)
                && MethodsOf(type, name).FirstOrDefault(method => FaultOf(method, parameter, isApp: false) is null) is { } twice)
            {
                Report(twice, parameter, $"'{app.Name}' has one of that name already");
            }
        }
    }

    private EquatableArray<HookModel> Read(INamedTypeSymbol type, bool isApp)
    {
        var hooks = new List<HookModel>();
        foreach ((string name, INamedTypeSymbol parameter) in known.Hooks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<IMethodSymbol> methods = [.. MethodsOf(type, name)];
            if (methods.Any(method => FaultOf(method, parameter, isApp) is null))
            {
                hooks.Add(new HookModel(name, $"{type.ToDisplayString(Names.Full)}.{name}"));
                continue;
            }

            foreach (IMethodSymbol method in methods)
            {
                if (HasErrorType(method)) problems.AddCompilerError();
                else if (!IsNamedByAnother(method)) Report(method, parameter, FaultOf(method, parameter, isApp)!);
            }
        }

        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>()) CheckName(method, isApp);
        return hooks.ToEquatableArray();
    }

    private IEnumerable<IMethodSymbol> MethodsOf(INamedTypeSymbol type, string name) =>
        type.GetMembers(name).OfType<IMethodSymbol>().Where(method => method.MethodKind == MethodKind.Ordinary && !known.HasRoute(method));

    private string? FaultOf(IMethodSymbol method, INamedTypeSymbol parameter, bool isApp)
    {
        if (!method.IsStatic) return "it is not static";
        if (method.IsGenericMethod) return "it has type parameters";
        if (!method.ReturnsVoid) return $"it returns {method.ReturnType.ToDisplayString(Names.Short)}, and nobody would wait for that or look at it";
        if (method.IsAsync) return "it is async, and nobody would wait for its end";
        if (method.Parameters.Length != 1 || method.Parameters[0].RefKind != RefKind.None || !KnownTypes.Is(method.Parameters[0].Type, parameter))
            return "it takes something else";
        if (method is { IsPartialDefinition: true, PartialImplementationPart: null }) return "it has no body";
        if (KnownTypes.AttributeOf(method, known.Conditional) is not null)
            return "it is conditional, and such a method is no delegate";
        bool isAccessible = isApp || method.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;
        return isAccessible ? null : "it is not accessible to the gateway app";
    }

    private static bool HasErrorType(IMethodSymbol method) =>
        method.ReturnType.TypeKind == TypeKind.Error || method.Parameters.Any(parameter => parameter.Type.TypeKind == TypeKind.Error);

    /// <summary>Whether a base class or an interface gave the method its name.</summary>
    private static bool IsNamedByAnother(IMethodSymbol method) =>
        method.IsOverride
        || method.ContainingType.AllInterfaces.SelectMany(contract => contract.GetMembers(method.Name)).Any(member =>
            SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method));

    /// <summary>
    /// In a class of hooks whatever others can call is suspect, in an app only what takes the argument of a hook: an app may have a
    /// Reload or a Stop of its own.
    /// </summary>
    private void CheckName(IMethodSymbol method, bool isApp)
    {
        if (method.MethodKind != MethodKind.Ordinary || known.IsHook(method.Name) || known.HasRoute(method)) return;
        bool isMeant = method.Parameters.Length == 1 && known.IsTakenByHook(method.Parameters[0].Type);
        if (!isMeant && (isApp || method.DeclaredAccessibility == Accessibility.Private)) return;
        if (HookNames.Near(method.Name) is { } near)
            problems.Add(HookRules.UnknownHook, Places.NameOf(method), method.Name, near);
    }

    private void Report(IMethodSymbol method, INamedTypeSymbol parameter, string fault) =>
        problems.Add(HookRules.NotCallable, Places.NameOf(method), method.Name, fault, $"static void {method.Name}({parameter.Name})");
}
