using System.Net;

namespace Gatehouse.EndToEnd;

/// <summary>A real nginx in front of an app, with one published site and nothing of the machine's own.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private readonly NginxSandbox sandbox;
    private readonly AppProcess process;

    private NginxServer(NginxSandbox sandbox, AppProcess process, IPEndPoint endPoint)
    {
        this.sandbox = sandbox;
        this.process = process;
        EndPoint = endPoint;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Starts nginx with a site that listens there.</summary>
    public static async Task<NginxServer> StartAsync(string site, IPEndPoint endPoint)
    {
        var sandbox = new NginxSandbox(site);
        try
        {
            return new NginxServer(sandbox, await AppProcess.StartAsync(endPoint, sandbox.Program, sandbox.Arguments, sandbox.LogDirectory), endPoint);
        }
        catch
        {
            sandbox.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        sandbox.Dispose();
    }
}
