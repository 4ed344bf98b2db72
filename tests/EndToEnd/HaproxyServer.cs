using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gatehouse.EndToEnd;

/// <summary>A real HAProxy in TCP mode, with a port for each way in which it can say who the client is.</summary>
internal sealed class HaproxyServer : IAsyncDisposable
{
    private readonly string directory;
    private AppProcess? process;

    private HaproxyServer() => directory = Directory.CreateTempSubdirectory("gatehouse-haproxy-").FullName;

    /// <summary>Sends version 1.</summary>
    public IPEndPoint Line { get; } = new(IPAddress.Loopback, FreePort.Next());

    /// <summary>Sends version 2 with a unique id and a checksum.</summary>
    public IPEndPoint Binary { get; } = new(IPAddress.Loopback, FreePort.Next());

    /// <summary>Ends TLS, and sends version 2 with what there is to say of it.</summary>
    public IPEndPoint Tls { get; } = new(IPAddress.Loopback, FreePort.Next());

    /// <summary>Starts HAProxy before an app.</summary>
    public static async Task<HaproxyServer> StartAsync(IPEndPoint app)
    {
        var server = new HaproxyServer();
        try
        {
            string file = server.Write(app);
            server.process = await AppProcess.StartAsync(server.Tls, Requires.Tool("haproxy"), ["-db", "-f", file], server.directory);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await process.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private string Write(IPEndPoint app)
    {
        string certificate = Path.Combine(directory, "haproxy.pem");
        File.WriteAllText(certificate, SelfSigned());
        string file = Path.Combine(directory, "haproxy.cfg");
        File.WriteAllText(file, $"""
            defaults
                mode tcp
                timeout connect 10s
                timeout client 20s
                timeout server 20s
                unique-id-format client-%ci

            listen line
                bind {Line}
                server app {app} send-proxy

            listen binary
                bind {Binary}
                server app {app} send-proxy-v2 proxy-v2-options unique-id,crc32c

            listen tls
                bind {Tls} ssl crt {certificate}
                server app {app} send-proxy-v2-ssl-cn

            """);
        return file;
    }

    private static string SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a.test", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }
}
