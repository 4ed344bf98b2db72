using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Supervision;
using Xunit;

namespace Gatehouse.Runtime.Tests.Supervision;

[Collection(ProcessTests.Name)]
public sealed class SignalTests : IDisposable
{
    private readonly TestDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void WINCH_sends_all_workers_away_and_HUP_brings_them_back()
    {
        using var master = new Master("slow-stop 3 5000 0 10000");
        master.WaitForReady(3);
        master.Signal(Signals.WindowChange);
        master.WaitFor(workers => workers.Count == 0, "no workers");
        Assert.Equal(3, master.Log.Split("drained").Length - 1);
        master.WaitForLog("alive: no workers, as asked for by WINCH, generation 1");
        master.Signal(Signals.TerminalOutput);
        master.Signal(Signals.HangUp);
        master.WaitForReady(3, generation: 2);
        Assert.DoesNotContain("ended:", master.Log);
    }

    [Fact]
    public void After_WINCH_each_TTIN_brings_one_worker_and_HUP_all()
    {
        using var master = new Master("ok 3 1000 0 10000");
        master.WaitForReady(3);
        master.Signal(Signals.WindowChange);
        master.WaitFor(workers => workers.Count == 0, "no workers");
        master.Signal(Signals.TerminalInput);
        master.WaitForReady(1);
        master.Signal(Signals.TerminalInput);
        master.WaitForReady(2);
        master.Signal(Signals.HangUp);
        master.WaitForReady(3, generation: 2);
    }

    [Fact]
    public void A_worker_that_dies_while_WINCH_sends_it_away_is_not_replaced()
    {
        using var master = new Master("hold 1 60000 0 10000");
        SlotReading worker = master.WaitForReady(1)[0];
        master.Signal(Signals.WindowChange);
        master.WaitFor(workers => workers.All(w => w.State == WorkerState.Draining), "a draining worker");
        Libc.Kill(worker.Pid, Signals.Kill);
        master.WaitFor(workers => workers.Count == 0, "no workers");
        master.Signal(Signals.User1);
        master.WaitForLog("hook reopen");
        Assert.Single(master.Log.Split("Booting").Skip(1));
        master.Signal(Signals.Terminate);
        Assert.Equal(ExitStatus.Exited(0), master.WaitForExit());
    }

    [Fact]
    public void WINCH_during_a_reload_ends_that()
    {
        using var master = new Master("slow-start 1 1000 0 10000");
        master.WaitForReady(1);
        master.Signal(Signals.HangUp);
        master.WaitFor(workers => workers.Any(worker => worker.Generation == 2), "the second generation");
        master.Signal(Signals.WindowChange);
        master.WaitFor(workers => workers.Count == 0, "no workers");
        master.WaitForLog("Reload abandoned, generation 1 keeps serving: the workers are to leave (WINCH)");
        master.Signal(Signals.HangUp);
        master.WaitForReady(1, generation: 3);
    }

    [Fact]
    public void WINCH_of_a_terminal_stops_nothing()
    {
        string script = Requires.Tool("script");
        string plan = directory.File("plan");
        File.WriteAllText(plan, "ok 1 1000 0 10000");

        // script(1) gives its command a terminal of its own, and passes on nothing when it has none itself.
        using var terminal = TestProcess.Start(directory, script, "-qfec", $"exec '{TestProcess.Program}' master '{plan}'", directory.File("typescript"));
        Eventually.True(() => Transcript().Contains("hook ready"), Transcript);
        int master = Assert.Single(ServiceProcess.ChildrenOf(terminal.Pid));
        Libc.Kill(master, Signals.WindowChange);
        Eventually.True(() => Transcript().Contains("WINCH is ignored: it comes from the size of a terminal's window"), Transcript);
        Libc.Kill(master, Signals.Terminate);
        Eventually.True(() => Transcript().Contains("Shutting down: Master"), Transcript);
        Assert.DoesNotContain("draining", Transcript()[..Transcript().IndexOf("Handling signal: term", StringComparison.Ordinal)]);

        string Transcript() => File.Exists(directory.File("typescript")) ? File.ReadAllText(directory.File("typescript")) : "";
    }

    [Fact]
    public void USR1_reaches_a_worker_that_was_still_starting()
    {
        using var master = new Master("slow-start 1 1000 0 10000");
        int worker = master.WaitFor(workers => workers.Count == 1 && workers[0].Pid != 0, "the first worker")[0].Pid;
        master.Signal(Signals.User1);
        master.WaitForLog("worker 0 reopens");
        Assert.Equal(worker, master.WaitForReady(1)[0].Pid);
    }

