using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Xunit;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Gatehouse.Runtime.Tests.Serving.Tls;

/// <summary>New certificates for a running process, as certbot and <c>systemctl reload</c> bring them.</summary>
[Collection(ProcessTests.Name)]
public sealed class CertificateReloadTests : IDisposable
{
    private readonly TestDirectory directory = new();

    [Theory]
    [InlineData("prefork")]
    [InlineData("epoll")]
    [InlineData("green")]
    [InlineData("daemon")]
    public async Task A_hang_up_takes_up_a_new_certificate(string verb)
    {
        string file = directory.File("a.pem");
        string first = Renew(file);
        string[] foreground = verb == "daemon" ? ["-n", "--pid-file="] : [];
        using TestProcess server = Start([verb, .. foreground, "-b", $"ssl:unix:{Socket}:privateKey={file}"]);
        using SecureWire standing = await ConnectAsync(server);
        Assert.Equal(first, Serial(standing));
        Assert.Equal("HTTP/1.1 200 OK Hello, World!", standing.Ask("/"));

        string second = Renew(file);
        server.Signal(Signals.HangUp);
        await EventuallyServesAsync(server, second);

        // A supervisor's old workers end their idle connections; within one process every connection goes on.
        if (verb != "prefork") Assert.Equal("HTTP/1.1 200 OK Hello, World!", standing.Ask("/"));

        File.WriteAllText(file, "nonsense");
        server.Signal(Signals.HangUp);
        string complaint = verb == "prefork" ? "Reload abandoned" : "The certificates stay as they were";
        Eventually.True(() => server.Output.Contains(complaint, StringComparison.Ordinal), () => server.Output);
        await EventuallyServesAsync(server, second);
        server.Signal(Signals.Terminate);
        Assert.Equal(0, server.WaitForExit().Code);
    }

    [Fact]
    public async Task A_process_that_speaks_no_TLS_does_not_load_OpenSSL()
    {
        using TestProcess plain = Start(["epoll", "-b", $"unix:{Socket}"]);
        using Wire wire = new(await OpenAsync(plain));
        wire.Send("GET / HTTP/1.1", "Host: a.test", "");
        wire.Expect("HTTP/1.1 200 OK");
        Assert.DoesNotContain("libssl", File.ReadAllText($"/proc/{plain.Pid}/maps"), StringComparison.Ordinal);
    }

    public void Dispose() => directory.Dispose();

    private string Socket => directory.File("tls.sock");

    private static string Renew(string file)
    {
        X509Certificate2 certificate = TestCertificates.SelfSigned("a.test");
        TestCertificates.Write(file, certificate);
        return certificate.SerialNumber;
    }

    private static string Serial(SecureWire wire) => wire.Tls.RemoteCertificate!.GetSerialNumberString();

    private TestProcess Start(string[] arguments) => TestProcess.Start(directory, TestProcess.Program, ["serve", .. arguments]);

    private async Task EventuallyServesAsync(TestProcess server, string serial)
    {
        long start = Stopwatch.GetTimestamp();
        for (string seen = ""; seen != serial;)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Eventually.Limit, server.Output);
            using SecureWire wire = await ConnectAsync(server);
            seen = Serial(wire);
            Assert.Equal("HTTP/1.1 200 OK Hello, World!", wire.Ask("/"));
            Assert.False(server.HasExited(out _), server.Output);
        }
    }

    private async Task<SecureWire> ConnectAsync(TestProcess server) => await SecureWire.ConnectAsync(await OpenAsync(server));

    private async Task<Socket> OpenAsync(TestProcess server)
    {
        using var patience = new CancellationTokenSource(Eventually.Limit);
        while (true)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), patience.Token);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
                Assert.False(server.HasExited(out _), server.Output);
                await Task.Delay(20, patience.Token);
            }
        }
    }
}
