using System.Collections.Immutable;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Analyzers;

/// <summary>Says what is wrong with a gateway app, its routes, its handlers and its trust: all for which the generator emits nothing.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GatewayAppAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        AppRules.NotPartial,
        AppRules.CannotBeApp,
        AppRules.SecondApp,
        AppRules.NoHandler,
        AppRules.CannotStart,
        AppRules.InvalidName,
        RouteRules.BadTemplate,
        RouteRules.DuplicateRoute,
        RouteRules.UnusedParameter,
        RouteRules.MissingParameter,
        RouteRules.RouteOutsideApp,
        HandlerRules.UnsupportedReturn,
        HandlerRules.UnsupportedParameter,
        HandlerRules.AsyncVoid,
        HandlerRules.NotCallable,
        HandlerRules.TwoBareCallables,
        HandlerRules.BadBodyLimit,
        StaticFileRules.InvalidFolder,
        StaticFileRules.DuplicatePath,
        StaticFileRules.OutsideApp,
        WebSocketRules.NoSocket,
        WebSocketRules.NoTask,
        WebSocketRules.NotAlone,
        WebSocketRules.BadValue,
        TrustRules.InvalidTrust);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (KnownTypes.From(context.Compilation) is not { } known) return;
        var apps = new Lazy<IReadOnlyList<INamedTypeSymbol>>(() => Apps.Of(context.Compilation, known));
        context.RegisterSymbolAction(symbol => AnalyzeType(symbol, known, apps), SymbolKind.NamedType);
        context.RegisterSymbolAction(symbol => AnalyzeMethod(symbol, known), SymbolKind.Method);
    }

    private static void AnalyzeType(SymbolAnalysisContext context, KnownTypes known, Lazy<IReadOnlyList<INamedTypeSymbol>> apps)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!known.IsApp(type))
        {
            AnalyzeOther(context, type, known);
            return;
        }

        var problems = new Problems(context.ReportDiagnostic);
        Location? name = Places.NameOf(type);
        if (apps.Value.FirstOrDefault(other => !KnownTypes.Is(other, type)) is { } other)
            problems.Add(AppRules.SecondApp, name, type.Name, other.Name);

        AppModel? app = AppReader.Read(type, known, problems, context.CancellationToken);
        if (app is null) return;
        var build = BuildProperties.Read(context.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
        AppReader.CheckBuild(app, build, name, problems);
    }

    private static void AnalyzeOther(SymbolAnalysisContext context, INamedTypeSymbol type, KnownTypes known)
    {
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (!KnownTypes.Is(attribute.AttributeClass, known.StaticFilesAttribute)) continue;
            context.ReportDiagnostic(Diagnostic.Create(
                StaticFileRules.OutsideApp, Places.Of(attribute, context.CancellationToken), type.Name));
        }
    }

    private static void AnalyzeMethod(SymbolAnalysisContext context, KnownTypes known)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (known.IsApp(method.ContainingType) || !known.HasRoute(method)) return;
        context.ReportDiagnostic(Diagnostic.Create(
            RouteRules.RouteOutsideApp, Places.NameOf(method), method.Name, method.ContainingType.Name));
    }
}
