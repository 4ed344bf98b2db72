using Gatehouse.Generators.Model;
using Gatehouse.Generators.Routing;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads the routes of a class, in the order in which they are declared, and the app's bare callable.</summary>
internal sealed class RouteReader(KnownTypes known, AppSources sources, Problems problems, CancellationToken cancellationToken)
{
    private readonly SignatureReader signatures = new(known, sources, problems, cancellationToken);
    private readonly WebSocketReader webSockets = new(problems, cancellationToken);
    private readonly LinkReader links = new(known);
    private readonly OperationReader? operations =
        sources.Document is { } options ? new OperationReader(known, options, problems, cancellationToken) : null;
    private readonly FilterReader filters = new(known, sources, problems, cancellationToken);
    private readonly RouteSet routes = new(problems, cancellationToken);
    private TemplateParser parser = new(ConstraintParser.BuiltIn);
    private RoutePrefix prefix = RoutePrefix.None;
    private string? linkOwner;

    /// <summary>Reads the routes of the app, and its bare callable.</summary>
    /// <param name="type">The app.</param>
    /// <param name="around">The filters of the class.</param>
    /// <param name="hasOthers">Whether it serves files or other classes' routes, so that it needs no handler.</param>
    public (EquatableArray<RouteModel> Routes, CallModel? Fallback) ReadApp(
        INamedTypeSymbol type, EquatableArray<FilterModel> around, bool hasOthers)
    {
        List<IMethodSymbol> bare = ReadRoutes(type, around, out bool hasRoutes);
        if (OpenApiReader.Find(type, known) is { } document
            && new OpenApiReader(known, problems, cancellationToken).ReadRoute(document, OpenApiReader.MemberName(type)) is { } served)
        {
            routes.Add(served, document);
        }

        CallModel? fallback = ReadBare(type, around, bare, hasRoutes || hasOthers);
        return (routes.Routes, fallback);
    }

    /// <summary>Reads the routes of another class.</summary>
    /// <param name="type">The class.</param>
    /// <param name="around">The filters of the app and of the class.</param>
    /// <param name="before">The routes that others have already.</param>
    public EquatableArray<RouteModel> ReadClass(
        INamedTypeSymbol type, EquatableArray<FilterModel> around, IEnumerable<RouteModel> before)
    {
        routes.Heed(before);
        ReadRoutes(type, around, out _);
        return routes.Routes;
    }

    private List<IMethodSymbol> ReadRoutes(INamedTypeSymbol type, EquatableArray<FilterModel> around, out bool hasRoutes)
    {
        var classes = new RoutePrefixReader(known, problems, cancellationToken);
        parser = classes.ParserFor(type);
        prefix = classes.Read(type);
        linkOwner = links.OwnerOf(type);
        var bare = new List<IMethodSymbol>();
        hasRoutes = false;
        foreach (ISymbol member in Places.MembersOf(type))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (member is not IMethodSymbol method) continue;
            List<AttributeData> attributes = [.. method.GetAttributes().Where(known.IsRoute)];
            if (attributes.Count > 0)
            {
                hasRoutes = true;
                ReadRouted(type, method, around, attributes);
            }
            else if (method is { Name: "Handle" or "HandleAsync", MethodKind: MethodKind.Ordinary })
            {
                bare.Add(method);
            }
        }

