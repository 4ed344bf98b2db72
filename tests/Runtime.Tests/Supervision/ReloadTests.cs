using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Supervision;
using Xunit;

namespace Gatehouse.Runtime.Tests.Supervision;

[Collection(ProcessTests.Name)]
public sealed class ReloadTests
{
    [Fact]
    public void HUP_brings_a_new_generation_with_never_fewer_workers_ready()
    {
        using var master = new Master("slow-start 3 1000 0 10000");
        var old = master.WaitForReady(3);
        master.Plan = "ok 4 1000 0 10000";
        int fewest = int.MaxValue;
        master.Signal(Signals.HangUp);
        master.WaitFor(
            workers =>
            {
                fewest = Math.Min(fewest, workers.Count(worker => worker.State == WorkerState.Ready));
                return workers.Count == 4 && workers.All(worker => worker is { Generation: 2, State: WorkerState.Ready });
            },
            "the new generation alone");
        Assert.True(fewest >= 3, $"Only {fewest} workers were ready.\n{master.Log}");
        Assert.All(old, worker => Assert.False(Master.IsRunning(worker.Pid)));
        string log = master.Log;
        Assert.Contains("Handling signal: hup", log);
        Assert.True(log.IndexOf("hook ready") < log.IndexOf("hook reloading"));
        Assert.True(log.IndexOf("hook reloading") < log.IndexOf("hook reloaded slow-start ok"));
        Assert.DoesNotContain("is killed", log);
    }

    [Theory]
    [InlineData("fail 2 1000 0 10000", "the application says no")]
    [InlineData("never 2 1000 0 400", "it was not ready within")]
    public void A_generation_that_does_not_come_up_is_abandoned(string bad, string why)
    {
        using var master = new Master("ok 2 1000 0 10000");
        var old = master.WaitForReady(2);
        master.Plan = bad;
        master.Signal(Signals.HangUp);
        master.WaitForLog("Reload abandoned, generation 1 keeps serving: worker");
        Assert.Equal(old.Select(worker => worker.Pid).Order(), master.WaitForReady(2).Select(worker => worker.Pid).Order());
        Assert.Contains(why, master.Log);
        master.WaitForLog($"hook abandoned {bad.Split(' ')[0]}");

        // A good one afterwards succeeds.
        master.Plan = "ok 1 1000 0 10000";
        master.Signal(Signals.HangUp);
        master.WaitForReady(1, generation: 3);
    }

    [Fact]
    public void Settings_that_cannot_be_read_change_nothing()
    {
        using var master = new Master("ok 1 1000 0 10000");
        SlotReading worker = master.WaitForReady(1)[0];
        master.Plan = "nonsense";
        master.Signal(Signals.HangUp);
        master.WaitForLog("'nonsense' is no plan");
        master.WaitForLog("hook abandoned nothing");
        Assert.Equal(worker.Pid, master.WaitForReady(1)[0].Pid);
    }

    [Fact]
    public void A_reload_asked_for_during_a_reload_follows_it()
    {
        using var master = new Master("slow-start 1 1000 0 10000");
        master.WaitForReady(1);
        master.Signal(Signals.HangUp);
        master.WaitFor(workers => workers.Any(worker => worker.Generation == 2), "the second generation");
        master.Signal(Signals.HangUp);
        master.WaitForReady(1, generation: 3);
    }

    [Fact]
    public void A_reload_asked_for_during_the_start_follows_it()
    {
        using var master = new Master("slow-start 1 1000 0 10000");
        master.WaitFor(workers => workers.Count == 1, "the first worker");
        master.Signal(Signals.HangUp);
        master.WaitForReady(1, generation: 2);
        Assert.Contains("hook ready", master.Log);
    }

    [Fact]
    public void A_worker_of_the_old_generation_that_dies_during_a_reload_is_replaced()
    {
        using var master = new Master("ok 1 1000 0 10000");
        SlotReading worker = master.WaitForReady(1)[0];
        master.Plan = "never 1 1000 0 60000";
        master.Signal(Signals.HangUp);
        master.WaitFor(workers => workers.Any(candidate => candidate.Generation == 2), "the second generation");
        Libc.Kill(worker.Pid, Signals.Kill);
        master.WaitFor(
            workers => workers.Any(candidate => candidate is { Generation: 1, State: WorkerState.Ready } && candidate.Pid != worker.Pid),
            "a replacement of the first generation");
    }

    [Fact]
    public void TTIN_and_TTOU_change_the_count_and_outlive_a_reload()
    {
        using var master = new Master("ok 1 1000 0 10000");
        master.WaitForReady(1);
        master.Signal(Signals.TerminalInput);
        master.WaitForReady(2);
        master.Signal(Signals.TerminalInput);
        master.WaitForReady(3);
        master.Signal(Signals.HangUp);
        master.WaitForReady(3, generation: 2);
        master.Signal(Signals.TerminalOutput);
        Assert.Equal([0, 1], master.WaitForReady(2, generation: 2).Select(worker => worker.Index).Order());
        master.Signal(Signals.TerminalOutput);
        master.WaitForReady(1, generation: 2);
        master.Signal(Signals.TerminalOutput);
        Eventually.True(() => master.Log.Split("Handling signal: ttou").Length == 4, () => master.Log);
        master.Signal(Signals.TerminalInput);
        master.WaitForReady(2, generation: 2);
    }

    [Fact]
    public void A_new_worker_wanted_during_a_reload_is_in_both_generations()
    {
        using var master = new Master("slow-start 1 1000 0 10000");
        master.WaitForReady(1);
        master.Signal(Signals.HangUp);
        master.WaitFor(workers => workers.Any(worker => worker.Generation == 2), "the second generation");
        master.Signal(Signals.TerminalInput);
        master.WaitForReady(2, generation: 2);
    }

    [Fact]
    public void USR1_reopens_the_logs_of_all()
    {
        using var master = new Master("ok 2 1000 0 10000");
        master.WaitForReady(2);
        master.Signal(Signals.User1);
        master.WaitForLog("hook reopen");
        master.WaitForLog("worker 0 reopens");
        master.WaitForLog("worker 1 reopens");
    }

    [Fact]
    public void Signals_without_a_meaning_end_nobody()
    {
        using var master = new Master("ok 1 1000 0 10000");
        int worker = master.WaitForReady(1)[0].Pid;
        master.Signal(Signals.User2);
        master.Signal(Signals.Child);
        foreach (int signal in (int[])[Signals.HangUp, Signals.User2, Signals.TerminalInput, Signals.TerminalOutput]) Libc.Kill(worker, signal);
        master.WaitForLog("Handling signal: usr2");

        // It still hears what it should.
        Libc.Kill(worker, Signals.User1);
        master.WaitForLog("worker 0 reopens");
        Assert.Equal(worker, master.WaitForReady(1)[0].Pid);
    }
}
