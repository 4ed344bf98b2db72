using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>The types that a declaration is made of, as one compilation has them.</summary>
internal sealed class KnownTypes
{
    public const string GatewayApp = "Gatehouse.GatewayAppAttribute";

    private const string WebSocketName = "Gatehouse.WebSocketAttribute";

    private static readonly IReadOnlyList<(string Attribute, string Method)> RouteAttributes =
    [
        ("Gatehouse.GetAttribute", "GET"),
        ("Gatehouse.HeadAttribute", "HEAD"),
        ("Gatehouse.PostAttribute", "POST"),
        ("Gatehouse.PutAttribute", "PUT"),
        ("Gatehouse.DeleteAttribute", "DELETE"),
        ("Gatehouse.OptionsAttribute", "OPTIONS"),
        ("Gatehouse.PatchAttribute", "PATCH"),
        (WebSocketName, "GET"),
    ];

    private readonly Dictionary<ISymbol, string> httpMethods = new(SymbolEqualityComparer.Default);

    private KnownTypes(Compilation compilation, INamedTypeSymbol gatewayApp)
    {
        GatewayAppAttribute = gatewayApp;
        TrustedProxiesAttribute = compilation.GetTypeByMetadataName("Gatehouse.TrustedProxiesAttribute");
        ForwardedHeadersAttribute = compilation.GetTypeByMetadataName("Gatehouse.ForwardedHeadersAttribute");
        MaxRequestBodyAttribute = compilation.GetTypeByMetadataName("Gatehouse.MaxRequestBodyAttribute");
        StaticFilesAttribute = compilation.GetTypeByMetadataName("Gatehouse.StaticFilesAttribute");
        Request = compilation.GetTypeByMetadataName("Gatehouse.Request");
        Response = compilation.GetTypeByMetadataName("Gatehouse.Response");
        WebSocketAttribute = compilation.GetTypeByMetadataName(WebSocketName);
        GatewayWebSocket = compilation.GetTypeByMetadataName("Gatehouse.GatewayWebSocket");
        WorkerContext = compilation.GetTypeByMetadataName("Gatehouse.WorkerContext");
        CancellationToken = compilation.GetTypeByMetadataName("System.Threading.CancellationToken");
        Guid = compilation.GetTypeByMetadataName("System.Guid");
        SpanParsable = compilation.GetTypeByMetadataName("System.ISpanParsable`1");
        Task = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task");
        TaskOfValue = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1");
        ValueTask = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask");
        ValueTaskOfValue = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask`1");
        ReadOnlyMemory = compilation.GetTypeByMetadataName("System.ReadOnlyMemory`1");
        AsyncEnumerable = compilation.GetTypeByMetadataName("System.Collections.Generic.IAsyncEnumerable`1");
        ServerSentEvent = compilation.GetTypeByMetadataName("System.Net.ServerSentEvents.SseItem`1");
        Disposable = compilation.GetTypeByMetadataName("System.IDisposable");
        AsyncDisposable = compilation.GetTypeByMetadataName("System.IAsyncDisposable");
        SetsRequiredMembers = compilation.GetTypeByMetadataName("System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute");
        foreach ((string attribute, string method) in RouteAttributes)
        {
            if (compilation.GetTypeByMetadataName(attribute) is { } type) httpMethods[type] = method;
        }
    }

    public INamedTypeSymbol GatewayAppAttribute { get; }

    public INamedTypeSymbol? TrustedProxiesAttribute { get; }

    public INamedTypeSymbol? ForwardedHeadersAttribute { get; }

    public INamedTypeSymbol? MaxRequestBodyAttribute { get; }

    public INamedTypeSymbol? StaticFilesAttribute { get; }

    public INamedTypeSymbol? Request { get; }

    public INamedTypeSymbol? Response { get; }

    public INamedTypeSymbol? WebSocketAttribute { get; }

    public INamedTypeSymbol? GatewayWebSocket { get; }

    public INamedTypeSymbol? WorkerContext { get; }

    public INamedTypeSymbol? CancellationToken { get; }

    public INamedTypeSymbol? Guid { get; }

    public INamedTypeSymbol? SpanParsable { get; }

    public INamedTypeSymbol? Task { get; }

    public INamedTypeSymbol? TaskOfValue { get; }

    public INamedTypeSymbol? ValueTask { get; }

    public INamedTypeSymbol? ValueTaskOfValue { get; }

    public INamedTypeSymbol? ReadOnlyMemory { get; }

    public INamedTypeSymbol? AsyncEnumerable { get; }

    public INamedTypeSymbol? ServerSentEvent { get; }

    public INamedTypeSymbol? Disposable { get; }

    public INamedTypeSymbol? AsyncDisposable { get; }

    public INamedTypeSymbol? SetsRequiredMembers { get; }

    /// <summary>Null where the compilation does not know Gatehouse.</summary>
    public static KnownTypes? From(Compilation compilation) =>
        compilation.GetTypeByMetadataName(GatewayApp) is { } gatewayApp ? new KnownTypes(compilation, gatewayApp) : null;

    /// <summary>The request method that an attribute routes; null for other attributes.</summary>
    public string? HttpMethodOf(AttributeData attribute) =>
        attribute.AttributeClass is { } type && httpMethods.TryGetValue(type, out string? method) ? method : null;

    public bool IsWebSocket(AttributeData attribute) => Is(attribute.AttributeClass, WebSocketAttribute);

    public bool HasRoute(IMethodSymbol method) => method.GetAttributes().Any(attribute => HttpMethodOf(attribute) is not null);

    public bool IsApp(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Class && type.GetAttributes().Any(attribute => Is(attribute.AttributeClass, GatewayAppAttribute));

    public static bool Is(ISymbol? symbol, INamedTypeSymbol? known) =>
        known is not null && SymbolEqualityComparer.Default.Equals(symbol, known);

    /// <summary>Whether a type is a construction of a generic type.</summary>
    public static bool IsOf(ITypeSymbol type, INamedTypeSymbol? generic) =>
        type is INamedTypeSymbol { TypeArguments.Length: 1 } named && Is(named.OriginalDefinition, generic);
}
