namespace Gatehouse.Generators.Model;

/// <summary>
/// A gateway app as its source declares it: all that the emitters know. Values only, so that an edit which changes
/// nothing here makes nothing run again.
/// </summary>
internal sealed record AppModel(
    AppType Type,
    string? Name,
    EquatableArray<string> ServerNames,
    TrustModel Trust,
    StartModel Start,
    StopKind Stop,
    EquatableArray<RouteModel> Routes,
    CallModel? Fallback,
    EquatableArray<StaticFolderModel> StaticFolders);

/// <summary>The class itself.</summary>
/// <param name="Namespace">Its namespace as C# writes it, keywords escaped; null for the global namespace.</param>
/// <param name="Identifier">Its name as C# writes it.</param>
/// <param name="MetadataName">Namespace and name as metadata has them.</param>
/// <param name="IsRecord">Whether its parts say <c>record</c>.</param>
/// <param name="MatcherName">A name for the nested matcher that no member of the class has.</param>
/// <param name="FilesName">A name for the field with the static folders that no member of the class has.</param>
internal sealed record AppType(
    string? Namespace, string Identifier, string MetadataName, bool IsRecord, string MatcherName, string FilesName)
{
    /// <summary>The name that means this class wherever it is written.</summary>
    public string FullName => Namespace is null ? $"global::{Identifier}" : $"global::{Namespace}.{Identifier}";

    /// <summary>The class's own name, without the escape of a keyword.</summary>
    public string SimpleName => Identifier.TrimStart('@');
}

/// <summary>How an instance comes to be.</summary>
internal enum StartKind
{
    Constructor,
    ContextConstructor,
    Method,
    TaskMethod,
    ValueTaskMethod,
}

/// <summary>The start hook.</summary>
/// <param name="Kind">What is called.</param>
/// <param name="MethodName">The method, for the kinds that are one.</param>
/// <param name="TakesContext">Whether the method takes the worker's context.</param>
internal sealed record StartModel(StartKind Kind, string? MethodName, bool TakesContext);

/// <summary>How an instance ends.</summary>
internal enum StopKind
{
    Nothing,
    Dispose,
    DisposeAsync,
}

/// <summary>A route: a method and template, and the call that answers; for a WebSocket, what its attribute says.</summary>
internal sealed record RouteModel(string HttpMethod, Routing.RouteTemplate Template, CallModel Call, WebSocketModel? WebSocket = null);

/// <summary>What a handler returns, as far as the emitted call differs.</summary>
internal enum ResultKind
{
    /// <summary>Nothing: the handler wrote into the response.</summary>
    Void,

    /// <summary>A value, at once.</summary>
    Value,

    /// <summary>A plain Task.</summary>
    Task,

    /// <summary>A plain ValueTask.</summary>
    ValueTask,

    /// <summary>A Task or ValueTask with a value.</summary>
    PendingValue,

    /// <summary>A stream of pieces.</summary>
    Stream,
}

/// <summary>A call of a handler.</summary>
/// <param name="MethodName">The method.</param>
/// <param name="IsStatic">Whether it is called without the application.</param>
/// <param name="Result">What it returns.</param>
/// <param name="Arguments">What it takes.</param>
/// <param name="MaxRequestBody">Bytes of a request body; null where the setting decides.</param>
internal sealed record CallModel(
    string MethodName, bool IsStatic, ResultKind Result, EquatableArray<ArgumentModel> Arguments, long? MaxRequestBody = null)
{
    /// <summary>Whether the handler holds its thread until it has the answer.</summary>
    public bool IsBlocking => Result is ResultKind.Void or ResultKind.Value;
}

/// <summary>Where an argument comes from.</summary>
internal enum ArgumentKind
{
    Request,
    Response,
    Aborted,
    WebSocket,
    RouteText,
    RouteInt32,
    RouteInt64,
    RouteGuid,
    RouteParsed,
}

/// <summary>An argument of a handler.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Slot">Number of the route parameter, for the kinds that are one.</param>
/// <param name="RouteName">Its name in the template.</param>
/// <param name="TypeName">The type to parse, for <see cref="ArgumentKind.RouteParsed"/>.</param>
internal sealed record ArgumentModel(ArgumentKind Kind, int Slot = 0, string? RouteName = null, string? TypeName = null);
