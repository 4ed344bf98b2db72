using System.Net;
using System.Net.Sockets;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Runtime.Tests.Serving;
using Gatehouse.Runtime.Tests.Serving.Tls;
using Xunit;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Gatehouse.Runtime.Tests.Supervision;

/// <summary>What becomes of listeners when a reload brings other addresses.</summary>
[Collection(ProcessTests.Name)]
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ListenerReloadTests
{
    [Fact]
    public void Addresses_come_and_go_and_those_that_stay_keep_their_sockets()
    {
        (int stays, int goes, int comes) = (Service.FreePort(), Service.FreePort(), Service.FreePort());
        using var service = new Service($$"""{ "bind": ["127.0.0.1:{{goes}}", "127.0.0.1:{{stays}}"], "workers": 2 }""");
        service.WaitUntilReady(2);
        string kept = Service.ListenersOf(service.Pid)[1];
        service.Reload($$"""{ "bind": ["127.0.0.1:{{stays}}", "127.0.0.1:{{comes}}"], "workers": 2 }""");
        Assert.NotEqual(0, Service.Ask(Service.Tcp(comes)));
        Assert.NotEqual(0, Service.Ask(Service.Tcp(stays)));
        Eventually.True(() => Service.Refuses(Service.Tcp(goes)), () => service.Log);
        Assert.Equal(2, Service.ListenersOf(service.Pid).Count);
        Assert.Contains(kept, Service.ListenersOf(service.Pid));
        Assert.Contains($"Listening at: 127.0.0.1:{comes} (prefork)", service.Log);
        Assert.Contains($"No longer listening at: 127.0.0.1:{goes}", service.Log);
        Assert.Equal(1, service.Count($"Listening at: 127.0.0.1:{stays} "));
    }

    [Fact]
    public void What_waits_at_an_address_that_stays_is_answered_by_the_new_generation()
    {
        (int stays, int goes) = (Service.FreePort(), Service.FreePort());
        using var service = new Service($$"""{ "bind": ["127.0.0.1:{{stays}}", "127.0.0.1:{{goes}}"], "workers": 1 }""");
        service.WaitUntilReady(1);
        int old = service.WaitForWorkers(service.Pid, 1)[0];
        Service.Freeze(old);
        using Socket waiting = Service.Connect(Service.Tcp(stays));
        service.Reload($$"""{ "bind": ["127.0.0.1:{{stays}}"], "workers": 1 }""");
        Assert.NotEqual(old, Service.Ask(waiting));
        Service.Signal(old, Signals.Kill);
    }

    [Fact]
    public void What_waits_at_an_address_that_goes_is_answered_by_the_old_generation()
    {
        (int stays, int goes) = (Service.FreePort(), Service.FreePort());
        using var service = new Service($$"""{ "bind": ["127.0.0.1:{{stays}}", "127.0.0.1:{{goes}}"], "workers": 1 }""");
        service.WaitUntilReady(1);
        int old = service.WaitForWorkers(service.Pid, 1)[0];

        // Nobody accepts while it stands still: SIGTERM and what it is told come first when it goes on.
        Service.Freeze(old);
        Socket[] waiting = [.. Enumerable.Range(0, 40).Select(_ => Service.Connect(Service.Tcp(goes)))];
        service.Reload($$"""{ "bind": ["127.0.0.1:{{stays}}"], "workers": 1 }""");
        Service.Signal(old, Service.Continue);
        Assert.All(waiting, connection => Assert.Equal(old, Service.Ask(connection)));
        Eventually.True(() => Service.Refuses(Service.Tcp(goes)), () => service.Log);
    }

    [Fact]
    public void An_address_that_cannot_be_had_abandons_the_reload()
    {
        int port = Service.FreePort();
        using ListenSocket taken = ListenSocket.OpenTcp(IPAddress.Loopback, 0, 1, reusePort: false);
        using var service = new Service($$"""{ "bind": ["127.0.0.1:{{port}}"], "workers": 1 }""");
        service.WaitUntilReady(1);
        service.Settings = $$"""{ "bind": ["unix:new.sock", "127.0.0.1:{{taken.Port}}"], "workers": 1 }""";
        Service.Signal(service.Pid, Signals.HangUp);
        service.WaitFor(
            $"Reload abandoned, generation 1 keeps serving: cannot listen on 127.0.0.1:{taken.Port} (from gatehouse.json line 1): Address already in use");
        Assert.NotEqual(0, Service.Ask(Service.Tcp(port)));
        Assert.Single(Service.ListenersOf(service.Pid));
        Assert.False(File.Exists(service.Directory.File("new.sock")));

        // And a better one afterwards succeeds.
        service.Reload($$"""{ "bind": ["unix:new.sock", "127.0.0.1:{{port}}"], "workers": 1 }""");
        Assert.NotEqual(0, Service.Ask(service.Unix("new.sock")));
    }

    [Fact]
    public void An_address_of_a_generation_that_does_not_start_is_closed_again()
    {
        int port = Service.FreePort();
        using var service = new Service("""{ "bind": ["unix:a.sock"], "workers": 1 }""");
        service.WaitUntilReady(1);
        service.Settings = $$"""{ "bind": ["127.0.0.1:{{port}}", "unix:b.sock"], "workers": 1 }""";
        service.IsDeployBad = true;
        Service.Signal(service.Pid, Signals.HangUp);
        service.WaitFor("Reload abandoned");

        // One is closed after the other, and only then is a listener gone from the kernel's list.
        Eventually.True(() => Service.Refuses(Service.Tcp(port)), () => service.Log);
        Eventually.True(() => !File.Exists(service.Directory.File("b.sock")), () => service.Log);
        Eventually.True(() => Service.ListenersOf(service.Pid).Count == 1, () => service.Log);
        Assert.NotEqual(0, Service.Ask(service.Unix("a.sock")));
    }

    [Fact]
    public void The_file_of_a_Unix_socket_goes_with_its_address()
    {
        using var service = new Service("""{ "bind": ["unix:a.sock", "unix:b.sock"], "workers": 1 }""");
        service.WaitUntilReady(1);
        service.Reload("""{ "bind": ["unix:b.sock"], "workers": 1 }""");
        Assert.False(File.Exists(service.Directory.File("a.sock")));
        Assert.NotEqual(0, Service.Ask(service.Unix("b.sock")));
        service.Stop(service.Pid);
        Assert.False(File.Exists(service.Directory.File("b.sock")));
    }

    [Fact]
    public void A_Unix_socket_whose_file_was_removed_is_opened_anew()
    {
        const string Settings = """{ "bind": ["unix:a.sock"], "workers": 1, "umask": "007" }""";
        using var service = new Service(Settings);
        service.WaitUntilReady(1);
        File.Delete(service.Directory.File("a.sock"));
        service.Reload(Settings);
        Assert.NotEqual(0, Service.Ask(service.Unix("a.sock")));
        Assert.Single(Service.ListenersOf(service.Pid));
        const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;
        Assert.Equal(Group, File.GetUnixFileMode(service.Directory.File("a.sock")) & (Group | UnixFileMode.OtherWrite));

        // Another server's by now: that server is not disturbed.
        File.Delete(service.Directory.File("a.sock"));
        using ListenSocket other = ListenSocket.OpenUnix(service.Directory.File("a.sock"), 1);
        Service.Signal(service.Pid, Signals.HangUp);
        service.WaitFor("cannot listen on unix:a.sock (from gatehouse.json line 1): Address already in use");
        service.Stop(service.Pid);
        Assert.True(File.Exists(service.Directory.File("a.sock")));
    }

    [Fact]
    public void The_mode_of_a_new_Unix_socket_follows_the_umask_of_the_settings_and_one_that_stays_keeps_its_own()
    {
        using var service = new Service("""{ "bind": ["unix:a.sock"], "workers": 1, "umask": "077" }""");
        service.WaitUntilReady(1);
        service.Reload("""{ "bind": ["unix:a.sock", "unix:b.sock"], "workers": 1, "umask": "000" }""");
        Assert.False(File.GetUnixFileMode(service.Directory.File("a.sock")).HasFlag(UnixFileMode.OtherWrite));
        Assert.True(File.GetUnixFileMode(service.Directory.File("b.sock")).HasFlag(UnixFileMode.OtherWrite));
    }

    [Fact]
    public void A_changed_backlog_reaches_sockets_that_stay()
    {
        using var service = new Service("""{ "bind": ["unix:a.sock"], "workers": 1, "backlog": 2 }""");
        service.WaitUntilReady(1);
        Assert.Equal(3, Fill(service));
        service.Reload("""{ "bind": ["unix:a.sock"], "workers": 1, "backlog": 20 }""");
        Eventually.True(() => service.WorkersOf(service.Pid).Count == 1, () => service.Log);
        Assert.Equal(21, Fill(service));
    }

    [Fact]
    public void What_is_spoken_follows_the_order_of_the_new_addresses()
    {
        (int first, int second) = (Service.FreePort(), Service.FreePort());
        var directory = new TestDirectory();
        TestCertificates.Write(directory.File("a.pem"), TestCertificates.SelfSigned("a.test"));
        string tls = $"ssl:127.0.0.1:{first}:privateKey=a.pem";
        using var service = new Service(directory, $$"""{ "bind": ["{{tls}}", "127.0.0.1:{{second}}"], "workers": 1 }""", []);
        service.WaitUntilReady(1);
        Assert.NotEqual(0, Service.Ask(Service.Tcp(second)));
        service.Reload($$"""{ "bind": ["127.0.0.1:{{second}}", "{{tls}}"], "workers": 1 }""");
        Assert.NotEqual(0, Service.Ask(Service.Tcp(second)));
        service.WaitForWorkers(service.Pid, 1);

        // A TLS listener refuses what is not TLS.
        Assert.StartsWith("HTTP/1.1 400 ", AskInClear(first), StringComparison.Ordinal);
    }

    [Fact]
    public void Sockets_that_systemd_passed_stay_as_long_as_no_address_is_said()
    {
        using ListenSocket passed = ListenSocket.OpenUnix($"@gatehouse-{Guid.NewGuid():N}", 8);
        EndPoint address = new UnixDomainSocketEndPoint("\0" + passed.LocalAddress["unix:@".Length..]);
        using Service service = Service.Activated(passed.Descriptor, """{ "workers": 1 }""");
        service.WaitUntilReady(1);
        Assert.NotEqual(0, Service.Ask(address));
        string inode = Service.ListenersOf(service.Pid)[0];
        service.Reload("""{ "workers": 2 }""");
        Assert.NotEqual(0, Service.Ask(address));
        Assert.Equal([inode], Service.ListenersOf(service.Pid));

        // An address that is said comes first, and what systemd holds is not lost by it.
        service.Reload("""{ "bind": ["unix:a.sock"], "workers": 1 }""");
        Assert.NotEqual(0, Service.Ask(service.Unix("a.sock")));
        service.Reload("""{ "workers": 1 }""");
        Assert.NotEqual(0, Service.Ask(address));
        Assert.Equal([inode], Service.ListenersOf(service.Pid));
    }

    private static string AskInClear(int port)
    {
        using Wire wire = new(Service.Connect(Service.Tcp(port)));
        wire.Send("GET / HTTP/1.1", "Host: a.test", "");
        return wire.ReadOnce();
    }

    /// <summary>How many connections are queued while nobody accepts them.</summary>
    private static int Fill(Service service)
    {
        int worker = service.WaitForWorkers(service.Pid, 1)[0];
        Service.Freeze(worker);
        var queued = new List<Socket>();
        try
        {
            while (true)
            {
                var next = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
                queued.Add(next);
                next.Connect(service.Unix("a.sock"));
            }
        }
        catch (SocketException)
        {
            return queued.Count - 1;
        }
        finally
        {
            foreach (Socket socket in queued) socket.Dispose();
            Service.Signal(worker, Signals.Kill);
        }
    }
}
