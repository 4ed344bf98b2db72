using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Serving;
using Gatehouse.Serving.Tls;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving.Tls;

public sealed class RedirectTests
{
    [Theory]
    [InlineData(443, "GET /a?b=c HTTP/1.1", "a.test", "https://a.test/a?b=c")]
    [InlineData(443, "GET /a HTTP/1.1", "A.test:8080", "https://A.test/a")]
    [InlineData(8443, "POST / HTTP/1.1", "sub.wild.test", "https://sub.wild.test:8443/")]
    [InlineData(443, "GET //evil.test/ HTTP/1.1", "a.test", "https://a.test//evil.test/")]
    [InlineData(443, "GET http://a.test/x?y HTTP/1.1", "a.test", "https://a.test/x?y")]
    [InlineData(443, "GET http://a.test HTTP/1.1", "a.test", "https://a.test/")]
    [InlineData(443, "OPTIONS * HTTP/1.1", "a.test", "https://a.test/")]
    [InlineData(443, "GET /%0d%0aX:y HTTP/1.1", "127.0.0.1", "https://127.0.0.1/%0d%0aX:y")]
    [InlineData(8443, "GET / HTTP/1.1", "[::1]:80", "https://[::1]:8443/")]
    public async Task A_request_for_a_host_of_ours_is_sent_on(int port, string line, string host, string location)
    {
        await using ServingHost server = await StartAsync(port);
        using Wire wire = server.Connect();
        wire.Send(line, $"Host: {host}", "");
        wire.Expect(
            "HTTP/1.1 308 Permanent Redirect", "Date: *", "Content-Length: 19", "Content-Type: text/plain; charset=utf-8",
            $"Location: {location}", "");
        wire.ExpectRaw("Permanent Redirect\n");
    }

    [Theory]
    [InlineData("GET / HTTP/1.1", "evil.test")]
    [InlineData("GET / HTTP/1.1", "a.test.evil.test")]
    [InlineData("GET / HTTP/1.1", "wild.test")]
    [InlineData("GET http://evil.test/ HTTP/1.1", "evil.test")]
    [InlineData("GET / HTTP/1.1", "127.0.0.2")]
    public async Task No_other_host_is_redirected_to(string line, string host)
    {
        await using ServingHost server = await StartAsync(443);
        using Wire wire = server.Connect();
        wire.Send(line, $"Host: {host}", "");
        wire.Expect("HTTP/1.1 421 Misdirected Request");
    }

    private static async Task<ServingHost> StartAsync(int port)
    {
        using var directory = new TestDirectory();
        string file = TestCertificates.Write(
            directory.File("a.pem"), TestCertificates.SelfSigned("a.test", alternatives: ["a.test", "*.wild.test", "127.0.0.1", "::1"]));
        var endpoint = new TlsEndpoint(new TlsOptions { Certificates = [new CertificateFiles(file, file, null, "a test")] });
        return await ServingHost.StartAsync(
            (_, _) => throw new InvalidOperationException("The application was asked."),
            speaking: fd => new Listener(fd, redirect: new HttpsRedirect([endpoint], port)));
    }
}
