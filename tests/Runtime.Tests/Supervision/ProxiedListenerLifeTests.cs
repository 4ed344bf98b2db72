using System.Net;
using System.Net.Sockets;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Runtime.Tests.Serving;
using Xunit;

namespace Gatehouse.Runtime.Tests.Supervision;

/// <summary>A listener that wants a PROXY header wants it after a reload and an upgrade too, and when systemd has opened it.</summary>
[Collection(ProcessTests.Name)]
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ProxiedListenerLifeTests
{
    private const string Trust = "\"trustedProxies\": [\"127.0.0.1\", \"unix:\"]";

    [Fact]
    public void A_reload_keeps_the_socket_and_what_begins_a_connection_follows_the_settings()
    {
        (int first, int second) = (Service.FreePort(), Service.FreePort());
        using var service = new Service($$"""{ "bind": ["haproxy:127.0.0.1:{{first}}", "127.0.0.1:{{second}}"], "workers": 1, {{Trust}} }""");
        service.WaitUntilReady(1);
        Assert.Contains($"Listening at: haproxy:127.0.0.1:{first} (prefork)", service.Log);
        IReadOnlyList<string> sockets = SocketsOf(service);
        Wants(Service.Tcp(first));
        WantsNone(Service.Tcp(second));

        service.Reload($$"""{ "bind": ["haproxy:127.0.0.1:{{first}}", "127.0.0.1:{{second}}"], "workers": 2, {{Trust}} }""");
        Wants(Service.Tcp(first));
        WantsNone(Service.Tcp(second));

        service.Reload($$"""{ "bind": ["127.0.0.1:{{first}}", "haproxy:127.0.0.1:{{second}}"], "workers": 1, {{Trust}} }""");
        service.WaitForWorkers(service.Pid, 1);
        WantsNone(Service.Tcp(first));
        Wants(Service.Tcp(second));
        Assert.Equal(sockets, SocketsOf(service));
    }

    [Fact]
    public void A_reload_without_trusted_proxies_is_abandoned()
    {
        int port = Service.FreePort();
        using var service = new Service($$"""{ "bind": ["haproxy:127.0.0.1:{{port}}"], "workers": 1, {{Trust}} }""");
        service.WaitUntilReady(1);
        service.Settings = $$"""{ "bind": ["haproxy:127.0.0.1:{{port}}"], "workers": 1 }""";
        Service.Signal(service.Pid, Signals.HangUp);
        service.WaitFor($"Reload abandoned, generation 1 keeps serving: 'haproxy:127.0.0.1:{port}' for bind (from gatehouse.json line 1) would let nobody in");
        Wants(Service.Tcp(port));
    }

    [Fact]
    public void An_upgrade_hands_the_listener_on()
    {
        int port = Service.FreePort();
        using var service = new Service($$"""{ "bind": ["haproxy:127.0.0.1:{{port}}"], "workers": 1, {{Trust}} }""");
        service.WaitUntilReady(1);
        IReadOnlyList<string> sockets = SocketsOf(service);
        int successor = service.Upgrade(service.Pid);
        service.Stop(service.Pid);
        service.WaitForEnd(service.Pid);
        Assert.Equal(sockets, Service.ListenersOf(successor).Order());
        Wants(Service.Tcp(port));
        service.Stop(successor);
    }

    [Fact]
    public void A_socket_that_systemd_has_opened_is_named_in_bind()
    {
        using ListenSocket passed = ListenSocket.OpenUnix($"@gatehouse-{Guid.NewGuid():N}", 8);
        EndPoint address = new UnixDomainSocketEndPoint("\0" + passed.LocalAddress["unix:@".Length..]);
        using Service service = Service.Activated(passed.Descriptor, $$"""{ "bind": ["haproxy:fd://3"], "workers": 1, {{Trust}} }""");
        service.WaitUntilReady(1);
        Wants(address);
    }

    private static void Wants(EndPoint address)
    {
        Socket connection = Service.Connect(address);
        connection.Send(ProxiedHost.Header());
        Assert.NotEqual(0, Service.Ask(connection));
        Assert.Equal("", AskBare(address));
    }

    private static IReadOnlyList<string> SocketsOf(Service service) => [.. Service.ListenersOf(service.Pid).Order()];

    private static void WantsNone(EndPoint address) => Assert.NotEqual(0, Service.Ask(address));

    private static string AskBare(EndPoint address)
    {
        using var wire = new Wire(Service.Connect(address));
        try
        {
            wire.Send("GET /pid HTTP/1.1", "Host: a.test", "");
            return wire.ReadToEnd();
        }
        catch (SocketException)
        {
            // What it has sent was not read.
            return "";
        }
    }
}
