using Gatehouse.Generators.Model;
using Gatehouse.Generators.Routing;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads an app's routes, in the order in which they are declared, and its bare callable.</summary>
internal sealed class RouteReader(KnownTypes known, Problems problems, CancellationToken cancellationToken)
{
    private readonly SignatureReader signatures = new(known, problems, cancellationToken);
    private readonly WebSocketReader webSockets = new(problems, cancellationToken);
    private readonly List<RouteModel> routes = [];
    private readonly Dictionary<string, RouteModel> byShape = new(StringComparer.Ordinal);

    /// <summary>Reads the routes.</summary>
    /// <param name="type">The app.</param>
    /// <param name="hasFolders">Whether it serves files, so that it needs no handler.</param>
    public (EquatableArray<RouteModel> Routes, CallModel? Fallback) Read(INamedTypeSymbol type, bool hasFolders)
    {
        var bare = new List<IMethodSymbol>();
        bool hasRoutes = false;
        foreach (ISymbol member in type.GetMembers())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (member is not IMethodSymbol method) continue;
            List<AttributeData> attributes = [.. method.GetAttributes().Where(attribute => known.HttpMethodOf(attribute) is not null)];
            if (attributes.Count > 0)
            {
                hasRoutes = true;
                ReadRouted(method, attributes);
            }
            else if (method is { Name: "Handle" or "HandleAsync", MethodKind: MethodKind.Ordinary })
            {
                bare.Add(method);
            }
        }

        CallModel? fallback = ReadBare(type, bare, hasRoutes || hasFolders);
        return (routes.ToEquatableArray(), fallback);
    }

    private void ReadRouted(IMethodSymbol method, List<AttributeData> attributes)
    {
        var parsed = new List<(AttributeData Attribute, RouteTemplate Template)>();
        foreach (AttributeData attribute in attributes)
        {
            if (ReadTemplate(attribute) is { } template) parsed.Add((attribute, template));
        }

        AttributeData? webSocket = attributes.FirstOrDefault(known.IsWebSocket);
        AttributeData? other = attributes.FirstOrDefault(attribute => !known.IsWebSocket(attribute));
        if (webSocket is not null && other is not null)
        {
            problems.Add(WebSocketRules.NotAlone, Places.Of(other, cancellationToken), method.Name, known.HttpMethodOf(other)!);
            return;
        }

        // A broken template still lets the signature be checked, but not its parameters.
        if (parsed.Count == 0) return;
        IReadOnlyList<CallModel>? calls = signatures.Read(method, [.. parsed.Select(route => route.Template)], webSocket is not null);
        for (int i = 0; i < parsed.Count; i++)
        {
            (AttributeData attribute, RouteTemplate template) = parsed[i];
            CheckParameters(method, attribute, template);
            if (calls is null) continue;
            WebSocketModel? socket = webSocket is null ? null : webSockets.Read(attribute);
            AddRoute(new RouteModel(known.HttpMethodOf(attribute)!, template, calls[i], socket), attribute);
        }
    }

    private RouteTemplate? ReadTemplate(AttributeData attribute)
    {
        if (attribute.ConstructorArguments.Length != 1 || attribute.ConstructorArguments[0].Kind == TypedConstantKind.Error)
        {
            problems.AddCompilerError();
            return null;
        }

        string text = attribute.ConstructorArguments[0].Value as string ?? "";
        RouteTemplate? template = TemplateParser.Parse(text, out TemplateError? error);
        if (error is not null)
        {
            Location? place = Places.Within(attribute, 0, error.Start, error.Length, cancellationToken);
            problems.Add(RouteRules.BadTemplate, place, text, error.Message);
        }

        return template;
    }

    private void CheckParameters(IMethodSymbol method, AttributeData attribute, RouteTemplate template)
    {
        foreach (string name in template.Parameters)
        {
            if (method.Parameters.Any(parameter => parameter.Name == name)) continue;
            int start = template.Text.IndexOf("{" + name, StringComparison.Ordinal) + 1;
            Location? place = Places.Within(attribute, 0, start, name.Length, cancellationToken);
            problems.Add(RouteRules.UnusedParameter, place, name, method.Name);
        }
    }

    private void AddRoute(RouteModel route, AttributeData attribute)
    {
        string shape = $"{route.HttpMethod} {route.Template.Shape}";
        if (byShape.TryGetValue(shape, out RouteModel? first))
        {
            Location? place = Places.OfArgument(attribute, 0, cancellationToken);
            problems.Add(RouteRules.DuplicateRoute, place, route.HttpMethod, route.Template.Text, first.Call.MethodName.TrimStart('@'));
            return;
        }

        byShape.Add(shape, route);
        routes.Add(route);
    }

    private CallModel? ReadBare(INamedTypeSymbol type, List<IMethodSymbol> candidates, bool hasOthers)
    {
        List<IMethodSymbol> bare = [.. candidates.Where(signatures.IsBare)];
        if (bare.Count > 1)
        {
            problems.Add(HandlerRules.TwoBareCallables, Places.NameOf(bare[1]), bare[0].Name, bare[1].Name);
            return null;
        }

        // Beside routes or files, a Handle with other parameters is a helper of the user's; alone, it is a mistake to explain.
        IMethodSymbol? chosen = bare.FirstOrDefault() ?? (hasOthers ? null : candidates.FirstOrDefault());
        if (chosen is not null) return signatures.Read(chosen, [null], isWebSocket: false)?[0];
        if (!hasOthers) problems.Add(AppRules.NoHandler, Places.NameOf(type), type.Name);
        return null;
    }
}
