using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Finds apps, and what else a class is marked as.</summary>
internal static class Apps
{
    private static readonly ConditionalWeakTable<Compilation, AppSources> Sources = new();

    /// <summary>Every class marked as an app in the assembly.</summary>
    public static IReadOnlyList<INamedTypeSymbol> Of(Compilation compilation, KnownTypes known) => Where(compilation, known.IsApp);

    /// <summary>What the assembly's app offers to the classes beside it. Its mistakes are reported where it is read itself.</summary>
    public static AppSources SourcesOf(Compilation compilation, KnownTypes known) => Sources.GetValue(
        compilation,
        _ => Of(compilation, known).FirstOrDefault() is { } app
            ? AppSources.Read(
                app,
                ServiceReader.Read(app, known, new Problems()),
                new StaticFilesReader(known, new Problems(), CancellationToken.None).Read(app),
                known,
                new Problems(),
                CancellationToken.None)
            : AppSources.None);

    /// <summary>Every class marked as one of hooks in the assembly.</summary>
    public static IReadOnlyList<INamedTypeSymbol> HooksOf(Compilation compilation, KnownTypes known) => Where(compilation, known.HoldsHooks);

    /// <summary>Every class marked as one of handlers in the assembly, in the order in which their routes follow the app's.</summary>
    public static IReadOnlyList<INamedTypeSymbol> HandlersOf(Compilation compilation, KnownTypes known) =>
        [.. Where(compilation, known.HoldsHandlers).OrderBy(type => type.ToDisplayString(Names.Full), StringComparer.Ordinal)];

    /// <summary>Walks all types: asked once a compilation, and only when something depends on it.</summary>
    private static List<INamedTypeSymbol> Where(Compilation compilation, Func<INamedTypeSymbol, bool> isWanted)
    {
        var found = new List<INamedTypeSymbol>();
        var pending = new Stack<INamespaceOrTypeSymbol>([compilation.Assembly.GlobalNamespace]);
        while (pending.Count > 0)
        {
            foreach (ISymbol member in pending.Pop().GetMembers())
            {
                if (member is INamedTypeSymbol type && isWanted(type)) found.Add(type);
                if (member is INamespaceOrTypeSymbol inner) pending.Push(inner);
            }
        }

        return found;
    }
}
