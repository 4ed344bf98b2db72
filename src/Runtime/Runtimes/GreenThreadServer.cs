using Gatehouse.Green;
using Gatehouse.Hosting;
using Gatehouse.Serving;

namespace Gatehouse.Runtimes;

/// <summary>
/// One process, one event loop, each request a green thread (Gevent's model): it can be killed, has its own
/// <see cref="GreenLocal{T}"/> values, and counts against the limit of <see cref="ServerSettings.WorkerConnections"/>.
/// </summary>
public sealed class GreenThreadServer
{
    private readonly Func<CancellationToken, Task> serve;

    private GreenThreadServer(Func<CancellationToken, Task> serve) => this.serve = serve;

    /// <summary>A server for an application. Nothing is bound until <see cref="ServeAsync"/>.</summary>
    /// <typeparam name="TApp">The application.</typeparam>
    /// <param name="settings">Settings; what is not said takes the application's default, or the built-in one.</param>
    public static GreenThreadServer Create<TApp>(ServerSettings? settings = null)
        where TApp : class, IGatewayApplication<TApp> =>
        new(stop => LoopServer.ServeAsync<TApp, GreenDispatch>(Verb.Green, settings, static _ => default, stop));

    /// <summary>Serves until the token is cancelled, or the process gets SIGTERM, SIGINT or SIGQUIT.</summary>
    /// <param name="stop">Stops gracefully: running requests may finish within the graceful timeout.</param>
    /// <exception cref="StartupException">An address cannot be bound, a setting is wrong, or the start hook failed.</exception>
    public Task ServeAsync(CancellationToken stop = default) => serve(stop);
}

/// <summary>Each handler runs as a green thread, which the end of its request kills.</summary>
internal readonly struct GreenDispatch : IDispatch
{
    public ValueTask RunAsync<TApp>(TApp application, Handler handler, Request request, Response response)
        where TApp : class, IGatewayApplication<TApp>
    {
        GreenThread thread = GreenThread.Spawn(() => TApp.InvokeAsync(application, handler, request, response));
        return thread.Completion.IsCompletedSuccessfully ? default : JoinAsync(thread, request.Aborted);
    }

    private static async ValueTask JoinAsync(GreenThread thread, CancellationToken aborted)
    {
        using CancellationTokenRegistration whenAborted = aborted.UnsafeRegister(static state => ((GreenThread)state!).Kill(), thread);
        try
        {
            await thread;
        }
        catch (GreenThreadKilledException)
        {
            throw new HttpStatusException(503, "The request was killed.");
        }
    }
}
