using Gatehouse.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads how an instance of a handler class or of a filter is made.</summary>
/// <param name="known">The types that a declaration is made of.</param>
/// <param name="sources">What the app offers, which constructors can take.</param>
internal sealed class PartReader(KnownTypes known, AppSources sources)
{
    /// <summary>The part; null with the reason for which there can be none, or without where the compiler has one.</summary>
    public PartModel? Read(INamedTypeSymbol type, out string? fault, out ISymbol place)
    {
        place = type;
        fault = type switch
        {
            { TypeKind: not TypeKind.Class } => "it is no class",
            { IsStatic: true } => "it is static",
            { IsAbstract: true } => "it is abstract",
            _ => null,
        };
        // A class that is still being typed has no name.
        if (fault is not null || type.Name.Length == 0) return null;

        List<IMethodSymbol> constructors = [.. type.InstanceConstructors.Where(constructor => known.IsReachable(constructor))];
        if (constructors.Count != 1)
        {
            fault = constructors.Count == 0 ? "it has no accessible constructor" : "it has more than one accessible constructor";
            return null;
        }

        IMethodSymbol chosen = constructors[0];
        if (StartReader.MemberLeftUnset(chosen, known) is { } required)
        {
            place = required;
            fault = $"its constructor does not set the required member '{required.Name}'";
            return null;
        }

        var needs = new List<string>();
        foreach (IParameterSymbol parameter in chosen.Parameters)
        {
            if (parameter.Type.TypeKind == TypeKind.Error) return null;
            string typeName = parameter.Type.ToDisplayString(Names.Full);
            needs.Add(typeName);
            if (parameter.RefKind is not (RefKind.None or RefKind.In)) fault = $"its constructor takes '{parameter.Name}' by reference";
            else if (sources.Offers is { } offers && offers.Find(typeName) is null) fault = $"nothing gives its constructor '{parameter.Name}': the app has no [Service] of type '{parameter.Type.ToDisplayString(Names.Short)}'";
            if (fault is null) continue;
            place = parameter;
            return null;
        }

        return new PartModel(type.ToDisplayString(Names.Full), type.Name, needs.ToEquatableArray(), StopOf(type, known));
    }

    /// <summary>How an instance of a class ends.</summary>
    public static StopKind StopOf(INamedTypeSymbol type, KnownTypes known) =>
        KnownTypes.Implements(type, known.AsyncDisposable) ? StopKind.DisposeAsync
        : KnownTypes.Implements(type, known.Disposable) ? StopKind.Dispose
        : StopKind.Nothing;
}
