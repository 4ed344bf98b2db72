using Gatehouse.Hosting;
using Gatehouse.Serving;

namespace Gatehouse.Runtimes;

/// <summary>
/// One process with an event loop for each worker; handlers run on the loop and give way when they await (Tornado's model).
/// Each loop has its own instance of the application.
/// </summary>
public sealed class EpollServer
{
    private readonly Func<CancellationToken, Task> serve;

    private EpollServer(Func<CancellationToken, Task> serve) => this.serve = serve;

    /// <summary>A server for an application. Nothing is bound until <see cref="ServeAsync"/>.</summary>
    /// <typeparam name="TApp">The application.</typeparam>
    /// <param name="settings">Settings; what is not said takes the application's default, or the built-in one.</param>
    public static EpollServer Create<TApp>(ServerSettings? settings = null)
        where TApp : class, IGatewayApplication<TApp> =>
        new(stop => LoopServer.ServeAsync<TApp, InlineDispatch>(Verb.Epoll, settings, static _ => default, stop));

    /// <summary>Serves until the token is cancelled, or the process gets SIGTERM, SIGINT or SIGQUIT.</summary>
    /// <param name="stop">Stops gracefully: running requests may finish within the graceful timeout.</param>
    /// <exception cref="StartupException">An address cannot be bound, a setting is wrong, or the start hook failed.</exception>
    public Task ServeAsync(CancellationToken stop = default) => serve(stop);
}
