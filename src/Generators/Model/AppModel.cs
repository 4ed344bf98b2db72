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
    EquatableArray<StaticFolderModel> StaticFolders,
    EquatableArray<HookModel> Hooks,
    EquatableArray<FilterModel> Filters,
    EquatableArray<ServiceModel> Services,
    LinkClass LinkClass,
    OpenApiModel? OpenApi,
    EquatableArray<PartField> Parts = default);

/// <summary>The class itself.</summary>
/// <param name="Namespace">Its namespace as C# writes it, keywords escaped; null for the global namespace.</param>
/// <param name="Identifier">Its name as C# writes it.</param>
/// <param name="MetadataName">Namespace and name as metadata has them.</param>
/// <param name="IsRecord">Whether its parts say <c>record</c>.</param>
/// <param name="MatcherName">A name for the nested matcher that no member of the class has.</param>
/// <param name="FilesName">A name for the field with the static folders that no member of the class has.</param>
/// <param name="PartsName">A name for the nested class that holds handler classes and filters.</param>
/// <param name="PartsField">A name for the field with its instance.</param>
/// <param name="FiltersName">A name for the nested class with the calls that go through filters.</param>
/// <param name="BindingName">A name for the nested class that binds, that no member of the class has.</param>
/// <param name="WorkerName">A name for the field with the worker's context that no member of the class has.</param>
internal sealed record AppType(
    string? Namespace,
    string Identifier,
    string MetadataName,
    bool IsRecord,
    string MatcherName,
    string FilesName,
    string PartsName,
    string PartsField,
    string FiltersName,
    string BindingName,
    string WorkerName)
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
/// <param name="HttpMethod">The method.</param>
/// <param name="Template">The template.</param>
/// <param name="Call">The call.</param>
/// <param name="WebSocket">What the attribute of a WebSocket says.</param>
/// <param name="Link">The link that leads to it; null for one that nobody links to.</param>
/// <param name="Operation">How the OpenAPI document describes it; null where it does not.</param>
internal sealed record RouteModel(
    string HttpMethod,
    Routing.RouteTemplate Template,
    CallModel Call,
    WebSocketModel? WebSocket = null,
    LinkModel? Link = null,
    OperationModel? Operation = null)
{
    /// <summary>What choosing and calling it depends on: not what is said about it.</summary>
    public RouteModel Served => this with { Link = null, Operation = null };
}

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

    /// <summary>A value that is sent as JSON, at once.</summary>
    Json,

    /// <summary>A Task or ValueTask with a value that is sent as JSON.</summary>
    PendingJson,

    /// <summary>A stream of pieces.</summary>
    Stream,
}

/// <summary>A call of a handler.</summary>
/// <param name="MethodName">The method.</param>
/// <param name="IsStatic">Whether it is called without the application.</param>
/// <param name="Result">What it returns.</param>
/// <param name="Arguments">What it takes.</param>
/// <param name="MaxRequestBody">Bytes of a request body; null where the setting decides.</param>
/// <param name="JsonResult">Type that it returns and metadata to write it through, where that is JSON.</param>
internal sealed record CallModel(
    string MethodName,
    bool IsStatic,
    ResultKind Result,
    EquatableArray<ArgumentModel> Arguments,
    long? MaxRequestBody = null,
    JsonTypeModel? JsonResult = null)
{
    /// <summary>The class that has the method, named from everywhere; null for the app.</summary>
    public string? Owner { get; init; }

    /// <summary>Where the app has the instance of that class; null for the app itself and for a static class.</summary>
    public string? Field { get; init; }

    /// <summary>The filters around it, the outermost first.</summary>
    public EquatableArray<FilterModel> Filters { get; init; }

    /// <summary>Whether the handler holds its thread until it has the answer.</summary>
    public bool IsBlocking => Result is ResultKind.Void or ResultKind.Value or ResultKind.Json;

    /// <summary>Whether the body has to be there before the handler can be called.</summary>
    public bool ReadsBody => Arguments.Any(argument => argument.IsFromBody);
}