        routes.CheckPairs();
        routes.CheckFolders(sources.Folders);
        return bare;
    }

    private void ReadRouted(INamedTypeSymbol type, IMethodSymbol method, EquatableArray<FilterModel> around, List<AttributeData> attributes)
    {
        var parsed = new List<(AttributeData Attribute, IReadOnlyList<string> Methods, RouteTemplate Template)>();
        foreach (AttributeData attribute in attributes)
        {
            IReadOnlyList<string> methods = ReadMethods(attribute);
            if (ReadTemplate(attribute) is { } template) parsed.Add((attribute, methods, template));
        }

        AttributeData? webSocket = attributes.FirstOrDefault(known.IsWebSocket);
        AttributeData? other = attributes.FirstOrDefault(attribute => !known.IsWebSocket(attribute));
        if (webSocket is not null && other is not null)
        {
            problems.Add(WebSocketRules.NotAlone, Places.Of(other, cancellationToken), method.Name, string.Join(", ", ReadMethods(other)));
            return;
        }

        // A broken template still lets the signature be checked, but not its parameters.
        if (parsed.Count == 0) return;
        EquatableArray<FilterModel> all = filters.Read(method, around);
        IReadOnlyList<CallModel>? calls = signatures.Read(method, [.. parsed.Select(route => route.Template)], webSocket is not null);
        for (int i = 0; i < parsed.Count; i++)
        {
            (AttributeData attribute, IReadOnlyList<string> methods, RouteTemplate template) = parsed[i];
            CheckParameters(method, attribute, template);
            if (calls is null) continue;
            WebSocketModel? socket = webSocket is null ? null : webSockets.Read(attribute);
            LinkModel link = links.Read(linkOwner, method, template);
            OperationModel? operation = operations?.Read(type, method, template, socket is not null);
            foreach (string name in methods)
                routes.Add(new RouteModel(name, template, calls[i] with { Filters = all }, socket, link, operation), attribute);
        }
    }

    private RouteTemplate? ReadTemplate(AttributeData attribute)
    {
        if (attribute.ConstructorArguments.Length == 0 || attribute.ConstructorArguments[0].Kind == TypedConstantKind.Error)
        {
            problems.AddCompilerError();
            return null;
        }

        string text = attribute.ConstructorArguments[0].Value as string ?? "";
        RouteTemplate? template = parser.Parse(text, prefix, out TemplateError? error);
        if (error is not null)
        {
            Location? place = Places.Within(attribute, 0, error.Start, error.Length, cancellationToken);
            problems.Add(RouteRules.BadTemplate, place, text, error.Message);
        }

        return template;
    }

    /// <summary>The request methods of an attribute, each once; those that are none are reported and left out.</summary>
    private IReadOnlyList<string> ReadMethods(AttributeData attribute)
    {
        if (known.HttpMethodOf(attribute) is { } fixedMethod) return [fixedMethod];
        if (attribute.ConstructorArguments.Length != 3)
        {
            problems.AddCompilerError();
            return [];
        }

        var methods = new List<string>();
        TypedConstant others = attribute.ConstructorArguments[2];
        List<TypedConstant> all = [attribute.ConstructorArguments[1]];
        if (others is { Kind: TypedConstantKind.Array, IsNull: false }) all.AddRange(others.Values);
        for (int i = 0; i < all.Count; i++)
        {
            string name = all[i].Kind == TypedConstantKind.Primitive ? all[i].Value as string ?? "" : "";
            if (HttpMethodName.FaultOf(name) is { } fault)
                problems.Add(RouteRules.BadMethod, Places.OfArgument(attribute, i + 1, cancellationToken), name, fault);
            else if (!methods.Contains(name))
                methods.Add(name);
        }

        return methods;
    }

    /// <summary>Each parameter of a template has to go somewhere. What a prefix has is not every method's to take.</summary>
    private void CheckParameters(IMethodSymbol method, AttributeData attribute, RouteTemplate template)
    {
        string text = attribute.ConstructorArguments[0].Value as string ?? "";
        foreach (string name in template.Parameters)
        {
            if (method.Parameters.Any(parameter => parameter.Name == name)) continue;
            if (ParameterSyntax.Find(text, name) is not { } syntax) continue;
            Location? place = Places.Within(attribute, 0, syntax.Name.Start, syntax.Name.Length, cancellationToken);
            problems.Add(RouteRules.UnusedParameter, place, name, method.Name);
        }
    }

    private CallModel? ReadBare(INamedTypeSymbol type, EquatableArray<FilterModel> around, List<IMethodSymbol> candidates, bool hasOthers)
    {
        List<IMethodSymbol> bare = [.. candidates.Where(signatures.IsBare)];
        if (bare.Count > 1)
        {
            problems.Add(HandlerRules.TwoBareCallables, Places.NameOf(bare[1]), bare[0].Name, bare[1].Name);
            return null;
        }

        // Beside routes or files, a Handle with other parameters is a helper of the user's; alone, it is a mistake to explain.
        IMethodSymbol? chosen = bare.FirstOrDefault() ?? (hasOthers ? null : candidates.FirstOrDefault());
        if (chosen is not null)
        {
            EquatableArray<FilterModel> all = filters.Read(chosen, around);
            return signatures.Read(chosen, [null], isWebSocket: false)?[0] is { } call ? call with { Filters = all } : null;
        }

        if (!hasOthers) problems.Add(AppRules.NoHandler, Places.NameOf(type), type.Name);
        return null;
    }
}
