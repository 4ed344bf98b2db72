namespace Gatehouse;

/// <summary>
/// The seam between the engine and an application: everything the engine ever calls. The source generator implements
/// it for a <see cref="GatewayAppAttribute"/> class; nothing in it is particular to generated code.
/// </summary>
/// <typeparam name="TApp">The application; one instance lives in each worker.</typeparam>
public interface IGatewayApplication<TApp>
    where TApp : class, IGatewayApplication<TApp>
{
    /// <summary>What the application declares about itself. Called once per process, before anything is bound.</summary>
    static abstract ApplicationDescription Describe();

    /// <summary>
    /// The application's routes in the order of their declaration, for people. Default: none. Asked only when somebody wants
    /// to see them, so that no worker pays for the list.
    /// </summary>
    static virtual IReadOnlyList<RouteDescription> DescribeRoutes() => [];

    /// <summary>Creates the application, once per worker, before the worker accepts its first connection.</summary>
    /// <param name="context">The worker that the application will run in.</param>
    static abstract ValueTask<TApp> StartAsync(WorkerContext context);

    /// <summary>Ends the application after the worker's last request.</summary>
    /// <param name="application">What <see cref="StartAsync"/> returned.</param>
    static abstract ValueTask StopAsync(TApp application);

    /// <summary>
    /// Chooses the handler for a request from its method and path, without running it. May store route values in
    /// <paramref name="request"/>, and set its <see cref="Request.MaxRequestBody"/>.
    /// </summary>
    /// <param name="request">The request, its head complete, its body perhaps not yet received.</param>
    static abstract Handler Select(Request request);

    /// <summary>Runs a handler that <see cref="Select"/> chose. The answer is complete when the returned task is.</summary>
    /// <param name="application">The worker's application.</param>
    /// <param name="handler">What <see cref="Select"/> returned.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">The answer to fill in.</param>
    static abstract ValueTask InvokeAsync(TApp application, Handler handler, Request request, Response response);
}

/// <summary>A handler chosen for a request: which one, how it runs, and the template it was found by.</summary>
public readonly struct Handler
{
    private const int NotFoundId = -1;
    private const int MethodNotAllowedId = -2;

    private readonly string? text;

    private Handler(int id, bool isBlocking, string? text)
    {
        Id = id;
        IsBlocking = isBlocking;
        this.text = text;
    }

    /// <summary>No handler has the path: the engine answers 404 (RFC 9110 section 15.5.5).</summary>
    public static Handler NotFound => new(NotFoundId, false, null);

    /// <summary>The application's own number for the handler; negative when there is none.</summary>
    public int Id { get; }

    /// <summary>
    /// True for a handler that returns its answer synchronously and so holds its thread while it waits. The daemon runtime
    /// runs such handlers on a thread pool.
    /// </summary>
    public bool IsBlocking { get; }

    /// <summary>The route template, for logs and metrics; null where there is none.</summary>
    public string? Route => Id >= 0 ? text : null;

    internal bool IsNotFound => Id == NotFoundId;

    internal string? Allow => Id == MethodNotAllowedId ? text : null;

    /// <summary>The path has handlers, but none for the method: the engine answers 405 (RFC 9110 section 15.5.6).</summary>
    /// <param name="allow">Value of the Allow header, such as <c>GET, HEAD</c>.</param>
    public static Handler MethodNotAllowed(string allow) => new(MethodNotAllowedId, false, allow);

    /// <summary>A handler by the application's own number.</summary>
    /// <param name="id">Zero or more.</param>
    /// <param name="isBlocking">See <see cref="IsBlocking"/>.</param>
    /// <param name="route">See <see cref="Route"/>.</param>
    public static Handler Of(int id, bool isBlocking, string? route) => new(id, isBlocking, route);
}
