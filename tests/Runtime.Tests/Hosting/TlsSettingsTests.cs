using System.Runtime.Versioning;
using Gatehouse.Hosting;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Runtime.Tests.Serving.Tls;
using Gatehouse.Serving;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting;

public sealed class TlsSettingsTests : IDisposable
{
    private readonly TestDirectory directory = new();

    public static TheoryData<ServerSettings, string> Contradictions => new()
    {
        { new() { Bind = ["ssl:443"] }, "'ssl:443' for bind (from ServerSettings.Bind in code) has no certificate; add :privateKey=FILE:certKey=FILE, or set tlsCertificate and tlsKey" },
        { new() { TlsCertificate = ["c.pem"] }, "tlsCertificate is set (from ServerSettings.TlsCertificate in code), but no address speaks TLS (bind is from built-in default); write --bind ssl:443" },
        { new() { Bind = ["ssl:443"], TlsCertificate = ["a", "b"], TlsKey = ["a"] }, "there is 1 key in tlsKey (from ServerSettings.TlsKey in code) for 2 in tlsCertificate (from ServerSettings.TlsCertificate in code); each certificate needs its own" },
        { new() { Bind = ["redirect:80"] }, "'redirect:80' for bind (from ServerSettings.Bind in code) has nowhere to send clients to: no address speaks TLS" },
        { new() { Bind = ["ssl:443:privateKey=k"], TlsClientCertificate = ClientCertificateMode.Required }, "tlsClientCertificate (from ServerSettings.TlsClientCertificate in code) needs tlsCaCertificate: the authorities that clients' certificates are checked against" },
        { new() { TlsCaCertificate = "ca" }, "tlsCaCertificate is set (from ServerSettings.TlsCaCertificate in code), but clients are asked for no certificate; set tlsClientCertificate to optional or required" },
        { new() { TlsMinVersion = System.Security.Authentication.SslProtocols.None }, "'None' for tlsMinVersion (from ServerSettings.TlsMinVersion in code) is not one of 1.2 or 1.3" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void What_contradicts_itself_is_refused(ServerSettings settings, string message) =>
        Assert.Equal(message, Assert.Throws<StartupException>(() => Resolve(settings)).Message);

    [Fact]
    public async Task Checking_the_configuration_reads_the_certificates()
    {
        string good = TestCertificates.Write(directory.File("good.pem"), TestCertificates.SelfSigned("a.test"));
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync("epoll", "-b", $"ssl:0:privateKey={good}", "--check-config"));
        Assert.Equal(1, await terminal.RunAsync("epoll", "-b", "ssl:0:privateKey=missing.pem", "--check-config"));
        Assert.Contains("missing.pem' (from --bind): there is no such file", terminal.Error, StringComparison.Ordinal);
        Assert.Equal(2, await terminal.RunAsync("epoll", "-b", "ssl:0"));
    }

    [Fact]
    public void Each_socket_speaks_what_its_address_says()
    {
        string one = TestCertificates.Write(directory.File("one.pem"), TestCertificates.SelfSigned("a.test"));
        string two = TestCertificates.Write(directory.File("two.pem"), TestCertificates.SelfSigned("b.test"));
        TlsListeners listeners = Open(new()
        {
            Bind = ["redirect:80", ":8000", $"ssl:8443:privateKey={one}", "ssl:9443", "ssl:9444"],
            TlsCertificate = [two],
        });
        IReadOnlyList<Listener> paired = listeners.Pair([10, 11, 12, 13, 14, 15]);
        Assert.Equal([10, 11, 12, 13, 14, 15], paired.Select(l => l.Descriptor));
        Assert.Equal(["http", "http", "https", "https", "https", "http"], paired.Select(l => l.Scheme));
        Assert.NotNull(paired[0].Redirect);
        Assert.True(paired[2].Tls!.IsFor("a.test"));
        Assert.True(paired[3].Tls!.IsFor("b.test"));
        Assert.False(paired[3].Tls!.IsFor("a.test"));
        Assert.Same(paired[3].Tls, paired[4].Tls);
        Assert.All(paired, l => Assert.False(l.IsProxied));
    }

    [Fact]
    public void A_certificate_that_cannot_be_read_stops_the_start()
    {
        string message = Assert.Throws<StartupException>(() => Open(new() { Bind = ["ssl:0"], TlsCertificate = ["no.pem"] })).Message;
        Assert.Equal(
            $"cannot read the certificate file '{directory.File("no.pem")}' (from ServerSettings.TlsCertificate in code): there is no such file", message);
    }

    [Fact]
    public void Reloading_keeps_what_works()
    {
        string file = TestCertificates.Write(directory.File("one.pem"), TestCertificates.SelfSigned("a.test"));
        TlsListeners listeners = Open(new() { Bind = ["ssl:0"], TlsCertificate = [file] });
        var log = new ListLogger();
        File.WriteAllText(file, "");
        listeners.Reload(log);
        Assert.True(listeners.Pair([3])[0].Tls!.IsFor("a.test"));
        TestCertificates.Write(file, TestCertificates.SelfSigned("b.test"));
        listeners.Reload(log);
        Assert.True(listeners.Pair([3])[0].Tls!.IsFor("b.test"));
        Assert.Equal(
            [
                $"Error The certificates stay as they were: the certificate file '{file}' (from ServerSettings.TlsCertificate in code) holds no certificate in PEM form",
                $"Information Read the certificates again: {file}",
            ],
            log.Lines);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void A_key_that_everybody_can_read_is_warned_of()
    {
        string file = TestCertificates.Write(directory.File("one.pem"), TestCertificates.SelfSigned("a.test"));
        TlsListeners listeners = Open(new() { Bind = ["ssl:0"], TlsCertificate = [file] });
        var log = new ListLogger();
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        listeners.WarnOfOpenKeys(log);
        Assert.Empty(log.Lines);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        listeners.WarnOfOpenKeys(log);
        Assert.StartsWith("Warning Every user of this machine can read the private key", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    public void Dispose() => directory.Dispose();

    private static EffectiveSettings Resolve(ServerSettings settings) =>
        EffectiveSettings.Resolve(settings, new ApplicationDescription { Name = "test" }, Verb.Epoll);

    private TlsListeners Open(ServerSettings settings) => new(Resolve(settings), directory.Path);
}
