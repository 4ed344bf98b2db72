using Gatehouse.Generators.Model;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Analyzers;

/// <summary>What is wrong with the handler classes of one compilation, and with filters out of place.</summary>
internal sealed class HandlerAnalysis(Compilation compilation, KnownTypes known, Lazy<IReadOnlyList<INamedTypeSymbol>> apps)
{
    // The app as far as others depend on it: null where it has mistakes of its own, which are reported there.
    private readonly Lazy<AppModel?> app = new(() => apps.Value.FirstOrDefault() is { } type
        ? AppReader.Read(type, hasClasses: true, known, new Problems(), CancellationToken.None)
        : null);

    // By itself, a class tells its routes whatever others have.
    private readonly Lazy<IReadOnlyList<HandlersModel?>> models = new(() =>
        [.. Apps.HandlersOf(compilation, known).Select(type =>
            new HandlersReader(known, Apps.SourcesOf(compilation, known), new Problems(), CancellationToken.None).Read(type, [], []))]);

    /// <summary>Whether one of the classes has routes; a broken one is given the benefit of the doubt.</summary>
    public bool HasRoutes => models.Value.Any(handlers => handlers is null or { Routes.Count: > 0 });

    /// <summary>Reports the filters of a method or class that has nothing to put them around.</summary>
    public static void CheckFilters(SymbolAnalysisContext context, ISymbol symbol, KnownTypes known)
    {
        AttributeData? use = symbol.GetAttributes().FirstOrDefault(known.IsUse);
        if (use is null) return;
        string? fault = symbol switch
        {
            INamedTypeSymbol type => known.IsApp(type) || known.HoldsHandlers(type) ? null : "neither a gateway app nor a class of handlers",
            IMethodSymbol method => known.HasRoute(method) || IsBare(method, known) ? null : "no handler",
            _ => null,
        };
        if (fault is null) return;
        context.ReportDiagnostic(Diagnostic.Create(PartRules.NothingToFilter, Places.Of(use, context.CancellationToken), symbol.Name, fault));
    }

    /// <summary>Reports what is wrong with a class of handlers.</summary>
    public void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!known.HoldsHandlers(type)) return;
        int reported = 0;
        var problems = new Problems(diagnostic =>
        {
            reported++;
            context.ReportDiagnostic(diagnostic);
        });
        if (apps.Value.Count == 0) problems.Add(PartRules.NothingServed, Places.NameOf(type), type.Name, "its assembly has no gateway app");

        HandlersModel? handlers = new HandlersReader(known, Apps.SourcesOf(compilation, known), problems, context.CancellationToken)
            .Read(type, app.Value?.Filters ?? [], RoutesBefore(type));
        if (handlers is { Routes.Count: 0 } && reported == 0)
            problems.Add(PartRules.NothingServed, Places.NameOf(type), type.Name, "it has no route");
    }

    private static bool IsBare(IMethodSymbol method, KnownTypes known) =>
        method.Name is "Handle" or "HandleAsync" && known.IsApp(method.ContainingType);

    private IEnumerable<RouteModel> RoutesBefore(INamedTypeSymbol type)
    {
        string name = type.ToDisplayString(Names.Full);
        IEnumerable<HandlersModel> before = models.Value
            .Where(other => other is not null && StringComparer.Ordinal.Compare(other.FullName, name) < 0)
            .Select(other => other!);
        IEnumerable<RouteModel> own = (app.Value?.Routes ?? [])
            .Select(route => route with { Call = route.Call with { Owner = app.Value!.Type.FullName } });
        return own.Concat(before.SelectMany(other => other.Routes));
    }
}
