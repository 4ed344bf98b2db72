using System.Net;
using System.Net.Sockets;

namespace Gatehouse.EndToEnd;

/// <summary>A published app, and proxies put in front of it one after the other.</summary>
internal sealed class ProxyChain : IAsyncDisposable
{
    private readonly ScaffoldedApp app;
    private readonly AppProcess server;
    private readonly string work;
    private readonly Stack<NginxServer> proxies = new();
    private string upstream;

    private ProxyChain(ScaffoldedApp app, AppProcess server, string work, EndPoint inside, string upstream)
    {
        this.app = app;
        this.server = server;
        this.work = work;
        this.upstream = upstream;
        Inside = inside;
    }

    /// <summary>Where the app itself listens.</summary>
    public EndPoint Inside { get; }

    /// <summary>The program.</summary>
    public string Program => app.Program;

    /// <summary>The file of the site that was added last.</summary>
    public string Site { get; private set; } = "";

    /// <summary>Starts a published app with a verb and arguments, on a port of 127.0.0.1 or a Unix socket.</summary>
    public static Task<ProxyChain> StartAsync(ScaffoldedApp app, string verb, bool onUnixSocket, params string[] arguments) =>
        StartAsync(app, verb, onUnixSocket, "", arguments);

    /// <summary>Starts one that expects PROXY headers on a port of 127.0.0.1.</summary>
    public static Task<ProxyChain> StartForHaproxyAsync(ScaffoldedApp app, string verb, params string[] arguments) =>
        StartAsync(app, verb, onUnixSocket: false, "haproxy:", arguments);

    private static async Task<ProxyChain> StartAsync(ScaffoldedApp app, string verb, bool onUnixSocket, string prefix, string[] arguments)
    {
        string work = Directory.CreateTempSubdirectory("gatehouse-e2e-").FullName;
        string bind = onUnixSocket ? $"unix:{Path.Combine(work, "app.sock")}" : $"127.0.0.1:{FreePort.Next()}";
        EndPoint inside = onUnixSocket ? new UnixDomainSocketEndPoint(bind["unix:".Length..]) : IPEndPoint.Parse(bind);
        string[] foreground = verb == "daemon" ? ["-n"] : [];
        AppProcess server = await AppProcess.StartAsync(inside, app.Program, [verb, .. foreground, "-b", prefix + bind, .. arguments], work);
        return new ProxyChain(app, server, work, inside, bind);
    }

    /// <summary>Puts an nginx with the published site in front.</summary>
    /// <param name="from">Address that it connects to the next one from.</param>
    /// <param name="on">Address that it listens on.</param>
    public Task<IPEndPoint> AddPublishedSiteAsync(string from = "127.0.0.1", string on = "127.0.0.1")
    {
        string site = File.ReadAllText(Directory.GetFiles(Path.GetDirectoryName(app.DeployFile("nginx/x"))!, "*.conf").Single());
        int socket = site.IndexOf("server unix:", StringComparison.Ordinal);
        string published = site[socket..(site.IndexOf(';', socket) + 1)];
        string bind = upstream.StartsWith("unix:", StringComparison.Ordinal) ? "" : $"proxy_bind {from}; ";
        return AddAsync(site
            .Replace(published, $"server {upstream};", StringComparison.Ordinal)
            .Replace("/var/log/nginx/", work + "/", StringComparison.Ordinal)
            .Replace("proxy_http_version 1.1;", $"{bind}proxy_http_version 1.1;", StringComparison.Ordinal), on);
    }

    /// <summary>Puts an nginx in front that adds the address it was asked from, and passes all else through, as most samples do.</summary>
    public Task<IPEndPoint> AddAppendingSiteAsync() => AddAsync($$"""
        server {
            listen 80;
            location / {
                proxy_pass http://{{upstream}};
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_set_header Host $http_host;
                proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            }
        }
        """);

    public async ValueTask DisposeAsync()
    {
        while (proxies.TryPop(out NginxServer? proxy)) await proxy.DisposeAsync();
        await server.DisposeAsync();
        Directory.Delete(work, recursive: true);
    }

    private async Task<IPEndPoint> AddAsync(string site, string on = "127.0.0.1")
    {
        int port = FreePort.Next();
        string file = Path.Combine(work, $"{port}.conf");
        File.WriteAllText(file, site.Replace("listen 80;", $"listen {on}:{port};", StringComparison.Ordinal));
        Site = file;
        NginxServer proxy = await NginxServer.StartAsync(file, new IPEndPoint(IPAddress.Parse(on.Trim('[', ']')), port));
        proxies.Push(proxy);
        upstream = proxy.EndPoint.ToString();
        return proxy.EndPoint;
    }
}
