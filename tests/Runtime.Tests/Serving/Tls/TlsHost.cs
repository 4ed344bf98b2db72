using System.Net.Security;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Serving;
using Gatehouse.Serving.Tls;

namespace Gatehouse.Runtime.Tests.Serving.Tls;

/// <summary>A worker with a TLS listener, whose certificates lie in a directory of its own.</summary>
internal sealed class TlsHost : IAsyncDisposable
{
    private readonly TestDirectory directory = new();

    private TlsHost()
    {
    }

    public TlsEndpoint Endpoint { get; private set; } = null!;

    public ServingHost Server { get; private set; } = null!;

    public string File(string name) => directory.File(name);

    /// <param name="handler">Answers every request.</param>
    /// <param name="certificates">Makes the certificates; one for a.test if it is null.</param>
    /// <param name="options">Changes what is offered.</param>
    /// <param name="configure">Changes the limits.</param>
    /// <param name="isProxied">Every connection begins with a PROXY header.</param>
    public static async Task<TlsHost> StartAsync(
        TestHandler handler,
        Action<TlsHost, List<string>>? certificates = null,
        Func<TlsHost, TlsOptions, TlsOptions>? options = null,
        Func<ServingOptions, ServingOptions>? configure = null,
        bool isProxied = false)
    {
        var host = new TlsHost();
        var files = new List<string>();
        if (certificates is null) files.Add(TestCertificates.Write(host.File("a.pem"), TestCertificates.SelfSigned("a.test")));
        else certificates(host, files);
        var offered = new TlsOptions { Certificates = [.. files.Select(f => new CertificateFiles(f, f, null, "a test"))] };
        host.Endpoint = new TlsEndpoint(options?.Invoke(host, offered) ?? offered);
        host.Server = await ServingHost.StartAsync(handler, configure, speaking: fd => new Listener(fd, host.Endpoint, isProxied: isProxied));
        return host;
    }

    public Task<SecureWire> ConnectAsync(Action<SslClientAuthenticationOptions>? configure = null, Func<Stream, Stream>? below = null) =>
        SecureWire.ConnectAsync(Server.ConnectSocket(), configure, below);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        directory.Dispose();
    }
}
