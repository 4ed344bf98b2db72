using Gatehouse.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

/// <summary>Tests that start processes run one after another: they measure time on a machine with few cores.</summary>
[CollectionDefinition(Name)]
public sealed class ProcessTests
{
    public const string Name = "processes";
}

/// <summary>A process that a test started, with what it wrote. It is killed at the end of the test at the latest.</summary>
internal sealed class TestProcess : IDisposable
{
    private readonly ChildProcess child;
    private ExitStatus? status;

    private TestProcess(ChildProcess child, TestDirectory directory, string output)
    {
        this.child = child;
        Directory = directory;
        OutputFile = output;
    }

    /// <summary>The program that plays master, worker and daemon.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "Gatehouse.ProcessFixture");

    public int Pid => child.Pid;

    public TestDirectory Directory { get; }

    public string OutputFile { get; }

    /// <summary>What it has written to standard output and error so far.</summary>
    public string Output => File.Exists(OutputFile) ? File.ReadAllText(OutputFile) : "";

    public static TestProcess Start(TestDirectory directory, string program, params string[] arguments) =>
        Start(directory, request => request, program, arguments);

    public static TestProcess Start(
        TestDirectory directory, Func<SpawnRequest, SpawnRequest> change, string program, params string[] arguments)
    {
        string output = directory.File($"output-{Guid.NewGuid():n}");
        byte[][] argv = [.. arguments.Prepend(program).Select(System.Text.Encoding.UTF8.GetBytes)];
        var request = new SpawnRequest(new ProcessCommand(program, argv, directory.Path)) { Input = "/dev/null", Output = output };
        return new TestProcess(ProcessSpawner.Spawn(change(request)), directory, output);
    }

    public void Signal(int signal) => child.Signal(signal);

    public bool HasExited(out ExitStatus end)
    {
        if (status is null && child.TryReap(out ExitStatus reaped)) status = reaped;
        end = status ?? ExitStatus.Unknown;
        return status is not null;
    }

    public ExitStatus WaitForExit() => WaitForExit(Eventually.Limit);

    public ExitStatus WaitForExit(TimeSpan limit)
    {
        ExitStatus end = default;
        Eventually.True(() => HasExited(out end), () => $"The process goes on:\n{Output}", limit);
        return end;
    }

    public void WaitForOutput(string text) =>
        Eventually.True(() => Output.Contains(text), () => $"'{text}' was not written:\n{Output}");

    public void Dispose()
    {
        if (!HasExited(out _))
        {
            child.Signal(Signals.Kill);
            child.WaitForExit();
        }

        child.Dispose();
    }
}
