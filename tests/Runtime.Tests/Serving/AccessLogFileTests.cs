using System.Net.Sockets;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Xunit;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>The access log of a whole server process.</summary>
[Collection(ProcessTests.Name)]
public sealed class AccessLogFileTests : IDisposable
{
    private readonly TestDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("epoll")]
    [InlineData("prefork")]
    public void USR1_opens_the_file_anew_after_a_rotator_moved_it(string verb)
    {
        string log = directory.File("access.log");
        string socket = directory.File("socket");
        using TestProcess server = TestProcess.Start(
            directory, TestProcess.Program, "serve", verb, "-w", "1", "-b", $"unix:{socket}", "--access-logfile", log,
            "--access-logformat", "%(U)s %(s)s");
        Eventually.True(() => File.Exists(socket), () => server.Output);
        Request(socket, "/before");
        Eventually.True(() => Text(log) == "/before 200\n", () => server.Output);

        File.Move(log, log + ".1");
        server.Signal(Signals.User1);

        // A worker process opens the file after its master has: requests go on until one is seen there.
        int asked = 0;
        Eventually.True(
            () =>
            {
                Request(socket, $"/after{asked++}");
                return Text(log).Length > 0;
            },
            () => server.Output);
        Assert.Matches(@"^(/after\d+ 200\n)+$", Text(log));
        Assert.StartsWith("/before 200\n", Text(log + ".1"));
        server.Signal(Signals.Terminate);
        Assert.Equal(0, server.WaitForExit().Code);
        Assert.Equal(asked + 1, (Text(log) + Text(log + ".1")).Count(c => c == '\n'));
    }

    private static string Text(string path) => File.Exists(path) ? File.ReadAllText(path) : "";

    private static void Request(string path, string target)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Eventually.True(() => TryConnect(socket, path), () => $"Nobody listens on {path}.");
        using var wire = new Wire(socket);
        wire.Send($"GET {target} HTTP/1.1", "Host: test", "Connection: close", "");
        Assert.EndsWith("Hello, World!", wire.ReadToEnd());
    }

    private static bool TryConnect(Socket socket, string path)
    {
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
