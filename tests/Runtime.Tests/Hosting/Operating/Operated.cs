using System.Net.Sockets;
using System.Text;
using Gatehouse.Hosting.Operating;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Gatehouse.Runtime.Tests.Hosting.Operating;

/// <summary>A server process with a pid file, a control socket and an admin listener, and the commands that operate it.</summary>
internal sealed class Operated : IDisposable
{
    private static readonly Gatehouse.Hosting.EntryPoints NoRuntime = new()
    {
        PreFork = (_, _) => throw new InvalidOperationException(),
        Epoll = (_, _) => throw new InvalidOperationException(),
        GreenThread = (_, _) => throw new InvalidOperationException(),
        Daemon = (_, _) => throw new InvalidOperationException(),
    };

    private readonly TestDirectory directory = new();

    public Operated(params string[] options)
        : this("prefork", options)
    {
    }

    public Operated(string verb, string[] options, string? file = null)
    {
        if (file is not null) File.WriteAllText(Path("gatehouse.json"), file);
        Server = TestProcess.Start(directory, TestProcess.Program, ["serve", verb, "-b", "unix:app.sock", "--pid-file", "app.pid", .. options]);
    }

    public TestProcess Server { get; }

    /// <summary>Starts the same program with another command, in the server's directory.</summary>
    public TestProcess Start(params string[] arguments) => Start(TestProcess.Program, ["serve", .. arguments]);

    public TestProcess Start(string program, string[] arguments) => TestProcess.Start(directory, program, arguments);

    public string Path(string name) => directory.File(name);

    /// <summary>Waits for a number of ready workers.</summary>
    public ServiceStatus WaitForReady(int count)
    {
        ServiceStatus? status = null;
        Eventually.True(
            () => (status = Status()) is { } now && now.WorkersReady == count && now.Workers.Count == count,
            () => $"{count} workers are not ready: {status}\n{Server.Output}");
        return status!;
    }

    /// <summary>From the scoreboard; null before there is one.</summary>
    public ServiceStatus? Status()
    {
        using Gatehouse.Supervision.Scoreboard? board = Gatehouse.Supervision.Scoreboard.Find(Server.Pid);
        return board is null ? null : new StatusReader(board, "fixture").Read();
    }

    /// <summary>Runs a command in the server's directory.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        int code = await Gatehouse.Hosting.CommandLine.RunAsync(
            arguments,
            new ApplicationDescription { Name = "fixture" },
            NoRuntime,
            new Dictionary<string, string>(),
            directory.Path,
            new Gatehouse.Hosting.CommandConsole(output, error));
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Asks on one of the server's Unix sockets: head and body.</summary>
    public string Ask(string socket, string method, string target, string accept = "*/*")
    {
        using Socket connection = Connect(socket);
        connection.Send(Encoding.ASCII.GetBytes(
            $"{method} {target} HTTP/1.1\r\nHost: test\r\nAccept: {accept}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        return ReadToEnd(connection);
    }

    public Socket Connect(string socket)
    {
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 20_000 };
        Eventually.True(
            () =>
            {
                try
                {
                    connection.Connect(new UnixDomainSocketEndPoint(Path(socket)));
                    return true;
                }
                catch (SocketException)
                {
                    return false;
                }
            },
            () => $"Nobody listens on {socket}.\n{Server.Output}");
        return connection;
    }

    public static string ReadToEnd(Socket connection)
    {
        var all = new MemoryStream();
        byte[] buffer = new byte[16384];
        for (int count; (count = connection.Receive(buffer)) > 0;) all.Write(buffer, 0, count);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    public void Dispose()
    {
        if (Server.HasExited(out _)) StopSuccessor();
        else Server.Signal(Signals.Quit);
        Server.WaitForExit();
        Server.Dispose();
        directory.Dispose();
    }

    /// <summary>After an upgrade the service is another process.</summary>
    private void StopSuccessor()
    {
        if (!File.Exists(Path("app.pid")) || !int.TryParse(File.ReadAllText(Path("app.pid")), out int successor)) return;
        using RunningProcess? process = RunningProcess.Find(successor);
        if (process is null) return;
        process.Signal(Signals.Quit);
        process.WaitForExit(Eventually.Limit);
    }
}
