namespace Gatehouse.Serving;

/// <summary>Where a handler runs: the second of the two choices that make a runtime.</summary>
internal interface IDispatch
{
    /// <summary>Runs a handler. Called on the loop's thread.</summary>
    ValueTask RunAsync<TApp>(TApp application, Handler handler, Request request, Response response)
        where TApp : class, IGatewayApplication<TApp>;
}

/// <summary>Handlers run inline on the loop; one that awaits gives way to other requests.</summary>
internal readonly struct InlineDispatch : IDispatch
{
    public ValueTask RunAsync<TApp>(TApp application, Handler handler, Request request, Response response)
        where TApp : class, IGatewayApplication<TApp> =>
        TApp.InvokeAsync(application, handler, request, response);
}

/// <summary>Synchronous handlers run on a pool of threads, asynchronous ones on the loop.</summary>
internal readonly struct ThreadDispatch(HandlerThreads threads) : IDispatch
{
    public ValueTask RunAsync<TApp>(TApp application, Handler handler, Request request, Response response)
        where TApp : class, IGatewayApplication<TApp> =>
        handler.IsBlocking
            ? threads.RunAsync(() => TApp.InvokeAsync(application, handler, request, response))
            : TApp.InvokeAsync(application, handler, request, response);
}
