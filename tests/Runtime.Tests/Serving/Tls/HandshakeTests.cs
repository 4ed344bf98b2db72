using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Serving.Tls;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving.Tls;

public sealed class HandshakeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\x16")]
    [InlineData("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 half a ClientHello")]
    public async Task A_handshake_that_takes_too_long_is_closed(string beginning)
    {
        await using TlsHost host = await TlsHost.StartAsync(TlsConnectionTests.Echo, options: (_, o) => o with { HandshakeTimeout = 300 });
        using Wire wire = host.Server.Connect();
        wire.SendRaw(beginning);
        wire.ExpectClose();
        Eventually.True(
            () => host.Server.Log.Any(l => l.Contains("handshake with 127.0.0.1", StringComparison.Ordinal)), () => "It was not logged.");
    }

    [Fact]
    public async Task The_deadline_of_the_handshake_is_not_that_of_the_request()
    {
        await using TlsHost host = await TlsHost.StartAsync(TlsConnectionTests.Echo, options: (_, o) => o with { HandshakeTimeout = 1000 });
        using SecureWire wire = await host.ConnectAsync();
        using Wire silent = host.Server.Connect();
        silent.ExpectClose();
        Assert.Equal("HTTP/1.1 200 OK https /", wire.Ask("/"));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")]
    [InlineData("P")]
    public async Task A_client_of_plain_HTTP_is_told(string request)
    {
        await using TlsHost host = await TlsHost.StartAsync(TlsConnectionTests.Echo);
        using Wire wire = host.Server.Connect();
        wire.SendRaw(request);
        wire.Expect("HTTP/1.1 400 Bad Request", "Content-Type: text/plain; charset=utf-8", "Content-Length: 33", "Connection: close", "");
        wire.ExpectRaw("This port speaks HTTPS, not HTTP\n");
        wire.ExpectClose();
    }

    [Theory]
    [InlineData("\0\0\0\0")]
    [InlineData("\x80\x2e\x01\x03\x00")]
    public async Task Noise_is_closed_without_a_word(string noise)
    {
        await using TlsHost host = await TlsHost.StartAsync(TlsConnectionTests.Echo);
        using Wire wire = host.Server.Connect();
        wire.SendRaw(noise);
        wire.ExpectClose();
    }

    [Fact]
    public async Task A_broken_ClientHello_ends_its_connection_only()
    {
        await using TlsHost host = await TlsHost.StartAsync(TlsConnectionTests.Echo);
        using SecureWire other = await host.ConnectAsync();
        var random = new Random(11);
        for (int i = 0; i < 30; i++)
        {
            using Wire wire = host.Server.Connect();
            byte[] noise = new byte[random.Next(6, 300)];
            random.NextBytes(noise);
            (noise[0], noise[1], noise[2], noise[3], noise[4]) = (22, 3, 1, 0, (byte)(noise.Length - 5 & 0xff));
            wire.SendRaw(noise);
            wire.EndSending();
            wire.ReadToEnd();
        }

        Assert.Equal("HTTP/1.1 200 OK https /", other.Ask("/"));
        Assert.DoesNotContain(host.Server.Log, l => l.StartsWith("Error", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a.test", "a.test")]
    [InlineData("b.test", "b.test")]
    [InlineData("B.TEST", "b.test")]
    [InlineData("x.wild.test", "*.wild.test")]
    [InlineData("x.y.wild.test", "a.test")]
    [InlineData("wild.test", "a.test")]
    [InlineData("bücher.test", "xn--bcher-kva.test")]
    [InlineData("unknown.test", "a.test")]
    [InlineData("", "a.test")]
    public async Task The_server_name_picks_the_certificate(string asked, string expected)
    {
        await using TlsHost host = await TlsHost.StartAsync(TlsConnectionTests.Echo, (h, files) =>
        {
            foreach (string name in new[] { "a.test", "b.test", "*.wild.test", "xn--bcher-kva.test" })
                files.Add(TestCertificates.Write(h.File($"{files.Count}.pem"), TestCertificates.SelfSigned(name, rsa: name == "b.test")));
        });
        using SecureWire wire = await host.ConnectAsync(o => o.TargetHost = asked);
        Assert.Equal("CN=" + expected, wire.Tls.RemoteCertificate!.Subject);
        Assert.Equal("HTTP/1.1 200 OK https /", wire.Ask("/"));
    }

    [Fact]
    public async Task Intermediates_are_sent()
    {
        X509Certificate2 root = TestCertificates.Authority("root");
        X509Certificate2 intermediate = TestCertificates.Authority("intermediate", root);
        await using TlsHost host = await TlsHost.StartAsync(TlsConnectionTests.Echo, (h, files) =>
            files.Add(TestCertificates.Write(h.File("a.pem"), TestCertificates.Issued("a.test", intermediate, TestCertificates.ServerUse), intermediate)));
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(root);
        using SecureWire wire = await host.ConnectAsync(o =>
        {
            o.RemoteCertificateValidationCallback = null;
            o.CertificateChainPolicy = policy;
        });
        Assert.Equal("HTTP/1.1 200 OK https /", wire.Ask("/"));
    }

    [Fact]
    public async Task HTTP_1_1_is_what_ALPN_agrees_on()
    {
        await using TlsHost host = await TlsHost.StartAsync(TlsConnectionTests.Echo);
        using SecureWire wire = await host.ConnectAsync(o => o.ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]);
        Assert.Equal(SslApplicationProtocol.Http11, wire.Tls.NegotiatedApplicationProtocol);
        await Assert.ThrowsAnyAsync<Exception>(() => host.ConnectAsync(o => o.ApplicationProtocols = [SslApplicationProtocol.Http2]));
    }

    [Fact]
    public async Task A_version_below_the_minimum_is_refused()
    {
        await using TlsHost host = await TlsHost.StartAsync(TlsConnectionTests.Echo, options: (_, o) => o with { Protocols = SslProtocols.Tls13 });
        await Assert.ThrowsAnyAsync<Exception>(() => host.ConnectAsync(o => o.EnabledSslProtocols = SslProtocols.Tls12));
        using SecureWire wire = await host.ConnectAsync();
        Assert.Equal(SslProtocols.Tls13, wire.Tls.SslProtocol);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, false)]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, false)]
    [InlineData(SslProtocols.Tls13, true)]
    public async Task Clients_show_certificates(SslProtocols version, bool isRequired)
    {
        X509Certificate2 authority = TestCertificates.Authority("clients");
        await using TlsHost host = await TlsHost.StartAsync(
            (request, response) =>
            {
                response.Write(request.ClientCertificate?.Subject ?? "nobody");
                return default;
            },
            options: (h, o) =>
            {
                File.WriteAllText(h.File("ca.pem"), TestCertificates.Pem(authority));
                return o with { AsksForClientCertificate = true, RequiresClientCertificate = isRequired, ClientAuthorities = h.File("ca.pem") };
            });

        Assert.Equal("HTTP/1.1 200 OK CN=alice", await AskAsync(TestCertificates.Issued("alice", authority, TestCertificates.ClientUse)));
        Assert.Equal(isRequired ? "refused" : "HTTP/1.1 200 OK nobody", await AskAsync(null));
        Assert.Equal("refused", await AskAsync(TestCertificates.SelfSigned("mallory")));
        Assert.Equal("refused", await AskAsync(TestCertificates.Issued("a server", authority, TestCertificates.ServerUse)));

        async Task<string> AskAsync(X509Certificate2? certificate)
        {
            try
            {
                using SecureWire wire = await host.ConnectAsync(o =>
                {
                    o.EnabledSslProtocols = version;
                    if (certificate is null) return;
                    o.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
                });
                return wire.Ask("/");
            }
            catch (Exception e) when (e is IOException or AuthenticationException)
            {
                return "refused";
            }
        }
    }

    [Fact]
    public async Task A_reload_is_for_new_connections()
    {
        await using TlsHost host = await TlsHost.StartAsync(TlsConnectionTests.Echo);
        using SecureWire old = await host.ConnectAsync();
        string before = old.Tls.RemoteCertificate!.GetSerialNumberString();

        TestCertificates.Write(host.File("a.pem"), TestCertificates.SelfSigned("a.test"));
        host.Endpoint.Reload();
        using SecureWire changed = await host.ConnectAsync();
        string after = changed.Tls.RemoteCertificate!.GetSerialNumberString();
        Assert.NotEqual(before, after);
        Assert.Equal("HTTP/1.1 200 OK https /", old.Ask("/"));

        File.WriteAllText(host.File("a.pem"), "nonsense");
        Assert.Throws<CertificateException>(host.Endpoint.Reload);
        using SecureWire kept = await host.ConnectAsync();
        Assert.Equal(after, kept.Tls.RemoteCertificate!.GetSerialNumberString());
    }
}
