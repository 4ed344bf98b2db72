using System.Net;

namespace Gatehouse.EndToEnd;

/// <summary>A published app on a Unix socket, and before it a real nginx with the published site.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    private readonly NginxServer nginx;
    private readonly string work;

    private Deployment(AppProcess server, NginxServer nginx, string work)
    {
        Server = server;
        this.nginx = nginx;
        this.work = work;
    }

    /// <summary>Where nginx listens.</summary>
    public IPEndPoint EndPoint => nginx.EndPoint;

    /// <summary>The app itself.</summary>
    public AppProcess Server { get; }

    /// <summary>Scaffolds an app, replaces its source, publishes it and starts it with a verb.</summary>
    public static async Task<Deployment> StartAsync(PackedRepository repository, string name, string source, string verb)
    {
        ScaffoldedApp app = await repository.ScaffoldAsync(name);
        File.WriteAllText(Path.Combine(app.Directory, $"{name}.cs"), source);
        string service = name.ToLowerInvariant();
        string work = Directory.CreateTempSubdirectory("gatehouse-e2e-").FullName;
        string socket = Path.Combine(work, $"{service}.sock");
        int port = FreePort.Next();
        await app.PublishAsync();

        // The published site with this run's port, socket and logs: the paths that a real machine has fixed.
        string site = Path.Combine(work, $"{service}.conf");
        File.WriteAllText(site, File.ReadAllText(app.DeployFile($"nginx/{service}.conf"))
            .Replace("listen 80;", $"listen 127.0.0.1:{port};", StringComparison.Ordinal)
            .Replace($"/run/{service}.sock", socket, StringComparison.Ordinal)
            .Replace("/var/log/nginx/", work + "/", StringComparison.Ordinal));
        AppProcess server = await Verbs.StartOnSocketAsync(app.Program, verb, socket, work);
        try
        {
            return new Deployment(server, await NginxServer.StartAsync(site, new IPEndPoint(IPAddress.Loopback, port)), work);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await nginx.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(work, recursive: true);
    }
}
