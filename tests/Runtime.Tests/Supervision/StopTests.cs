using System.Diagnostics;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Supervision;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gatehouse.Runtime.Tests.Supervision;

[Collection(ProcessTests.Name)]
public sealed class StopTests
{
    [Fact]
    public void TERM_lets_workers_finish()
    {
        using var master = new Master("slow-stop 2 5000 0 10000");
        master.WaitForReady(2);
        master.Signal(Signals.Terminate);
        master.WaitFor(workers => workers.All(worker => worker.State == WorkerState.Draining), "draining workers");
        Assert.Equal(ExitStatus.Exited(0), master.WaitForExit());
        Assert.Equal(2, master.Log.Split("drained").Length - 1);
        Assert.Contains("Handling signal: term", master.Log);
        Assert.Contains("Shutting down: Master", master.Log);
        Assert.Contains("hook stopping", master.Log);
    }

    [Fact]
    public void TERM_kills_who_does_not_finish_in_time()
    {
        using var master = new Master("hold 1 300 0 10000");
        SlotReading worker = master.WaitForReady(1)[0];
        master.Signal(Signals.Terminate);
        Assert.Equal(ExitStatus.Exited(0), master.WaitForExit());
        Assert.Contains($"Worker (pid:{worker.Pid}) did not end in time and is killed", master.Log);
        Assert.Contains("killed by SIGKILL", master.Log);
    }

    [Theory]
    [InlineData(Signals.Quit)]
    [InlineData(Signals.Interrupt)]
    public void QUIT_and_INT_do_not_wait_for_requests(int signal)
    {
        using var master = new Master("hold 2 60000 0 10000");
        master.WaitForReady(2);
        master.Signal(signal);
        Assert.Equal(ExitStatus.Exited(0), master.WaitForExit());
        Assert.Equal(2, master.Log.Split("exit code 5").Length - 1);
    }

    [Theory]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.Interrupt)]
    public void A_second_signal_hastens_a_graceful_stop(int second)
    {
        using var master = new Master("hold 1 60000 0 10000");
        master.WaitForReady(1);
        master.Signal(Signals.Terminate);
        master.WaitFor(workers => workers.All(worker => worker.State == WorkerState.Draining), "draining workers");
        master.Signal(second);
        Assert.Equal(ExitStatus.Exited(0), master.WaitForExit());
        Assert.Contains("exit code 5", master.Log);
    }

    [Fact]
    public void A_worker_that_is_stuck_does_not_stop_the_stop()
    {
        using var master = new Master("stuck 1 60000 0 10000");
        SlotReading worker = master.WaitForReady(1)[0];
        Libc.Kill(worker.Pid, Signals.User1);
        master.WaitForLog("worker 0 reopens");
        long start = Stopwatch.GetTimestamp();
        master.Signal(Signals.Quit);
        master.WaitForExit();
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 1.5, 15);
    }

    [Fact]
    public void A_master_in_a_program_of_its_own_stops_by_token()
    {
        using var directory = new TestDirectory();
        using var stop = new CancellationTokenSource();
        var plan = new WorkerPlan { Verb = "fixture", Workers = 2, Snapshot = "ok"u8.ToArray() };
        var hooks = new SupervisorHooks { Reload = () => plan, OnReady = stop.Cancel };
        var command = new ProcessCommand(TestProcess.Program, [System.Text.Encoding.UTF8.GetBytes(TestProcess.Program)], directory.Path);
        int before = Directory.GetFiles("/proc/self/fd").Length;
        SupervisorOutcome outcome = new Supervisor(plan, hooks, NullLogger.Instance, command).Run(stop.Token);
        Assert.True(outcome.Started);
        Assert.Equal(0, outcome.ExitCode);

        // Nothing is left open. Other tests of this process may open and close a few descriptors meanwhile.
        Eventually.True(() => Directory.GetFiles("/proc/self/fd").Length <= before, () => "Descriptors are left open.");
    }

    [Fact]
    public void A_program_that_cannot_be_spawned_fails_the_start()
    {
        var plan = new WorkerPlan { Verb = "fixture", Workers = 2 };
        var hooks = new SupervisorHooks { Reload = () => plan };
        var command = new ProcessCommand("/no/such/program", [], "/");
        SupervisorOutcome outcome = new Supervisor(plan, hooks, NullLogger.Instance, command).Run();
        Assert.False(outcome.Started);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("/no/such/program", outcome.Reason);
    }
}
