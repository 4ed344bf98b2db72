using Gatehouse.Generators.Model;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.Generators.Reading;

/// <summary>
/// Reads a class marked <c>[GatewayApp]</c> into the model. Generator and analyzers both call it, so that what is reported
/// and what is refused are the same. Never throws on code that does not compile.
/// </summary>
internal static class AppReader
{
    /// <summary>Null where something is wrong.</summary>
    /// <param name="type">The class.</param>
    /// <param name="hasClasses">Whether its assembly has handler classes, so that it needs no handler of its own.</param>
    /// <param name="known">The types that a declaration is made of.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static AppModel? Read(
        INamedTypeSymbol type, bool hasClasses, KnownTypes known, Problems problems, CancellationToken cancellationToken)
    {
        AttributeData? attribute = KnownTypes.AttributeOf(type, known.GatewayAppAttribute);
        if (attribute is null) return null;

        if (!IsSuitable(type, problems, cancellationToken)) return null;

        (string? name, EquatableArray<string> serverNames) = ReadNames(attribute, problems, cancellationToken);
        TrustModel trust = new TrustReader(known, problems, cancellationToken).Read(type);
        StartModel? start = new StartReader(known, problems, cancellationToken).Read(type);
        var staticFiles = new StaticFilesReader(known, problems, cancellationToken);
        EquatableArray<StaticFolderModel> folders = staticFiles.Read(type);
        EquatableArray<ServiceModel> services = ServiceReader.Read(type, known, problems);
        AppSources sources = AppSources.Read(type, services, folders, known, problems, cancellationToken);
        EquatableArray<FilterModel> filters = new FilterReader(known, sources, problems, cancellationToken).Read(type, []);
        (EquatableArray<RouteModel> routes, CallModel? fallback) =
            new RouteReader(known, sources, problems, cancellationToken).ReadApp(type, filters, folders.Count > 0 || hasClasses);
        staticFiles.CheckBare(fallback);
        EquatableArray<HookModel> hooks = new HookReader(known, problems, cancellationToken).ReadApp(type);
        if (problems.HasErrors || start is null) return null;

        return new AppModel(
            Describe(type),
            name,
            serverNames,
            trust,
            start,
            PartReader.StopOf(type, known),
            routes,
            fallback,
            folders,
            hooks,
            filters,
            services,
            LinkReader.ReadClass(type, cancellationToken),
            new OpenApiReader(known, problems, cancellationToken).Read(type));
    }

    private static bool IsSuitable(INamedTypeSymbol type, Problems problems, CancellationToken cancellationToken)
    {
        string? fault = type switch
        {
            { IsStatic: true } => "it is static",
            { IsAbstract: true } => "it is abstract",
            { IsGenericType: true } => "it is generic, or within a generic class",
            { ContainingType: not null } => "it is nested in another class",
            { IsFileLocal: true } => "it is known in its own file alone",
            _ => null,
        };
        if (fault is not null) problems.Add(AppRules.CannotBeApp, Places.NameOf(type), type.Name, fault);

        foreach (SyntaxReference reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancellationToken) is TypeDeclarationSyntax declaration
                && !declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                problems.Add(AppRules.NotPartial, declaration.Identifier.GetLocation(), type.Name);
            }
        }

        return !problems.HasErrors;
    }

    private static (string? Name, EquatableArray<string> ServerNames) ReadNames(
        AttributeData attribute, Problems problems, CancellationToken cancellationToken)
    {
        string? name = null;
        EquatableArray<string> serverNames = [];
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            switch (argument.Key)
            {
                case "Name" when argument.Value.Value is string text:
                    name = text;
                    CheckName(text, Places.OfArgument(attribute, argument.Key, cancellationToken), problems);
                    break;
                case "ServerNames" when argument.Value is { Kind: TypedConstantKind.Array, IsNull: false }:
                    serverNames = argument.Value.Values.Select(value => value.Value as string ?? "").ToEquatableArray();
                    CheckServerNames(serverNames, Places.OfArgument(attribute, argument.Key, cancellationToken), problems);
                    break;
            }
        }

        return (name, serverNames);
    }

    /// <summary>Checks the names that the project file gives, where the attribute does not, and the trust that it declares.</summary>
    /// <param name="app">What the attributes declare.</param>
    /// <param name="build">What the project file declares.</param>
    /// <param name="location">Where to say what is wrong with the project file.</param>
    /// <param name="placeOf">Where one of the named properties of <c>[ForwardedHeaders]</c> is set; of the attribute where none is.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static void CheckBuild(AppModel app, BuildProperties build, Location? location, Func<string[], Location?> placeOf, Problems problems)
    {
        if (app.Name is null && build.Name is { } name) CheckName(name, location, problems);
        if (app.ServerNames.Count == 0) CheckServerNames(build.ServerNames, location, problems);
        TrustReader.CheckBuild(app.Trust, build, location, placeOf, problems);
    }

    private static void CheckName(string name, Location? location, Problems problems)
    {
        if (ServiceName.IsValid(name)) return;
        problems.Add(
            AppRules.InvalidName, location, name, "the name of a service", "it takes 1 to 63 lower-case letters, digits and inner hyphens");
    }

    private static void CheckServerNames(EquatableArray<string> names, Location? location, Problems problems)
    {
        foreach (string name in names)
        {
            if (ServiceName.IsHostName(name)) continue;
            problems.Add(AppRules.InvalidName, location, name, "a server name", "it takes letters, digits, '-', '.', '_' and '*'");
        }
    }

    private static AppType Describe(INamedTypeSymbol type)
    {
        string? containing = type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : null;
        string metadataName = containing is null ? type.MetadataName : $"{containing.Replace("@", "")}.{type.MetadataName}";
        return new AppType(
            Names.Of(type.ContainingNamespace),
            Names.EscapeType(type.Name),
            metadataName,
            type.IsRecord,
            FreeName(type, "GatewayRoutes"),
            FreeName(type, "gatewayFiles"),
            FreeName(type, "GatewayParts"),
            FreeName(type, "gatewayParts"),
            FreeName(type, "GatewayFilters"),
            FreeName(type, "GatewayBinding"),
            FreeName(type, "gatewayWorker"));
    }

    /// <summary>A name for a member that hides nothing and that nothing hides.</summary>
    public static string FreeName(INamedTypeSymbol type, string wanted)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal) { type.Name };
        for (INamedTypeSymbol? level = type; level is not null; level = level.BaseType) taken.UnionWith(level.MemberNames);
        string name = wanted;
        for (int i = 2; taken.Contains(name); i++) name = $"{wanted}{i}";
        return name;
    }
}
