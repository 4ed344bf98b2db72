using System.Collections.Immutable;
using Gatehouse.Generators.Emitting;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Routing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.Generators;

/// <summary>
/// Turns the class marked <c>[GatewayApp]</c> into a server: its entry points, its route switch and its manifest. Reports
/// nothing: where the declaration has a mistake it emits nothing, and the analyzers say why.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class GatewayGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<Candidate> candidates = ReadMarked(context, KnownTypes.GatewayApp, Read, Steps.Candidate);
        IncrementalValuesProvider<HookClass> hooks = ReadMarked(context, KnownTypes.GatewayHooks, ReadHooks, Steps.Hooks);
        IncrementalValuesProvider<HandlerClass> handlers = ReadMarked(context, KnownTypes.Handlers, ReadHandlers, Steps.Handlers);

        // Two apps are a mistake even when one of them is broken: hence candidates first, apps then. So it is with hooks.
        IncrementalValuesProvider<AppModel> app = candidates
            .Collect()
            .Combine(hooks.Collect())
            .Combine(handlers.Collect())
            .SelectMany((all, _) => Compose(all.Left.Left, all.Left.Right, all.Right) is { } whole ? new[] { whole } : [])
            .WithTrackingName(Steps.App);
        IncrementalValueProvider<BuildProperties> build = context.AnalyzerConfigOptionsProvider
            .Select((options, _) => BuildProperties.Read(options.GlobalOptions))
            .WithTrackingName(Steps.Build);
        IncrementalValueProvider<bool> needsMain = context.CompilationProvider
            .Select((compilation, cancellationToken) => NeedsMain(compilation, cancellationToken))
            .WithTrackingName(Steps.NeedsMain);

        // A project with properties that cannot stand gets nothing, as one with any other mistake.
        IncrementalValuesProvider<(AppModel App, BuildProperties Build)> named = app.Combine(build).Where(pair => HasGoodProperties(pair.Left, pair.Right));

        context.RegisterSourceOutput(
            named.Select((pair, _) => LifeOf(pair.App, pair.Build)).WithTrackingName(Steps.Life),
            (output, model) => output.AddSource($"{model.Type.MetadataName}.App.g.cs", AppEmitter.Emit(model)));
        context.RegisterSourceOutput(
            named.Where(pair => pair.App.Parts.Count > 0).Select((pair, _) => new PartsModel(pair.App.Type, pair.App.Parts)).WithTrackingName(Steps.Parts),
            (output, model) => output.AddSource($"{model.Type.MetadataName}.Parts.g.cs", PartsEmitter.Emit(model)));
        context.RegisterSourceOutput(
            named.Select((pair, _) => DispatchOf(pair.App)).WithTrackingName(Steps.Dispatch),
            (output, model) => output.AddSource($"{model.Type.MetadataName}.Routes.g.cs", DispatchEmitter.Emit(model)));
        context.RegisterSourceOutput(
            named.Where(pair => pair.App.Routes.Count > 0).Select((pair, _) => LinksOf(pair.App)).WithTrackingName(Steps.Links),
            (output, model) => output.AddSource($"{model.Type.MetadataName}.Links.g.cs", LinkEmitter.Emit(model)));
        context.RegisterSourceOutput(
            named.Where(pair => pair.App.OpenApi is not null).Select((pair, _) => DocumentOf(pair.App, pair.Build)).WithTrackingName(Steps.OpenApi),
            (output, model) => output.AddSource($"{model.Type.MetadataName}.OpenApi.g.cs", OpenApiEmitter.Emit(model)));
        context.RegisterSourceOutput(
            named.Where(pair => pair.App.Routes.Count > 0).Select((pair, _) => RouteTableOf(pair.App)).WithTrackingName(Steps.RouteTable),
            (output, model) => output.AddSource($"{model.Type.MetadataName}.RouteTable.g.cs", RouteTableEmitter.Emit(model)));
        context.RegisterSourceOutput(
            named.Select((pair, _) => ManifestOf(pair.App, pair.Build)).WithTrackingName(Steps.Manifest),
            (output, model) => output.AddSource($"{model.App}.Manifest.g.cs", ManifestEmitter.Emit(model)));
        context.RegisterSourceOutput(
            named.Select((pair, _) => pair.App.Type).WithTrackingName(Steps.EntryPoints),
            (output, type) => output.AddSource($"{type.MetadataName}.EntryPoints.g.cs", EntryPointEmitter.EmitEntryPoints(type)));
        context.RegisterSourceOutput(
            named.Combine(needsMain).Where(pair => pair.Right).Select((pair, _) => pair.Left.App.Type).WithTrackingName(Steps.Program),
            (output, type) => output.AddSource($"{type.MetadataName}.Program.g.cs", EntryPointEmitter.EmitProgram(type)));
    }

    /// <summary>Reads the classes with an attribute, after an edit of what something declares; an edit of a body reads none.</summary>
    private static IncrementalValuesProvider<T> ReadMarked<T>(
        IncrementalGeneratorInitializationContext context, string attribute, Func<GeneratorAttributeSyntaxContext, CancellationToken, T> read, string step)
        where T : class => context.SyntaxProvider
            .ForAttributeWithMetadataName(attribute, IsClass, (marked, cancellationToken) => Declared<T>.Of(marked, read, cancellationToken))
            .WithTrackingName(Steps.Before(step))
            .Select((declared, cancellationToken) => declared.Read(cancellationToken))
            .WithTrackingName(step);

    private static bool IsClass(SyntaxNode node, CancellationToken cancellationToken) =>
        node is ClassDeclarationSyntax or RecordDeclarationSyntax;

    private static Candidate Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        AppModel? app = context.TargetSymbol is INamedTypeSymbol type && KnownTypes.From(context.SemanticModel.Compilation) is { } known
            ? AppReader.Read(type, hasClasses: true, known, new Problems(), cancellationToken)
            : null;
        return new Candidate(app);
    }

    private static HookClass ReadHooks(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken) => new(
        context.TargetSymbol is INamedTypeSymbol type && KnownTypes.From(context.SemanticModel.Compilation) is { } known
            ? new HookReader(known, new Problems(), cancellationToken).ReadClass(type)
            : null);

    private static HandlerClass ReadHandlers(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken) => new(
        context.TargetSymbol is INamedTypeSymbol type && KnownTypes.From(context.SemanticModel.Compilation) is { } known
            ? new HandlersReader(known, Apps.SourcesOf(context.SemanticModel.Compilation, known), new Problems(), cancellationToken).Read(type, [], [])
            : null);

    /// <summary>The one app with all that joins it; null where there is not one, or a piece of it has a mistake.</summary>
    private static AppModel? Compose(
        ImmutableArray<Candidate> candidates, ImmutableArray<HookClass> hooks, ImmutableArray<HandlerClass> handlers) =>
        candidates.Length == 1 && candidates[0].App is { } app
        && WithHooks(app, hooks) is { } hooked
        && handlers.All(handlerClass => handlerClass.Handlers is not null)
            ? Composition.Compose(hooked, handlers.Select(handlerClass => handlerClass.Handlers!))
            : null;

    /// <summary>The app with the hooks of another class besides its own; null where it cannot have them.</summary>
    private static AppModel? WithHooks(AppModel app, ImmutableArray<HookClass> classes)
    {
        if (classes.IsEmpty) return app;
        if (classes.Length > 1 || classes[0].Hooks is not { } others) return null;
        ILookup<string, HookModel> all = app.Hooks.Concat(others).ToLookup(hook => hook.Name);
        return all.Any(same => same.Count() > 1)
            ? null
            : app with { Hooks = HookNames.All.SelectMany(hook => all[hook.Name]).ToEquatableArray() };
    }

    private static bool NeedsMain(Compilation compilation, CancellationToken cancellationToken) =>
        compilation.Options is { OutputKind: OutputKind.ConsoleApplication or OutputKind.WindowsApplication, MainTypeName: null }
        && compilation.GetEntryPoint(cancellationToken) is null;

    private static bool HasGoodProperties(AppModel app, BuildProperties build)
    {
        var problems = new Problems();
        AppReader.CheckBuild(app, build, null, _ => null, problems);
        return !problems.HasErrors;
    }

    private static LifeModel LifeOf(AppModel app, BuildProperties build) => new(
        app.Type,
        ServiceName.Choose(app, build),
        build.Version,
        app.Trust,
        app.Start,
        app.Stop,
        build.Settings,
        app.StaticFolders,
        app.Hooks,
        app.Parts.Count > 0,
        PartsEmitter.HaveEnd(app.Parts),
        app.Routes.Select(route => route.Call).Append(app.Fallback)
            .Any(call => call?.Arguments.Any(argument => argument.Kind == ArgumentKind.Worker) == true));

    private static DispatchModel DispatchOf(AppModel app) => new(
        app.Type, app.Routes.Select(route => route.Served).ToEquatableArray(), app.Fallback, app.StaticFolders.Select(folder => folder.Prefix).ToEquatableArray());

    private static LinksModel LinksOf(AppModel app) => new(
        app.Type,
        app.LinkClass,
        app.Routes.Where(route => route.Link is not null).Select(route => new RoutedLink(route.HttpMethod, route.Template, route.Link!)).ToEquatableArray());

    private static DocumentModel DocumentOf(AppModel app, BuildProperties build) => new(
        app.Type, app.OpenApi!, build.Version, app.Routes.SelectMany(OperationsOf).ToEquatableArray());

    /// <summary>The operation of a route, and where its last parameter can be left out, that of the path without it.</summary>
    private static IEnumerable<RoutedOperation> OperationsOf(RouteModel route)
    {
        if (route.Operation is not { } operation) yield break;
        yield return new RoutedOperation(route.HttpMethod, route.Template, operation);
        if (route.Template.WithoutLast() is not { } shorter) yield break;
        string last = route.Template.Last.Parameter!;
        IEnumerable<ApiParameter> rest = operation.Parameters.Where(parameter => parameter.Place != "path" || parameter.Name != last);
        yield return new RoutedOperation(route.HttpMethod, shorter, operation with { Parameters = rest.ToEquatableArray() });
    }

    private static RouteTableModel RouteTableOf(AppModel app) => new(
        app.Type, app.Routes.Select(route => new ListedRoute(route.HttpMethod, route.Template.Text, HandlerOf(app, route))).ToEquatableArray());

    /// <summary>The handler with its class; the document of [OpenApi] by the attribute.</summary>
    private static string HandlerOf(AppModel app, RouteModel route) =>
        route.Link is null ? "[OpenApi]" : $"{route.Link.Owner ?? app.Type.SimpleName}.{route.Call.MethodName.TrimStart('@')}";

    private static ManifestModel ManifestOf(AppModel app, BuildProperties build) => new(
        ServiceName.Choose(app, build),
        app.Type.MetadataName,
        app.ServerNames.Count > 0 ? app.ServerNames : build.ServerNames,
        TrustOf(app, build),
        build.Settings,
        app.Routes.Select(route => new RouteName(route.HttpMethod, route.Template.Text, PingTimesOf(route.WebSocket))).ToEquatableArray(),
        app.StaticFolders.Select(folder => new ServedFolder(folder, IsNginxs(folder, app))).ToEquatableArray(),
        app.Routes.Select(route => route.Call).Append(app.Fallback).Max(call => call?.MaxRequestBody));

    /// <summary>Whether nginx may serve a folder: not if one of its files could take a route's path, since routes win.</summary>
    private static bool IsNginxs(StaticFolderModel folder, AppModel app) =>
        folder.ServeFromNginx && !app.Routes.Any(route => Overlap.IsBeneath(folder.Prefix, route.Template));

    private static PingTimes? PingTimesOf(WebSocketModel? socket) => socket is null
        ? null
        : new PingTimes(socket.PingInterval ?? WebSocketModel.DefaultPingInterval, socket.PingTimeout ?? WebSocketModel.DefaultPingTimeout);

    /// <summary>
    /// What the server will trust, so that the deploy files fit: as a default of a setting, a project's property replaces
    /// what the attribute declares.
    /// </summary>
    private static TrustModel TrustOf(AppModel app, BuildProperties build) => app.Trust with
    {
        Networks = build.TrustedProxies ?? app.Trust.Networks,
        Hops = int.TryParse(build.SettingOf("proxyHops"), out int hops) ? hops : app.Trust.Hops,
        AllowedHosts = build.SettingOf("allowedHosts") is null ? app.Trust.AllowedHosts : build.AllowedHosts,
    };

    /// <summary>A class of hooks; null where it has a mistake.</summary>
    private sealed record HookClass(EquatableArray<HookModel>? Hooks);

    /// <summary>A class of handlers; null where it has a mistake.</summary>
    private sealed record HandlerClass(HandlersModel? Handlers);

    /// <summary>A class with the attribute; without a model where it has a mistake.</summary>
    private sealed record Candidate(AppModel? App);
}
