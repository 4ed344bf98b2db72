using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>The types that a declaration is made of, as one compilation has them.</summary>
internal sealed class KnownTypes
{
    public const string GatewayApp = "Gatehouse.GatewayAppAttribute";

    public const string GatewayHooks = "Gatehouse.GatewayHooksAttribute";

    public const string Handlers = "Gatehouse.HandlersAttribute";

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

    private static readonly ConditionalWeakTable<Compilation, KnownTypes> Found = new();

    private readonly Compilation compilation;

    private readonly Dictionary<ISymbol, string> httpMethods = new(SymbolEqualityComparer.Default);

    private readonly List<(string Name, INamedTypeSymbol Parameter)> hooks = [];

    private KnownTypes(Compilation compilation, INamedTypeSymbol gatewayApp)
    {
        this.compilation = compilation;
        GatewayAppAttribute = gatewayApp;
        HandlersAttribute = compilation.GetTypeByMetadataName(Handlers);
        ServiceAttribute = compilation.GetTypeByMetadataName("Gatehouse.ServiceAttribute");
        UseAttribute = compilation.GetTypeByMetadataName("Gatehouse.UseAttribute`1");
        BeforeFilter = compilation.GetTypeByMetadataName("Gatehouse.IBeforeFilter");
        AfterFilter = compilation.GetTypeByMetadataName("Gatehouse.IAfterFilter");
        ExceptionFilter = compilation.GetTypeByMetadataName("Gatehouse.IExceptionFilter");
        GatewayHooksAttribute = compilation.GetTypeByMetadataName(GatewayHooks);
        TrustedProxiesAttribute = compilation.GetTypeByMetadataName("Gatehouse.TrustedProxiesAttribute");
        ForwardedHeadersAttribute = compilation.GetTypeByMetadataName("Gatehouse.ForwardedHeadersAttribute");
        AllowedHostsAttribute = compilation.GetTypeByMetadataName("Gatehouse.AllowedHostsAttribute");
        MaxRequestBodyAttribute = compilation.GetTypeByMetadataName("Gatehouse.MaxRequestBodyAttribute");
        StaticFilesAttribute = compilation.GetTypeByMetadataName("Gatehouse.StaticFilesAttribute");
        RouteAttribute = compilation.GetTypeByMetadataName("Gatehouse.RouteAttribute");
        RoutePrefixAttribute = compilation.GetTypeByMetadataName("Gatehouse.RoutePrefixAttribute");
        Request = compilation.GetTypeByMetadataName("Gatehouse.Request");
        Response = compilation.GetTypeByMetadataName("Gatehouse.Response");
        WebSocketAttribute = compilation.GetTypeByMetadataName(WebSocketName);
        GatewayWebSocket = compilation.GetTypeByMetadataName("Gatehouse.GatewayWebSocket");
        WorkerContext = compilation.GetTypeByMetadataName("Gatehouse.WorkerContext");
        CancellationToken = compilation.GetTypeByMetadataName("System.Threading.CancellationToken");
        ReadOnlySpan = compilation.GetTypeByMetadataName("System.ReadOnlySpan`1");
        Guid = compilation.GetTypeByMetadataName("System.Guid");
        FromQueryAttribute = compilation.GetTypeByMetadataName("Gatehouse.FromQueryAttribute");
        FromHeaderAttribute = compilation.GetTypeByMetadataName("Gatehouse.FromHeaderAttribute");
        FromFormAttribute = compilation.GetTypeByMetadataName("Gatehouse.FromFormAttribute");
        FromBodyAttribute = compilation.GetTypeByMetadataName("Gatehouse.FromBodyAttribute");
        FromServicesAttribute = compilation.GetTypeByMetadataName("Gatehouse.FromServicesAttribute");
        GatewayJsonAttribute = compilation.GetTypeByMetadataName("Gatehouse.GatewayJsonAttribute");
        FormData = compilation.GetTypeByMetadataName("Gatehouse.FormData");
        FormFile = compilation.GetTypeByMetadataName("Gatehouse.FormFile");
        Utf8SpanParsable = compilation.GetTypeByMetadataName("System.IUtf8SpanParsable`1");
        JsonSerializerContext = compilation.GetTypeByMetadataName("System.Text.Json.Serialization.JsonSerializerContext");
        JsonSerializableAttribute = compilation.GetTypeByMetadataName("System.Text.Json.Serialization.JsonSerializableAttribute");
        SpanParsable = compilation.GetTypeByMetadataName("System.ISpanParsable`1");
        OpenApiAttribute = compilation.GetTypeByMetadataName("Gatehouse.OpenApiAttribute");
        SpanFormattable = compilation.GetTypeByMetadataName("System.ISpanFormattable");
        Task = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task");
        TaskOfValue = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1");
        ValueTask = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask");
        ValueTaskOfValue = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask`1");
        ReadOnlyMemory = compilation.GetTypeByMetadataName("System.ReadOnlyMemory`1");
        AsyncEnumerable = compilation.GetTypeByMetadataName("System.Collections.Generic.IAsyncEnumerable`1");
        ServerSentEvent = compilation.GetTypeByMetadataName("System.Net.ServerSentEvents.SseItem`1");
        Disposable = compilation.GetTypeByMetadataName("System.IDisposable");
        AsyncDisposable = compilation.GetTypeByMetadataName("System.IAsyncDisposable");
        Conditional = compilation.GetTypeByMetadataName("System.Diagnostics.ConditionalAttribute");
        SetsRequiredMembers = compilation.GetTypeByMetadataName("System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute");
        foreach ((string attribute, string method) in RouteAttributes)
        {
            if (compilation.GetTypeByMetadataName(attribute) is { } type) httpMethods[type] = method;
        }

        foreach ((string name, string parameter) in HookNames.All)
        {
            if (compilation.GetTypeByMetadataName(parameter) is { } type) hooks.Add((name, type));
        }
    }

