using System.Net.Sockets;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Runtime.Tests.Serving;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Gatehouse.Runtime.Tests.Hosting;

/// <summary>A server in a process of its own whose hooks each write a line.</summary>
internal sealed class HookedServer : IDisposable
{
    private readonly TestDirectory directory = new();
    private readonly TestProcess process;

    /// <param name="arguments">The command line, without an address: the server gets a socket of its own.</param>
    /// <param name="faults">Names of hooks that fail, with spaces between them.</param>
    public HookedServer(string arguments, string faults = "")
    {
        Faults = faults;
        process = TestProcess.Start(
            directory, TestProcess.Program, ["hooked", directory.File("faults"), .. arguments.Split(' '), "-b", "unix:" + SocketPath]);
    }

    /// <summary>Hooks that fail from now on.</summary>
    public string Faults
    {
        set
        {
            // A file that is being written cannot be opened by another process.
            File.WriteAllText(directory.File("faults.next"), value);
            File.Move(directory.File("faults.next"), directory.File("faults"), overwrite: true);
        }
    }

    public string SocketPath => directory.File("server.sock");

    public int Pid => process.Pid;

    public string Output => process.Output;

    /// <summary>What the hooks have written. The number of the server's own process is left out, and no other.</summary>
    public IReadOnlyList<string> Hooks =>
        [.. Output.Split('\n').Where(line => line.StartsWith("hook ")).Select(line => line["hook ".Length..].Replace($"pid={Pid} ", ""))];

    /// <summary>Waits for a number of calls of a hook, and returns the last one's line.</summary>
    public string WaitForHook(string name, int calls = 1)
    {
        string[] seen = [];
        Eventually.True(
            () => (seen = [.. Hooks.Where(line => line.StartsWith(name + " "))]).Length >= calls,
            () => $"{name} was not called {calls} times:\n{Output}");
        return seen[calls - 1];
    }

    /// <summary>The number of the worker's process, out of a hook's line.</summary>
    public static int PidIn(string line) => int.Parse(line[(line.IndexOf("pid=") + "pid=".Length)..].Split(' ')[0]);

    /// <summary>Sends a request on a connection of its own, and waits for the whole answer.</summary>
    public void Ask()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(SocketPath));
        using var wire = new Wire(socket);
        wire.Send("GET / HTTP/1.1", "Host: a.test", "Connection: close", "");
        wire.Expect("HTTP/1.1 200 OK");
        wire.ReadToEnd();
    }

    public void WaitForOutput(string text) => process.WaitForOutput(text);

    public void Signal(int signal) => process.Signal(signal);

    public ExitStatus WaitForExit() => process.WaitForExit();

    public void Dispose()
    {
        process.Dispose();
        directory.Dispose();
    }
}
