using System.Collections.Immutable;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Analyzers;

/// <summary>Says what is wrong with a gateway app, its routes, its handlers, its hooks and its trust: all for which the generator emits nothing.</summary>
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
        RouteRules.BadMethod,
        RouteRules.MayBeAbsent,
        RouteRules.BadDefault,
        RouteRules.ConstraintMismatch,
        RouteRules.ConstraintAsText,
        RouteRules.AmbiguousRoutes,
        RouteRules.UnreachableRoute,
        RouteRules.CaseOnlyDifference,
        RouteRules.PrefixOutsideApp,
        HandlerRules.UnsupportedReturn,
        HandlerRules.UnsupportedParameter,
        HandlerRules.AsyncVoid,
        HandlerRules.NotCallable,
        HandlerRules.TwoBareCallables,
        HandlerRules.BadBodyLimit,
        BindingRules.TwoSources,
        BindingRules.BadSourceName,
        BindingRules.TwoBodies,
        BindingRules.BodyOfGet,
        BindingRules.NoJsonContext,
        BindingRules.NotDeclared,
        BindingRules.BadJsonContext,
        BindingRules.NoService,
        StaticFileRules.InvalidFolder,
        StaticFileRules.DuplicatePath,
        StaticFileRules.OutsideApp,
        StaticFileRules.Hidden,
        WebSocketRules.NoSocket,
        WebSocketRules.NoTask,
        WebSocketRules.NotAlone,
        WebSocketRules.BadValue,
        HookRules.NotCallable,
        HookRules.UnknownHook,
        HookRules.SecondHooks,
        HookRules.CannotHoldHooks,
        HookRules.NothingToCall,
        PartRules.CannotHoldHandlers,
        PartRules.NothingServed,
        PartRules.NotReachable,
        PartRules.CannotCreate,
        PartRules.NoFilter,
        PartRules.NothingToFilter,
        PartRules.SameFilterTwice,
        PartRules.CannotOffer,
        OpenApiRules.NoSchema,
        OpenApiRules.BadPath,
        OpenApiRules.SamePath,
        OpenApiRules.OutsideApp,
        TrustRules.InvalidTrust,
        ProxyDeclarationRules.UnusableHeader);

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
        var hooks = new Lazy<IReadOnlyList<INamedTypeSymbol>>(() => Apps.HooksOf(context.Compilation, known));
        var handlers = new HandlerAnalysis(context.Compilation, known, apps);
        context.RegisterSymbolAction(symbol => AnalyzeType(symbol, known, apps, handlers), SymbolKind.NamedType);
        context.RegisterSymbolAction(handlers.Analyze, SymbolKind.NamedType);
        context.RegisterSymbolAction(symbol => AnalyzeHooks(symbol, known, apps, hooks), SymbolKind.NamedType);
        context.RegisterSymbolAction(symbol => AnalyzeMethod(symbol, known), SymbolKind.Method);
    }

    private static void AnalyzeType(
        SymbolAnalysisContext context, KnownTypes known, Lazy<IReadOnlyList<INamedTypeSymbol>> apps, HandlerAnalysis handlers)
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

        AppModel? app = AppReader.Read(type, handlers.HasRoutes, known, problems, context.CancellationToken);
        if (app is null) return;
        var build = BuildProperties.Read(context.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
        AttributeData? headers = KnownTypes.AttributeOf(type, known.ForwardedHeadersAttribute);
        AppReader.CheckBuild(app, build, name, PlaceOf, problems);

        Location? PlaceOf(string[] properties) => headers is null
            ? name
            : Places.OfFirst(headers, properties, context.CancellationToken) ?? Places.Of(headers, context.CancellationToken);
    }

    private static void AnalyzeHooks(
        SymbolAnalysisContext context, KnownTypes known, Lazy<IReadOnlyList<INamedTypeSymbol>> apps, Lazy<IReadOnlyList<INamedTypeSymbol>> hooks)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!known.HoldsHooks(type)) return;
        int reported = 0;
        var problems = new Problems(diagnostic =>
        {
            reported++;
            context.ReportDiagnostic(diagnostic);
        });
        Location? name = Places.NameOf(type);
        if (hooks.Value.FirstOrDefault(other => !KnownTypes.Is(other, type)) is { } other)
            problems.Add(HookRules.SecondHooks, name, type.Name, other.Name);

        var reader = new HookReader(known, problems, context.CancellationToken);
        EquatableArray<HookModel>? found = reader.ReadClass(type);
        if (apps.Value.FirstOrDefault() is not { } app) problems.Add(HookRules.NothingToCall, name, type.Name, "its assembly has no gateway app");
        else if (found is { Count: > 0 }) reader.CheckTwice(type, app);
        else if (found is not null && reported == 0) problems.Add(HookRules.NothingToCall, name, type.Name, "it has no hook");
    }

    private static void AnalyzeOther(SymbolAnalysisContext context, INamedTypeSymbol type, KnownTypes known)
    {
        foreach (AttributeData attribute in type.GetAttributes())
        {
            DiagnosticDescriptor? rule = KnownTypes.Is(attribute.AttributeClass, known.StaticFilesAttribute) ? StaticFileRules.OutsideApp
                : KnownTypes.Is(attribute.AttributeClass, known.OpenApiAttribute) ? OpenApiRules.OutsideApp
                : KnownTypes.Is(attribute.AttributeClass, known.RoutePrefixAttribute) && !known.HoldsHandlers(type) ? RouteRules.PrefixOutsideApp
                : null;
            if (rule is not null) context.ReportDiagnostic(Diagnostic.Create(rule, Places.Of(attribute, context.CancellationToken), type.Name));
        }

        HandlerAnalysis.CheckFilters(context, type, known);
    }

    private static void AnalyzeMethod(SymbolAnalysisContext context, KnownTypes known)
    {
        var method = (IMethodSymbol)context.Symbol;
        HandlerAnalysis.CheckFilters(context, method, known);
        if (known.IsApp(method.ContainingType) || known.HoldsHandlers(method.ContainingType) || !known.HasRoute(method)) return;
        context.ReportDiagnostic(Diagnostic.Create(
            RouteRules.RouteOutsideApp, Places.NameOf(method), method.Name, method.ContainingType.Name));
    }
}