    [Theory]
    [InlineData("trap '' HUP INT QUIT TERM PIPE CHLD USR1 USR2 TTIN TTOU WINCH; exec \"$@\"")]
    [InlineData("exec nohup \"$@\"")]
    [InlineData("exec env --block-signal \"$@\"")]
    public void Signals_that_the_parent_did_not_want_work_all_the_same(string script)
    {
        using var master = new Master("ok 2 1000 0 10000", "/bin/sh", "-c", script, "sh");
        var workers = master.WaitForReady(2);
        Libc.Kill(workers[0].Pid, Signals.Kill);
        master.WaitForLog("was sent SIGKILL");
        master.WaitForReady(2);
        master.Signal(Signals.User1);
        master.WaitForLog("worker 1 reopens");
        master.Signal(Signals.HangUp);
        master.WaitForReady(2, generation: 2);
        master.Signal(Signals.TerminalInput);
        master.WaitForReady(3, generation: 2);
        master.Signal(Signals.Terminate);
        Assert.Equal(ExitStatus.Exited(0), master.WaitForExit());
    }

    [Theory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Quit)]
    [InlineData(Signals.Terminate)]
    public void A_signal_to_the_whole_group_is_an_orderly_stop(int signal)
    {
        using var service = new ServiceProcess(directory, [], [], ["prefork", "-w", "3", "-b", "127.0.0.1:0"]);
        service.WaitForTold("STATUS=3 workers ready, generation 1\n");
        Assert.Equal(0, Libc.Kill(-service.Pid, signal));
        Assert.Equal(ExitStatus.Exited(0), service.WaitForExit());
        AssertOrderly(service);
        Assert.Equal(3, service.Log.Split("Booting").Length - 1);
    }

    [Theory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    public void Workers_that_hear_it_before_their_master_are_no_errors(int signal)
    {
        using var service = new ServiceProcess(directory, [], [], ["prefork", "-w", "2", "-b", "127.0.0.1:0"]);
        service.WaitForTold("STATUS=2 workers ready, generation 1\n");

        // The master stands still meanwhile: it finds the ends and the signal together, however busy the machine is.
        IReadOnlyList<int> workers = service.Children;
        Service.Freeze(service.Pid);
        foreach (int worker in workers) Libc.Kill(worker, signal);
        Eventually.True(() => !workers.Any(Master.IsRunning), () => service.Log);
        service.Signal(signal);
        service.Signal(Service.Continue);
        Assert.Equal(ExitStatus.Exited(0), service.WaitForExit());
        AssertOrderly(service);
    }

    [Fact]
    public void A_worker_that_somebody_else_ended_is_replaced()
    {
        using var service = new ServiceProcess(directory, [], [], ["prefork", "-w", "1", "-b", "127.0.0.1:0"]);
        service.WaitForTold("STATUS=1 worker ready, generation 1\n");
        int worker = service.Children[0];
        Libc.Kill(worker, Signals.Terminate);
        Eventually.True(() => service.Log.Split("Worker ready").Length == 3, () => service.Log);
        Assert.DoesNotContain("[ERROR]", service.Log);
        Assert.DoesNotContain(worker, service.Children);
    }

    [Fact]
    public void A_master_is_lifeless_while_no_worker_serves_or_starts()
    {
        using var master = new Master("flaky 1 1000 0 10000 FLAG");
        SlotReading worker = master.WaitForReady(1)[0];
        master.WaitForLog("hook pulse alive: 1 worker ready, generation 1");
        Assert.DoesNotContain("lifeless", master.Log);
        File.WriteAllText(master.Flag, "");
        Libc.Kill(worker.Pid, Signals.Kill);
        master.WaitForLog("hook pulse lifeless: 0 workers ready, generation 1");
        File.Delete(master.Flag);
        master.WaitForReady(1);
        Eventually.True(
            () => master.Log.LastIndexOf("hook pulse alive: 1 worker ready", StringComparison.Ordinal)
                > master.Log.LastIndexOf("hook pulse lifeless", StringComparison.Ordinal),
            () => master.Log);
    }

    private static void AssertOrderly(ServiceProcess service)
    {
        Assert.DoesNotContain("[ERROR]", service.Log);
        Assert.DoesNotContain("[CRITICAL]", service.Log);
        Assert.DoesNotContain("[WARNING]", service.Log);
    }
}
