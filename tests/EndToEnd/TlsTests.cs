using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gatehouse.EndToEnd;

/// <summary>TLS on a published app, and new certificates for a running one.</summary>
public sealed class TlsTests(PackedRepository repository)
{
    private const int HangUp = 1;

    public static TheoryData<string> AllVerbs => Verbs.All;

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_hang_up_takes_up_a_new_certificate(string verb)
    {
        ScaffoldedApp app = await repository.ScaffoldAsync("Hello");
        await app.PublishAsync();
        string file = Path.Combine(app.Directory, $"tls-{verb}.pem");
        string first = WriteCertificate(file);
        var endPoint = new IPEndPoint(IPAddress.Loopback, FreePort.Next());
        var plain = new IPEndPoint(IPAddress.Loopback, FreePort.Next());
        string[] daemon = verb == "daemon" ? ["-n", "--pid-file="] : [];
        string[] arguments = [verb, .. daemon, "-b", $"ssl:{endPoint}:privateKey={file}", "-b", $"redirect:{plain}:to=443"];
        await using AppProcess server = await AppProcess.StartAsync(endPoint, app.Program, arguments, app.Directory);

        using (TlsClient standing = await TlsClient.ConnectAsync(endPoint))
        {
            Assert.Equal(first, standing.Serial);
            Assert.Contains("Hello, World!", standing.Ask(), StringComparison.Ordinal);
            string second = WriteCertificate(file);
            server.Signal(HangUp);
            await UntilAsync(async () =>
            {
                using TlsClient fresh = await TlsClient.ConnectAsync(endPoint);
                return fresh.Serial == second && fresh.Ask().Contains("Hello, World!", StringComparison.Ordinal);
            });

            // A supervisor's old workers go when their connections are idle; within one process nothing ends.
            if (verb != "prefork") Assert.Contains("Hello, World!", standing.Ask(), StringComparison.Ordinal);

            File.WriteAllText(file, "nonsense");
            server.Signal(HangUp);
            string complaint = verb == "prefork" ? "holds no certificate in PEM form" : "The certificates stay as they were";
            await UntilAsync(() => Task.FromResult(server.Log.Contains(complaint, StringComparison.Ordinal)));
            using TlsClient kept = await TlsClient.ConnectAsync(endPoint);
            Assert.Equal(second, kept.Serial);
        }

        HttpAnswer redirect = await HttpAnswer.GetAsync(plain, "/hello");
        Assert.Equal(421, redirect.Status);
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task A_program_that_speaks_no_TLS_does_not_load_OpenSSL()
    {
        ScaffoldedApp app = await repository.ScaffoldAsync("Hello");
        await app.PublishAsync();
        int port = FreePort.Next();
        await using AppProcess server = await Verbs.StartAsync(app.Program, "epoll", port, app.Directory);
        Assert.Equal(200, (await HttpAnswer.GetAsync(new IPEndPoint(IPAddress.Loopback, port), "/")).Status);
        Assert.DoesNotContain("libssl", File.ReadAllText($"/proc/{server.Id}/maps"), StringComparison.Ordinal);
    }

    private static string WriteCertificate(string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=hello.test", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(path, $"{key.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}\n");
        return certificate.SerialNumber;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "It did not happen within 30 s.");
            await Task.Delay(50);
        }
    }

    private sealed class TlsClient(SslStream tls) : IDisposable
    {
        public string Serial => tls.RemoteCertificate!.GetSerialNumberString();

        public static async Task<TlsClient> ConnectAsync(IPEndPoint endPoint)
        {
            var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000 };
            await socket.ConnectAsync(endPoint);
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, (_, _, _, _) => true);
            await tls.AuthenticateAsClientAsync("hello.test");
            return new TlsClient(tls);
        }

        /// <summary>Asks for the index: what one read brings, which is the whole small answer.</summary>
        public string Ask()
        {
            tls.Write("GET / HTTP/1.1\r\nHost: hello.test\r\n\r\n"u8);
            byte[] answer = new byte[4096];
            return Encoding.UTF8.GetString(answer, 0, tls.Read(answer));
        }

        public void Dispose() => tls.Dispose();
    }
}
