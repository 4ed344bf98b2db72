using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Supervision;
using Xunit;

namespace Gatehouse.Runtime.Tests.Supervision;

/// <summary>A master in a process of its own, whose scoreboard the test reads as the master does.</summary>
internal sealed class Master : IDisposable
{
    private readonly TestDirectory directory = new();
    private readonly HashSet<int> seen = [];
    private readonly TestProcess process;
    private Scoreboard? board;

    /// <param name="plan">"behaviour workers grace timeout ready [flag [age memory]]", times in ms; the flag's name becomes a file of the test's directory.</param>
    /// <param name="prefix">What it is started by, such as env(1): it has the pid that its program has, or is its parent.</param>
    public Master(string plan, params string[] prefix)
    {
        Plan = plan;
        string[] command = [.. prefix, TestProcess.Program, "master", PlanFile];

        // Without a terminal, whatever the tests themselves have.
        process = TestProcess.Start(directory, request => request with { NewSession = true }, command[0], command[1..]);
        Pid = process.Pid;
    }

    /// <summary>What the next reload reads.</summary>
    public string Plan
    {
        set => File.WriteAllText(PlanFile, value.Replace("FLAG", Flag));
    }

    /// <summary>A file that a behaviour looks for.</summary>
    public string Flag => directory.File("flag");

    /// <summary>Of the master. Where it was started in a PID namespace of its own, its number outside, once that is set.</summary>
    public int Pid { get; set; }

    public string Log => process.Output;

    private string PlanFile => directory.File("plan");

    public IReadOnlyList<SlotReading> Workers
    {
        get
        {
            // The scoreboard appears some time after the process.
            board ??= Scoreboard.Find(Pid);
            SlotReading[] readings = board is null ? [] : [.. board.ReadAll()];
            foreach (SlotReading reading in readings) seen.Add(reading.Pid);
            return readings;
        }
    }

    public MasterReading Read() => board!.ReadMaster();

    public IReadOnlyList<SlotReading> Ready => [.. Workers.Where(worker => worker.State == WorkerState.Ready)];

    public static bool IsRunning(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The process that was started: the master, or its parent.</summary>
    public int StartedPid => process.Pid;

    public void Signal(int signal)
    {
        if (Pid == process.Pid) process.Signal(signal);
        else Assert.Equal(0, Libc.Kill(Pid, signal));
    }

    public bool HasExited() => process.HasExited(out _);

    public ExitStatus WaitForExit() => process.WaitForExit();

    public void WaitForLog(string text) => process.WaitForOutput(text);

    public IReadOnlyList<SlotReading> WaitForReady(int count, int generation = 1) =>
        WaitFor(
            workers => workers.Count == count && workers.All(worker => worker.State == WorkerState.Ready && worker.Generation == generation),
            $"{count} ready workers of generation {generation} alone");

    public IReadOnlyList<SlotReading> WaitFor(Func<IReadOnlyList<SlotReading>, bool> condition, string what)
    {
        IReadOnlyList<SlotReading> workers = [];
        Eventually.True(
            () => condition(workers = Workers), () => $"Waited for {what}, got {string.Join(", ", workers)}\n{Log}");
        return workers;
    }

    public void Dispose()
    {
        process.Dispose();

        // The workers see that their master is gone; what still runs after that is a failure of its own.
        Eventually.True(() => !seen.Any(IsOurs), () => $"Workers were left behind: {string.Join(' ', seen.Where(IsOurs))}\n{Log}");
        board?.Dispose();
        directory.Dispose();
    }

    private static bool IsOurs(int pid)
    {
        try
        {
            return pid > 0 && IsRunning(pid) && File.ReadAllText($"/proc/{pid}/cmdline").Contains("ProcessFixture");
        }
        catch (IOException)
        {
            return false;
        }
    }
}
