using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Gatehouse.Hosting;
using Gatehouse.Linux;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

public sealed partial class ServiceManagerTests
{
    private readonly Dictionary<string, string> environment = [];

    [Fact]
    public void A_notification_reaches_the_socket_of_the_manager()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("gatehouse-test").FullName, "notify");
        using Socket manager = Listen(path);
        environment["NOTIFY_SOCKET"] = path;
        var service = Create();
        Assert.True(service.IsListening);
        service.Notify("READY=1\nSTATUS=4 wörkers");
        service.Notify("STOPPING=1");
        Assert.Equal("READY=1\nSTATUS=4 wörkers", Receive(manager));
        Assert.Equal("STOPPING=1", Receive(manager));
    }

    [Fact]
    public void A_notification_reaches_an_abstract_socket()
    {
        string name = $"gatehouse-test-{Guid.NewGuid():N}";
        using Socket manager = Listen("\0" + name);
        environment["NOTIFY_SOCKET"] = "@" + name;
        Create().Notify("WATCHDOG=1");
        Assert.Equal("WATCHDOG=1", Receive(manager));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("relative")]
    [InlineData("vsock:2:1234")]
    public void Without_a_manager_nothing_happens(string? socket)
    {
        if (socket is not null)
            environment["NOTIFY_SOCKET"] = socket;
        var service = Create();
        Assert.False(service.IsListening);
        service.Notify("READY=1");
    }

    [Fact]
    public void A_manager_that_is_gone_is_no_error()
    {
        environment["NOTIFY_SOCKET"] = "/nonexistent/notify";
        int before = Directory.GetFiles("/proc/self/fd").Length;
        var service = Create();
        for (int i = 0; i < 100; i++)
            service.Notify("READY=1");
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + 50);
    }

    [Fact]
    public void A_path_that_is_too_long_is_no_error()
    {
        environment["NOTIFY_SOCKET"] = "/" + new string('x', 107);
        Assert.False(Create().IsListening);
        environment["NOTIFY_SOCKET"] = "/" + new string('x', 106);
        Assert.True(Create().IsListening);
    }

    [Theory]
    [InlineData(null, "1")]
    [InlineData("1", "1")]
    [InlineData("x", "1")]
    [InlineData("self", null)]
    [InlineData("self", "-1")]
    [InlineData("self", "0")]
    public void Sockets_of_another_process_are_not_taken(string? pid, string? count)
    {
        if (pid is not null)
            environment["LISTEN_PID"] = pid == "self" ? $"{Environment.ProcessId}" : pid;
        if (count is not null)
            environment["LISTEN_FDS"] = count;
        Assert.Empty(Create().TakeListenFds());
    }

    [Fact]
    public void Passed_sockets_are_taken_once_and_not_inherited_by_children()
    {
        // fcntl(2) F_DUPFD: the lowest free number at or above the third argument, without close-on-exec.
        using var file = new SafeFileHandle(DuplicateAtLeast(0, 0, 500), ownsHandle: true);
        using var other = new SafeFileHandle(DuplicateAtLeast(0, 0, 501), ownsHandle: true);
        int first = (int)file.DangerousGetHandle();
        Assert.Equal(first + 1, (int)other.DangerousGetHandle());
        environment["LISTEN_PID"] = $"{Environment.ProcessId}";
        environment["LISTEN_FDS"] = "3";
        environment["LISTEN_FDNAMES"] = "http";
        var service = new ServiceManager(environment.GetValueOrDefault, name => environment.Remove(name), first);
        Assert.False(IsClosedOnExec(first));

        Assert.Equal([new ListenFd(first, "http"), new ListenFd(first + 1, "")], service.TakeListenFds());

        Assert.True(IsClosedOnExec(first));
        Assert.True(IsClosedOnExec(first + 1));
        Assert.Empty(environment);
        Assert.Empty(service.TakeListenFds());
    }

    [Theory]
    [InlineData("web", "fd://500")]
    [InlineData("none", "the service manager has passed fd://500 (web), fd://501 (both), fd://502 (both), fd://503")]
    [InlineData("both", "2 descriptors have that name: say fd://501, fd://502, or give each a FileDescriptorName= of its own")]
    public void A_descriptor_is_found_by_its_name(string name, string expected)
    {
        using ListenSocket listening = ListenSocket.OpenTcp(IPAddress.Loopback, 0, 1, reusePort: false);
        using var first = new SafeFileHandle(DuplicateAtLeast(listening.Descriptor, 0, 500), ownsHandle: true);
        using var second = new SafeFileHandle(DuplicateAtLeast(listening.Descriptor, 0, 501), ownsHandle: true);
        using var third = new SafeFileHandle(DuplicateAtLeast(listening.Descriptor, 0, 502), ownsHandle: true);
        using var fourth = new SafeFileHandle(DuplicateAtLeast(listening.Descriptor, 0, 503), ownsHandle: true);
        int offset = (int)first.DangerousGetHandle() - 500;
        environment["LISTEN_PID"] = $"{Environment.ProcessId}";
        environment["LISTEN_FDS"] = "4";
        environment["LISTEN_FDNAMES"] = "web:both:both";
        var service = new ServiceManager(environment.GetValueOrDefault, name => environment.Remove(name), 500 + offset);
        string found;
        try
        {
            found = $"fd://{Assert.Single(ListenSockets.Open(Bound($"fd://{name}"), service).Descriptors)}";
        }
        catch (StartupException e)
        {
            found = e.Message.Replace($"cannot listen on fd://{name} (from ServerSettings.Bind in code): ", "");
        }

        for (int fd = 500; fd < 504; fd++) expected = expected.Replace($"fd://{fd}", $"fd://{fd + offset}");
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Without_passed_descriptors_a_name_is_an_error_and_a_number_is_not()
    {
        var e = Assert.Throws<StartupException>(() => ListenSockets.Open(Bound("fd://web"), Create()));
        Assert.Equal("cannot listen on fd://web (from ServerSettings.Bind in code): the service manager has passed no descriptors", e.Message);
        using ListenSocket listening = ListenSocket.OpenTcp(IPAddress.Loopback, 0, 1, reusePort: false);
        Assert.Equal([listening.Descriptor], ListenSockets.Open(Bound($"fd://{listening.Descriptor}"), Create()).Descriptors);
    }

    private static EffectiveSettings Bound(string address) =>
        EffectiveSettings.Resolve(new ServerSettings { Bind = [address] }, new ApplicationDescription { Name = "test" }, Verb.PreFork);

    [Theory]
    [InlineData("30000000", "self", 30.0)]
    [InlineData("500000", null, 0.5)]
    [InlineData("30000000", "1", null)]
    [InlineData("30000000", "x", null)]
    [InlineData("0", "self", null)]
    [InlineData("x", null, null)]
    [InlineData(null, "self", null)]
    public void The_watchdog_is_for_whom_its_variables_name(string? usec, string? pid, double? seconds)
    {
        environment["NOTIFY_SOCKET"] = "/run/notify";
        if (usec is not null) environment["WATCHDOG_USEC"] = usec;
        if (pid is not null) environment["WATCHDOG_PID"] = pid == "self" ? $"{Environment.ProcessId}" : pid;
        Assert.Equal(seconds, Create().WatchdogPeriod?.TotalSeconds);

        // A successor may take WATCHDOG_USEC for its own; a process id would be the wrong one.
        if (seconds is not null) Assert.DoesNotContain("WATCHDOG_PID", environment.Keys);
    }

    [Fact]
    public void Clocks_agree()
    {
        long before = Stopwatch.GetTimestamp();
        long now = ServiceManager.MonotonicUsec();
        long after = Stopwatch.GetTimestamp();
        Assert.InRange(now, before / 1000, after / 1000);
        Assert.InRange(now / 1000, Environment.TickCount64 - 60_000, Environment.TickCount64 + 60_000);
    }

    private static Socket Listen(string path)
    {
        var socket = new Socket(System.Net.Sockets.AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static string Receive(Socket socket)
    {
        byte[] buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }

    private static bool IsClosedOnExec(int descriptor) =>
        (Convert.ToInt32(File.ReadLines($"/proc/self/fdinfo/{descriptor}").First(l => l.StartsWith("flags:", StringComparison.Ordinal))[6..].Trim(), 8)
            & 0x80000) != 0;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int DuplicateAtLeast(int descriptor, int command, int least);

    private ServiceManager Create() => new(environment.GetValueOrDefault, name => environment.Remove(name));
}
