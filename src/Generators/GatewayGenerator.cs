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
        IncrementalValuesProvider<Candidate> candidates = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownTypes.GatewayApp, IsClass, Read)
            .WithTrackingName(Steps.Candidate);

        // Two apps are a mistake even when one of them is broken: hence candidates first, apps then.
        IncrementalValuesProvider<AppModel> app = candidates
            .Collect()
            .SelectMany((all, _) => all.Length == 1 && all[0].App is { } only ? new[] { only } : [])
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
            named.Select((pair, _) => DispatchOf(pair.App)).WithTrackingName(Steps.Dispatch),
            (output, model) => output.AddSource($"{model.Type.MetadataName}.Routes.g.cs", DispatchEmitter.Emit(model)));
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

    private static bool IsClass(SyntaxNode node, CancellationToken cancellationToken) =>
        node is ClassDeclarationSyntax or RecordDeclarationSyntax;

    private static Candidate Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        AppModel? app = context.TargetSymbol is INamedTypeSymbol type && KnownTypes.From(context.SemanticModel.Compilation) is { } known
            ? AppReader.Read(type, known, new Problems(), cancellationToken)
            : null;
        return new Candidate(app);
    }

    private static bool NeedsMain(Compilation compilation, CancellationToken cancellationToken) =>
        compilation.Options is { OutputKind: OutputKind.ConsoleApplication or OutputKind.WindowsApplication, MainTypeName: null }
        && compilation.GetEntryPoint(cancellationToken) is null;

    private static bool HasGoodProperties(AppModel app, BuildProperties build)
    {
        var problems = new Problems();
        AppReader.CheckBuild(app, build, null, problems);
        return !problems.HasErrors;
    }

    private static LifeModel LifeOf(AppModel app, BuildProperties build) => new(
        app.Type, ServiceName.Choose(app, build), build.Version, app.Trust, app.Start, app.Stop, build.Settings, app.StaticFolders);

    private static DispatchModel DispatchOf(AppModel app) => new(
        app.Type, app.Routes, app.Fallback, app.StaticFolders.Select(folder => folder.Prefix).ToEquatableArray());

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
    };

    /// <summary>A class with the attribute; without a model where it has a mistake.</summary>
    private sealed record Candidate(AppModel? App);
}
