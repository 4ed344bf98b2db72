using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Finds apps.</summary>
internal static class Apps
{
    /// <summary>
    /// Every class marked as an app in the assembly. Walks all types: asked once a compilation, and only when something
    /// depends on it.
    /// </summary>
    public static IReadOnlyList<INamedTypeSymbol> Of(Compilation compilation, KnownTypes known)
    {
        var apps = new List<INamedTypeSymbol>();
        var pending = new Stack<INamespaceOrTypeSymbol>([compilation.Assembly.GlobalNamespace]);
        while (pending.Count > 0)
        {
            foreach (ISymbol member in pending.Pop().GetMembers())
            {
                if (member is INamedTypeSymbol type && known.IsApp(type)) apps.Add(type);
                if (member is INamespaceOrTypeSymbol inner) pending.Push(inner);
            }
        }

        return apps;
    }
}
