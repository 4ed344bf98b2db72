using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Runtime.Tests.Serving;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Gatehouse.Runtime.Tests.Supervision;

/// <summary>
/// A service as an operator runs it: <c>prefork</c> in a directory with a gatehouse.json that the test rewrites, the fixture's application,
/// and a service manager that notes what it is told.
/// </summary>
internal sealed partial class Service : IDisposable
{
    /// <summary>SIGSTOP.</summary>
    public const int Stopped = 19;

    /// <summary>SIGCONT.</summary>
    public const int Continue = 18;

    private readonly Socket manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly StringBuilder told = new();
    private readonly HashSet<int> masters = [];
    private readonly HashSet<int> workers = [];
    private readonly TestProcess process;

    /// <param name="settings">The text of gatehouse.json; NAME.sock and ports may be made with the methods here beforehand.</param>
    /// <param name="arguments">Besides <c>serve prefork</c>, or instead of them if they begin with another program.</param>
    public Service(string settings, params string[] arguments)
        : this(new TestDirectory(), settings, [], arguments)
    {
    }

    public Service(TestDirectory directory, string settings, int[] inherited, params string[] arguments)
    {
        Directory = directory;
        Settings = settings;
        string notify = directory.File("notify");
        manager.Bind(new UnixDomainSocketEndPoint(notify));
        new Thread(Listen) { IsBackground = true, Name = "service manager" }.Start();
        string[] command = arguments is ["/usr/bin/bash" or "/usr/bin/unshare", ..] ? arguments : [TestProcess.Program, "serve", "prefork", .. arguments];
        process = TestProcess.Start(
            directory,
            request => request with
            {
                Inherit = inherited,

                // Without a terminal, as WINCH has to come from the operator.
                NewSession = true,

                // Without the runtime's own socket for debuggers: what listens is the server's.
                Environment = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = notify, ["DOTNET_EnableDiagnostics"] = "0", ["FIXTURE_DEPLOY"] = directory.File("deploy") },
            },
            command[0],
            command[1..]);
        masters.Add(Pid);
    }

    /// <summary>A service that systemd started with a socket.</summary>
    public static Service Activated(int socket, string settings) => new(
        new TestDirectory(), settings, [socket],
        "/usr/bin/bash", "-c", $"[ {socket} = 3 ] || exec 3<&{socket} {socket}<&-; LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=web exec \"$0\" serve prefork", TestProcess.Program);

    public TestDirectory Directory { get; }

    /// <summary>What the next reload reads, and the next master.</summary>
    public string Settings
    {
        set => File.WriteAllText(Directory.File("gatehouse.json"), value);
    }

    /// <summary>The next worker's start hook throws.</summary>
    public bool IsDeployBad
    {
        set
        {
            if (value) File.WriteAllText(Directory.File("deploy"), "throw");
            else File.Delete(Directory.File("deploy"));
        }
    }

    public int Pid => process.Pid;

    public string Log => process.Output;

    /// <summary>Everything that the service manager has been told so far.</summary>
    public string Told
    {
        get
        {
            lock (told) return told.ToString();
        }
    }

    public static int FreePort()
    {
        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)free.LocalEndPoint!).Port;
    }

    /// <summary>The inodes of the listening sockets that a process has, by descriptor.</summary>
    public static IReadOnlyList<string> ListenersOf(int pid)
    {
        // Columns of proc_pid_net(5) that say "listening": state 0A of tcp and tcp6, flag __SO_ACCEPTCON of unix.
        var listening = new HashSet<string>();
        foreach (string table in (string[])["tcp", "tcp6"])
        {
            foreach (string[] row in File.ReadLines($"/proc/{pid}/net/{table}").Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
                if (row is [_, _, _, "0A", _, _, _, _, _, var inode, ..]) listening.Add($"socket:[{inode}]");
        }

        foreach (string[] row in File.ReadLines($"/proc/{pid}/net/unix").Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            if (row is [_, _, _, "00010000", _, _, var inode, ..]) listening.Add($"socket:[{inode}]");
        return [.. System.IO.Directory.GetFiles($"/proc/{pid}/fd")
            .OrderBy(fd => int.Parse(Path.GetFileName(fd)))
            .Select(fd => new FileInfo(fd).LinkTarget ?? "")
            .Where(listening.Contains)];
    }

    public static EndPoint Tcp(int port) => new IPEndPoint(IPAddress.Loopback, port);

    public EndPoint Unix(string name) => new UnixDomainSocketEndPoint(Directory.File(name));

    public static Socket Connect(EndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(address);
        return socket;
    }

    /// <summary>Asks on a new connection: who answers.</summary>
    public static int Ask(EndPoint address) => Ask(Connect(address));

    public static int Ask(Socket connection)
    {
        using Wire wire = new(connection);
        wire.Send("GET /pid HTTP/1.1", "Host: a.test", "Connection: close", "");
        return int.Parse(wire.ReadToEnd().Split("\r\n\r\n")[1]);
    }

    public static bool Refuses(EndPoint address)
    {
        try
        {
            Connect(address).Dispose();
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable || e.NativeErrorCode == Errno.ENOENT)
        {
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset)
        {
            // It came while the listener closed: the next one will be refused.
            return false;
        }
    }

    /// <summary>The workers of a master that are there, by age.</summary>
    public IReadOnlyList<int> WorkersOf(int master)
    {
        int[] children = [.. System.IO.Directory.GetDirectories($"/proc/{master}/task")
            .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(int.Parse)
            .Where(pid => Master.IsRunning(pid) && !masters.Contains(pid))];
        workers.UnionWith(children);
        return [.. children.Order()];
    }

    public IReadOnlyList<int> WaitForWorkers(int master, int count)
    {
        IReadOnlyList<int> found = [];
        Eventually.True(() => (found = WorkersOf(master)).Count == count, () => $"{found.Count} workers of {master} instead of {count}\n{Log}");
        return found;
    }

    public int Count(string text) => Log.Split(text).Length - 1;

    public void WaitFor(string text, int times = 1) =>
        Eventually.True(() => Count(text) >= times, () => $"'{text}' was not logged {times} times:\n{Log}");

    public void WaitUntilReady(int workers) => WaitFor("Worker ready", workers);

    public void WaitForTold(string text) => Eventually.True(() => Told.Contains(text), () => $"The service manager does not know of '{text}':\n{Told}\n{Log}");

    /// <summary>Lets a process stand still.</summary>
    public static void Freeze(int pid)
    {
        Signal(pid, Stopped);

        // Until every thread has it, it may still take a connection.
        Eventually.True(
            () => System.IO.Directory.GetDirectories($"/proc/{pid}/task").All(task => File.ReadAllText(Path.Combine(task, "stat")).Contains(") T ")),
            () => $"Process {pid} goes on.");
    }

    public static void Signal(int pid, int signal) => Libc.Kill(pid, signal);

    public void Reload(string settings)
    {
        Settings = settings;
        int before = Count("Reloaded: generation");
        Signal(masters.Last(Master.IsRunning), Signals.HangUp);
        WaitFor("Reloaded: generation", before + 1);

        // Told when it is all done.
        Eventually.True(() => Told.Split("READY=1").Length > Told.Split("RELOADING=1").Length, () => $"{Told}\n{Log}");
    }

    /// <summary>Asks a master for its successor.</summary>
    /// <returns>The successor, which is ready.</returns>
    public int Upgrade(int master)
    {
        int before = Count("is ready after");
        int started = StartUpgrade(master);
        WaitFor("is ready after", before + 1);
        return started;
    }

    /// <returns>The successor, which may become ready or not.</returns>
    public int StartUpgrade(int master)
    {
        int before = Count("Upgrading");
        Signal(master, Signals.User2);
        WaitFor("Upgrading", before + 1);
        int started = int.Parse(NewMaster().Matches(Log)[^1].Groups[1].Value);
        masters.Add(started);
        return started;
    }

    public void WaitForEnd(int pid)
    {
        if (pid == Pid) process.WaitForExit();
        Eventually.True(() => !Master.IsRunning(pid), () => $"Process {pid} goes on:\n{Log}");
    }

    public ExitStatus WaitForExit() => process.WaitForExit();

    /// <summary>Ends a master, gracefully.</summary>
    public void Stop(int pid)
    {
        Signal(pid, Signals.Terminate);
        WaitForEnd(pid);
    }

    public void Dispose()
    {
        foreach (int pid in masters.Where(Master.IsRunning)) _ = WorkersOf(pid);
        foreach (int pid in masters.Where(pid => pid != Pid && Master.IsRunning(pid))) Signal(pid, Signals.Kill);
        process.Dispose();

        // Those that a test has stopped too, to hear that their master is gone.
        foreach (int pid in workers) Signal(pid, Continue);
        Eventually.True(() => !workers.Any(Master.IsRunning), () => $"Workers were left behind: {string.Join(' ', workers.Where(Master.IsRunning))}\n{Log}");
        manager.Dispose();
        Directory.Dispose();
    }

    /// <summary>All the time: a master waits for a manager that does not read.</summary>
    private void Listen()
    {
        byte[] datagram = new byte[4096];
        try
        {
            while (true)
            {
                string text = Encoding.UTF8.GetString(datagram, 0, manager.Receive(datagram));
                lock (told) told.Append(text).Append('\n');
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    [GeneratedRegex(@"a new master starts \(pid:(\d+)\)")]
    private static partial Regex NewMaster();
}
