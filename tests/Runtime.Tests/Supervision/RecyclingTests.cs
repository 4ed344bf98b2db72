using System.Text.RegularExpressions;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Supervision;
using Xunit;

namespace Gatehouse.Runtime.Tests.Supervision;

// The plans have no timeout: a worker that a busy machine keeps from beating for long enough would be replaced as stuck, which is not what is
// asked here. Workers beat once a second then, and wear out at the third beat, which is the first after they are ready.
[Collection(ProcessTests.Name)]
public sealed class RecyclingTests
{
    [Fact]
    public void Workers_that_are_worn_are_replaced_one_after_another_and_the_successor_is_ready_first()
    {
        using var master = new Master("worn 3 1000 0 10000 FLAG");
        IReadOnlyList<SlotReading> first = master.WaitForReady(3);
        int fewest = int.MaxValue;
        File.WriteAllText(master.Flag, "");
        master.WaitFor(
            workers =>
            {
                fewest = Math.Min(fewest, workers.Count(worker => worker.State == WorkerState.Ready));
                return first.All(old => workers.All(worker => worker.Pid != old.Pid));
            },
            "three new workers");
        File.Delete(master.Flag);
        Assert.True(fewest >= 3, $"There were {fewest} ready workers at some time.\n{master.Log}");

        // From one line to the next: asked, successor ready, old one gone; only then the next.
        Match[] events = [.. Regex.Matches(master.Log, @"2023 Autorestarting worker \(pid:(?<old>\d+)\): it is worn|2001 Worker ready \(pid: (?<new>\d+)\)|2002 Worker exiting \(pid: (?<gone>\d+)\)").Skip(3)];
        Assert.True(events.Length >= 9, master.Log);
        for (int i = 0; i < 9; i += 3)
        {
            Assert.True(events[i].Groups["old"].Success && events[i + 1].Groups["new"].Success, master.Log);
            Assert.Equal(events[i].Groups["old"].Value, events[i + 2].Groups["gone"].Value);
        }

        // Whoever hears of the end of a worker hears why it was replaced.
        foreach (SlotReading worker in first) master.WaitForLog($"hook exit {worker.Pid} requests=");
        Assert.All(first, worker => Assert.Matches($"hook exit {worker.Pid} requests=[0-9]+ expected=True it is worn", master.Log));

        SlotReading replaced = master.WaitFor(workers => workers.Count == 3, "three workers").MaxBy(worker => worker.Restarts);
        Assert.Equal("it is worn", replaced.Reason?.Text);
        Assert.Equal(master.Read().Restarts, master.Workers.Sum(worker => worker.Restarts));
    }

    [Fact]
    public void A_successor_that_does_not_start_leaves_the_old_one_in_its_place()
    {
        using var master = new Master("worn-flaky 1 1000 0 10000 FLAG");
        int old = master.WaitForReady(1)[0].Pid;
        File.WriteAllText(master.Flag, "");
        master.WaitForLog($"Worker (pid:{old}) was to be replaced, but its successor did not start: exit code 9. It goes on; the next try is in 0.2 s");
        Assert.Equal(old, Assert.Single(master.Ready).Pid);
        File.Delete(master.Flag);
        master.WaitFor(workers => workers is [{ State: WorkerState.Ready } one] && one.Pid != old, "the successor");
    }

    [Fact]
    public void An_old_worker_that_dies_leaves_its_place_to_the_successor_on_the_way()
    {
        using var master = new Master("worn-slow 1 1000 0 10000 FLAG");
        int old = master.WaitForReady(1)[0].Pid;
        File.WriteAllText(master.Flag, "");
        int next = master.WaitFor(workers => workers.Count == 2 && workers.All(worker => worker.Pid != 0), "a successor").Single(worker => worker.Pid != old).Pid;
        File.Delete(master.Flag);
        Libc.Kill(old, Signals.Kill);
        master.WaitFor(workers => workers is [{ State: WorkerState.Ready } one] && one.Pid == next, "the successor alone");
    }

    [Fact]
    public void A_reload_replaces_whoever_was_to_be_replaced()
    {
        using var master = new Master("worn-slow 2 1000 0 10000 FLAG");
        master.WaitForReady(2);
        File.WriteAllText(master.Flag, "");
        master.WaitFor(workers => workers.Count == 3, "a successor");
        master.Plan = "ok 2 1000 0 10000 FLAG";
        master.Signal(Signals.HangUp);
        master.WaitForReady(2, generation: 2);
    }

    [Fact]
    public void Fewer_workers_do_not_wait_for_a_successor()
    {
        using var master = new Master("worn-slow 2 1000 0 10000 FLAG");
        master.WaitForReady(2);
        File.WriteAllText(master.Flag, "");
        master.WaitFor(workers => workers.Count == 3, "a successor");
        File.Delete(master.Flag);
        master.Signal(Signals.TerminalOutput);
        SlotReading left = master.WaitForReady(1)[0];
        Assert.Equal(0, left.Index);
    }

    [Fact]
    public void Age_and_memory_wear_a_worker_out()
    {
        using var master = new Master("ok 1 1000 0 10000 FLAG 400 0");
        int first = master.WaitForReady(1)[0].Pid;
        int second = master.WaitFor(workers => workers.Any(worker => worker.Pid != first && worker.State == WorkerState.Ready), "a successor")
            .First(worker => worker.Pid != first).Pid;
        Assert.Contains("s, and max-age is 0.4 s", master.Log);
        master.Plan = "ok 1 1000 0 10000 FLAG 0 1000";
        master.Signal(Signals.HangUp);
        master.WaitForLog("MiB resident, and max-memory is 0 MiB");
        Assert.True(second > 0);
    }
}