    public INamedTypeSymbol GatewayAppAttribute { get; }

    public INamedTypeSymbol? GatewayHooksAttribute { get; }

    public INamedTypeSymbol? HandlersAttribute { get; }

    public INamedTypeSymbol? ServiceAttribute { get; }

    public INamedTypeSymbol? UseAttribute { get; }

    public INamedTypeSymbol? BeforeFilter { get; }

    public INamedTypeSymbol? AfterFilter { get; }

    public INamedTypeSymbol? ExceptionFilter { get; }

    public INamedTypeSymbol? TrustedProxiesAttribute { get; }

    public INamedTypeSymbol? ForwardedHeadersAttribute { get; }

    public INamedTypeSymbol? AllowedHostsAttribute { get; }

    public INamedTypeSymbol? MaxRequestBodyAttribute { get; }

    public INamedTypeSymbol? StaticFilesAttribute { get; }

    public INamedTypeSymbol? RouteAttribute { get; }

    public INamedTypeSymbol? RoutePrefixAttribute { get; }

    public INamedTypeSymbol? Request { get; }

    public INamedTypeSymbol? Response { get; }

    public INamedTypeSymbol? WebSocketAttribute { get; }

    public INamedTypeSymbol? GatewayWebSocket { get; }

    public INamedTypeSymbol? WorkerContext { get; }

    public INamedTypeSymbol? CancellationToken { get; }

    public INamedTypeSymbol? ReadOnlySpan { get; }

    public INamedTypeSymbol? Guid { get; }

    public INamedTypeSymbol? FromQueryAttribute { get; }

    public INamedTypeSymbol? FromHeaderAttribute { get; }

    public INamedTypeSymbol? FromFormAttribute { get; }

    public INamedTypeSymbol? FromBodyAttribute { get; }

    public INamedTypeSymbol? FromServicesAttribute { get; }

    public INamedTypeSymbol? GatewayJsonAttribute { get; }

    public INamedTypeSymbol? FormData { get; }

    public INamedTypeSymbol? FormFile { get; }

    public INamedTypeSymbol? Utf8SpanParsable { get; }

    public INamedTypeSymbol? JsonSerializerContext { get; }

    public INamedTypeSymbol? JsonSerializableAttribute { get; }

    public INamedTypeSymbol? SpanParsable { get; }

    public INamedTypeSymbol? OpenApiAttribute { get; }

    public INamedTypeSymbol? SpanFormattable { get; }

    public INamedTypeSymbol? Task { get; }

    public INamedTypeSymbol? TaskOfValue { get; }

    public INamedTypeSymbol? ValueTask { get; }

    public INamedTypeSymbol? ValueTaskOfValue { get; }

    public INamedTypeSymbol? ReadOnlyMemory { get; }

    public INamedTypeSymbol? AsyncEnumerable { get; }

    public INamedTypeSymbol? ServerSentEvent { get; }

