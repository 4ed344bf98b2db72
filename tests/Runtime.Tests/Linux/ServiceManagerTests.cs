using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
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
