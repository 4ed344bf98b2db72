using System.Globalization;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Supervision;
using Xunit;

namespace Gatehouse.Runtime.Tests.Supervision;

/// <summary>The master as process 1, as a container runs it.</summary>
[Collection(ProcessTests.Name)]
public sealed class ProcessOneTests
{
    [Fact]
    public void It_learns_how_its_workers_end()
    {
        using Master master = Start("flaky 1 1000 0 10000 FLAG");
        SlotReading worker = master.WaitForReady(1)[0];
        File.WriteAllText(master.Flag, "");
        Libc.Kill(Outside(master, worker), Signals.Kill);
        master.WaitForLog("was sent SIGKILL");
        master.WaitForLog("the next try is in 0.2 s. Last: exit code 9");
        Assert.DoesNotContain("unknown", master.Log);

        // Nothing has made the .NET runtime handle SIGCHLD: as process 1 it would reap everything then, workers too.
        string caught = File.ReadLines($"/proc/{master.Pid}/status").First(line => line.StartsWith("SigCgt:"))[7..].Trim();
        Assert.Equal(0ul, ulong.Parse(caught, NumberStyles.HexNumber) & (1ul << (Signals.Child - 1)));
        File.Delete(master.Flag);
        master.WaitForReady(1);
    }

    [Fact]
    public void It_reaps_what_nobody_else_waits_for()
    {
        using Master master = Start("ok 2 1000 0 10000");
        master.WaitForReady(2);
        using var directory = new TestDirectory();

        // The parent of what is left behind is dead by then: process 1 of its namespace gets it.
        using var intruder = TestProcess.Start(
            directory, Requires.Tool("nsenter"), $"--target={master.Pid}", "--pid", "/bin/sh", "-c", "(sleep 0.1; exit 5) & (sleep 0.2; kill -9 $$ || exit 6) & sleep 0.05 & exit 0");
        Assert.Equal(ExitStatus.Exited(0), intruder.WaitForExit());
        Eventually.True(() => master.Log.Split("Reaped orphan").Length - 1 >= 3, () => master.Log);
        Assert.Contains(": exit code 5", master.Log);
        Eventually.True(() => ServiceProcess.ChildrenOf(master.Pid).Count == 2, () => master.Log);
        Assert.Equal(2, master.WaitForReady(2).Count);
        Assert.DoesNotContain("ended:", master.Log);
    }

    [Theory]
    [InlineData(Signals.Terminate, 0)]
    [InlineData(Signals.Interrupt, 0)]
    public void It_hears_signals_and_ends_with_all_that_is_in_the_container(int signal, int exitCode)
    {
        using Master master = Start("ok 2 1000 0 10000");
        master.WaitForReady(2);
        master.Signal(Signals.HangUp);
        master.WaitForReady(2, generation: 2);
        master.Signal(signal);
        Assert.Equal(ExitStatus.Exited(exitCode), master.WaitForExit());
        Assert.Contains("Shutting down: Master", master.Log);
    }

    private static Master Start(string plan)
    {
        Requires.Root("The master runs in a PID namespace of its own.");
        var master = new Master(plan, Requires.Tool("unshare"), "--pid", "--fork", "--mount-proc", "--kill-child");
        int inside = 0;
        Eventually.True(
            () => (inside = ServiceProcess.ChildrenOf(master.StartedPid).FirstOrDefault(pid => CommandOf(pid).Contains("ProcessFixture"))) != 0, () => master.Log);
        master.Pid = inside;
        return master;
    }

    private static string CommandOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>The number that a worker of the namespace has here.</summary>
    private static int Outside(Master master, SlotReading worker) => ServiceProcess.ChildrenOf(master.Pid).Single(pid =>
        File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("NSpid:")).EndsWith($"\t{worker.Pid}"));
}
