using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Runtime.Tests.Serving;
using Gatehouse.Runtime.Tests.Supervision;
using Xunit;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Gatehouse.Runtime.Tests.Load;

/// <summary>A master and its workers as a user starts them, with the fixture's application behind the whole command line.</summary>
internal sealed class PreForkProcess : IDisposable
{
    private readonly TestDirectory directory = new();
    private readonly TestProcess process;
    private readonly HashSet<int> seen = [];
    private int generation = 1;

    public PreForkProcess(string workerClass, int workers, params string[] settings)
        : this(workerClass, workers, new Dictionary<string, string>(), settings)
    {
    }

    public PreForkProcess(string workerClass, int workers, IReadOnlyDictionary<string, string> environment, params string[] settings)
    {
        using (var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            EndPoint = (IPEndPoint)free.LocalEndPoint!;
        }

        process = TestProcess.Start(
            directory,
            request => request with { Environment = new Dictionary<string, string>(environment) { ["FIXTURE_DEPLOY"] = DeployFile } },
            TestProcess.Program,
            ["serve", "prefork", "-w", $"{workers}", "-k", workerClass, "--port", $"{EndPoint.Port}", .. settings]);
        Eventually.True(() => Count("Worker ready") == workers, () => Log);
    }

    public IPEndPoint EndPoint { get; }

    public int Pid => process.Pid;

    public string Log => process.Output;

    /// <summary>How the next worker fails to start; null for not at all.</summary>
    public string? BadDeploy
    {
        set
        {
            if (value is null) File.Delete(DeployFile);
            else File.WriteAllText(DeployFile, value);

            // Only who never gets there is waited for so shortly: a good worker may take longer on a busy machine.
            File.WriteAllText(directory.File("gatehouse.json"), value == "never" ? """{ "startTimeout": 1 }""" : "{}");
        }
    }

    /// <summary>The master's children, dead ones that nobody has reaped among them.</summary>
    public int[] Children
    {
        get
        {
            // A child is its parent thread's: proc_pid_task_children(5).
            int[] children = [.. Directory.GetDirectories($"/proc/{Pid}/task")
                .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
            seen.UnionWith(children);
            return children;
        }
    }

    public int OpenDescriptors => Directory.GetFiles($"/proc/{Pid}/fd").Length;

    public int Threads => Directory.GetDirectories($"/proc/{Pid}/task").Length;

    /// <summary>Resident set of the master in bytes; proc_pid_statm(5).</summary>
    public long Resident =>
        long.Parse(File.ReadAllText($"/proc/{Pid}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;

    /// <summary>What a process has used, in ticks of a hundredth of a second; proc_pid_stat(5).</summary>
    public static long ProcessorTime(int pid)
    {
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    public Wire Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(EndPoint);
        return new Wire(socket);
    }

    public void Signal(int signal) => process.Signal(signal);

    public ExitStatus WaitForExit() => process.WaitForExit();

    public void WaitForLog(string text) => process.WaitForOutput(text);

    public int Count(string text) => Log.Split(text).Length - 1;

    /// <summary>A reload that is over when the new generation serves; the old one may still be draining.</summary>
    public void Reload()
    {
        generation++;
        Signal(Signals.HangUp);
        WaitForLog($"Reloaded: generation {generation} serves");
    }

    /// <summary>A reload that fails.</summary>
    public void ReloadInVain()
    {
        int before = Count("Reload abandoned");
        generation++;
        Signal(Signals.HangUp);
        Eventually.True(() => Count("Reload abandoned") > before, () => Log);
    }

    /// <summary>Waits until there are so many workers, and nothing is left of others.</summary>
    public int[] WaitForWorkers(int count) => WaitForWorkers(count, Eventually.Limit);

    public int[] WaitForWorkers(int count, TimeSpan limit)
    {
        int[] children = [];
        Eventually.True(
            () => (children = Children).Length == count && children.All(Master.IsRunning),
            () => $"{children.Length} children: {string.Join(' ', children)}\n{Log}",
            limit);
        return children;
    }

    /// <summary>A graceful stop, which must come to its end in order.</summary>
    public void Stop()
    {
        Signal(Signals.Terminate);
        Assert.Equal(ExitStatus.Exited(0), WaitForExit());
        Assert.DoesNotContain("did not end in time", Log);
    }

    public void Dispose()
    {
        if (!process.HasExited(out _)) _ = Children;
        process.Dispose();
        Eventually.True(() => !seen.Any(Master.IsRunning), () => $"Workers were left behind: {string.Join(' ', seen)}\n{Log}");
        directory.Dispose();
    }

    private string DeployFile => directory.File("deploy");
}
