using Gatehouse.Hosting;
using Gatehouse.Runtimes;

namespace Gatehouse.ProcessFixture;

/// <summary>A small application behind the whole command line, for what can only be seen from outside of a process.</summary>
internal sealed partial class FixtureServer : IGatewayApplication<FixtureServer>
{
    private const int Piece = 16 * 1024;

    // Handlers that block their thread, which the way of running has to know before.
    private const int Awaits = 0;
    private const int Blocks = 1;

    public static ApplicationDescription Describe() => new() { Name = "fixture", Hooks = FixtureHooks.All };

    public static async ValueTask<FixtureServer> StartAsync(WorkerContext context)
    {
        await FixtureDeploy.TryAsync();
        return new FixtureServer();
    }

    public static ValueTask StopAsync(FixtureServer application) => default;

    public static Handler Select(Request request) =>
        request.PathBytes.SequenceEqual("/slow"u8) || request.PathBytes.SequenceEqual("/spin"u8)
            ? Handler.Of(Blocks, isBlocking: true, route: null)
            : Handler.Of(Awaits, isBlocking: false, route: null);

    public static ValueTask InvokeAsync(FixtureServer application, Handler handler, Request request, Response response)
    {
        switch (request.Path)
        {
            case "/echo":
                return EchoAsync(request, response);
            case "/slow":
                Thread.Sleep(Number(request, "ms"));
                return EchoAsync(request, response);
            case "/spin":
                while (true) Thread.SpinWait(1000);
            case "/pid":
                response.Write($"{Environment.ProcessId}");
                return default;
            case "/memory":
                WriteMemory(response);
                return default;
            case "/stream":
                return StreamAsync(long.Parse(request.Query("bytes")!), response);
            default:
                response.Write("Hello, World!"u8);
                return default;
        }
    }

    public static Task<int> RunAsync(string[] arguments) => CommandLine.RunAsync<FixtureServer>(
        arguments,
        new EntryPoints
        {
            PreFork = (settings, stop) => PreForkServer.Create<FixtureServer>(settings).ServeAsync(stop),
            Epoll = (settings, stop) => EpollServer.Create<FixtureServer>(settings).ServeAsync(stop),
            GreenThread = (settings, stop) => GreenThreadServer.Create<FixtureServer>(settings).ServeAsync(stop),
            Daemon = (settings, stop) => DaemonServer.Create<FixtureServer>(settings).ServeAsync(stop),
        });

    /// <summary>Live bytes of the managed heap after a collection, and the resident set in bytes (proc_pid_statm(5)).</summary>
    private static void WriteMemory(Response response)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        long live = GC.GetTotalMemory(forceFullCollection: true);
        long resident = long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1]) * Environment.SystemPageSize;
        response.Write($"{live} {resident}");
    }

    private static async ValueTask StreamAsync(long bytes, Response response)
    {
        byte[] piece = new byte[Piece];
        for (long left = bytes; left > 0; left -= Piece)
            await response.WriteAsync(piece.AsMemory(0, (int)Math.Min(left, Piece)));
    }
}
