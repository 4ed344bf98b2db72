using Gatehouse.Generators.Model;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads a class marked <c>[Handlers]</c>.</summary>
/// <param name="known">The types that a declaration is made of.</param>
/// <param name="sources">What the app offers.</param>
/// <param name="problems">Takes what is wrong.</param>
/// <param name="cancellationToken">Gives up.</param>
internal sealed class HandlersReader(KnownTypes known, AppSources sources, Problems problems, CancellationToken cancellationToken)
{
    /// <summary>Null where something is wrong.</summary>
    /// <param name="type">The class.</param>
    /// <param name="around">The app's filters, where they are known: only for the warning that one is used twice.</param>
    /// <param name="before">The routes of the app and of the classes before this one, where they are known.</param>
    public HandlersModel? Read(INamedTypeSymbol type, EquatableArray<FilterModel> around, IEnumerable<RouteModel> before)
    {
        string? fault = type switch
        {
            _ when known.IsApp(type) => "it is the gateway app, whose own routes need no attribute",
            { IsGenericType: true } => "it is generic, or within a generic class",
            { ContainingType: not null } => "it is nested in another class",
            { IsFileLocal: true } => "it is known in its own file alone",
            { IsAbstract: true, IsStatic: false } => "it is abstract",
            _ => null,
        };
        if (fault is not null)
        {
            problems.Add(PartRules.CannotHoldHandlers, Places.NameOf(type), type.Name, fault);
            return null;
        }

        EquatableArray<FilterModel> filters = new FilterReader(known, sources, problems, cancellationToken).Read(type, around);
        EquatableArray<RouteModel> routes = new RouteReader(known, sources, problems, cancellationToken).ReadClass(type, filters, before);
        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>().Where(known.HasRoute))
        {
            // What has no name to call it by was reported as that.
            if (method.MethodKind == MethodKind.Ordinary && !known.IsReachable(method))
                problems.Add(PartRules.NotReachable, Places.NameOf(method), method.Name);
        }

        PartModel? part = type.IsStatic ? null : ReadPart(type);
        if (problems.HasErrors) return null;
        string fullName = type.ToDisplayString(Names.Full);
        return new HandlersModel(
            fullName, part, routes.Select(route => route with { Call = route.Call with { Owner = fullName } }).ToEquatableArray());
    }

    private PartModel? ReadPart(INamedTypeSymbol type)
    {
        PartModel? part = new PartReader(known, sources).Read(type, out string? fault, out ISymbol place);
        if (fault is not null) problems.Add(PartRules.CannotCreate, Places.NameOf(place) ?? Places.NameOf(type), type.Name, fault);
        else if (part is null) problems.AddCompilerError();
        return part;
    }
}