    public INamedTypeSymbol? Disposable { get; }

    public INamedTypeSymbol? AsyncDisposable { get; }

    public INamedTypeSymbol? Conditional { get; }

    public INamedTypeSymbol? SetsRequiredMembers { get; }

    /// <summary>The hooks that the runtime in use has, each with what it takes, in the order in which they are called.</summary>
    public IReadOnlyList<(string Name, INamedTypeSymbol Parameter)> Hooks => hooks;

    /// <summary>The same object for all that read a compilation; null where it does not know Gatehouse.</summary>
    public static KnownTypes? From(Compilation compilation) =>
        compilation.GetTypeByMetadataName(GatewayApp) is { } gatewayApp
            ? Found.GetValue(compilation, _ => new KnownTypes(compilation, gatewayApp))
            : null;

    /// <summary>Whether an attribute routes a method.</summary>
    public bool IsRoute(AttributeData attribute) => HttpMethodOf(attribute) is not null || Is(attribute.AttributeClass, RouteAttribute);

    /// <summary>The request method that an attribute routes by its type; null for other attributes, and for one that lists its methods.</summary>
    public string? HttpMethodOf(AttributeData attribute) =>
        attribute.AttributeClass is { } type && httpMethods.TryGetValue(type, out string? method) ? method : null;

    public bool IsWebSocket(AttributeData attribute) => Is(attribute.AttributeClass, WebSocketAttribute);

    public bool HasRoute(IMethodSymbol method) => method.GetAttributes().Any(IsRoute);

    public bool IsHook(string name) => hooks.Exists(hook => hook.Name == name);

    /// <summary>Whether a type is what some hook takes: no other method has a use for it.</summary>
    public bool IsTakenByHook(ITypeSymbol type) => hooks.Exists(hook => Is(type, hook.Parameter));

    public bool IsApp(INamedTypeSymbol type) => IsMarked(type, GatewayAppAttribute);

    public bool HoldsHooks(INamedTypeSymbol type) => IsMarked(type, GatewayHooksAttribute);

    public bool HoldsHandlers(INamedTypeSymbol type) => IsMarked(type, HandlersAttribute);

    /// <summary>Whether code anywhere in the assembly may name a type or call a method.</summary>
    public bool IsReachable(ISymbol symbol) => compilation.IsSymbolAccessibleWithin(symbol, compilation.Assembly);

    /// <summary>Whether code of a class may read a member of its own or of a base class.</summary>
    public bool IsReachable(ISymbol symbol, INamedTypeSymbol from) => compilation.IsSymbolAccessibleWithin(symbol, from, from);

    public bool IsUse(AttributeData attribute) =>
        attribute.AttributeClass is { IsGenericType: true, TypeArguments.Length: 1 } type && Is(type.OriginalDefinition, UseAttribute);

    public bool IsFilter(INamedTypeSymbol contract) => Is(contract, BeforeFilter) || Is(contract, AfterFilter) || Is(contract, ExceptionFilter);

    public static bool Implements(INamedTypeSymbol type, INamedTypeSymbol? contract) =>
        type.AllInterfaces.Any(implemented => Is(implemented, contract));

    public static bool Is(ISymbol? symbol, INamedTypeSymbol? known) =>
        known is not null && SymbolEqualityComparer.Default.Equals(symbol, known);

    /// <summary>The first attribute of a type that a symbol has; null where it has none.</summary>
    public static AttributeData? AttributeOf(ISymbol symbol, INamedTypeSymbol? type) =>
        symbol.GetAttributes().FirstOrDefault(attribute => Is(attribute.AttributeClass, type));

    private static bool IsMarked(INamedTypeSymbol type, INamedTypeSymbol? mark) =>
        type.TypeKind == TypeKind.Class && AttributeOf(type, mark) is not null;

    /// <summary>What comes of a Task or ValueTask; of another type, the type.</summary>
    public ITypeSymbol Awaited(ITypeSymbol type) => IsOf(type, TaskOfValue) || IsOf(type, ValueTaskOfValue) ? ((INamedTypeSymbol)type).TypeArguments[0] : type;

    /// <summary>Whether a type is a construction of a generic type.</summary>
    public static bool IsOf(ITypeSymbol type, INamedTypeSymbol? generic) =>
        type is INamedTypeSymbol { TypeArguments.Length: 1 } named && Is(named.OriginalDefinition, generic);
}
