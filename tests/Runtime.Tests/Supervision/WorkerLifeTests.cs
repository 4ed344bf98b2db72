using System.Diagnostics;
using System.Text.RegularExpressions;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Serving;
using Gatehouse.Supervision;
using Xunit;

namespace Gatehouse.Runtime.Tests.Supervision;

[Collection(ProcessTests.Name)]
public sealed class WorkerLifeTests
{
    [Fact]
    public void A_dead_worker_is_replaced_in_its_place()
    {
        using var master = new Master("ok 2 1000 0 10000");
        SlotReading victim = master.WaitForReady(2).Single(worker => worker.Index == 1);
        int other = master.Ready.Single(worker => worker.Index == 0).Pid;
        Libc.Kill(victim.Pid, Signals.Kill);
        var workers = master.WaitFor(
            workers => workers.Count(worker => worker.State == WorkerState.Ready) == 2 && workers.All(worker => worker.Pid != victim.Pid),
            "a replacement");
        Assert.Equal([0, 1], workers.Select(worker => worker.Index).Order());
        Assert.Contains(workers, worker => worker.Pid == other);
        Assert.Contains($"Worker (pid:{victim.Pid}) was sent SIGKILL! Perhaps out of memory?", master.Log);
    }

    [Fact]
    public void Workers_tell_what_they_do()
    {
        using var master = new Master("ok 1 1000 4000 10000");
        SlotReading first = master.WaitForReady(1)[0];
        Assert.Equal(3, Counted(first).Running);
        var later = master.WaitFor(workers => workers.Any(worker => Counted(worker).Requests >= Counted(first).Requests + 3), "more beats")[0];
        Assert.True(later.Beat > first.Beat);
        Assert.InRange(later.Beat, later.StartedAt - 50, Environment.TickCount64 + 50);
        Assert.True(Master.IsRunning(later.Pid));
        master.WaitFor(workers => workers[0].Resident > 1 << 20, "the resident memory");
    }

    private static ServingTotals Counted(SlotReading worker) => ServingCounters.Read(worker.Counters);

    [Fact]
    public void Who_hears_of_an_exit_learns_what_the_worker_did_and_why_it_went()
    {
        using var master = new Master("stuck 2 1000 3000 10000");
        var workers = master.WaitForReady(2);
        SlotReading busy = master.WaitFor(now => now.Any(HasBeaten), "beats").First(HasBeaten);
        int stuck = workers.First(worker => worker.Pid != busy.Pid).Pid;
        Libc.Kill(stuck, Signals.User1);
        master.WaitForLog($"hook exit {stuck} ");
        master.Signal(Signals.Terminate);
        Assert.Equal(ExitStatus.Exited(0), master.WaitForExit());
        Assert.Matches($"hook exit {stuck} requests=\\d+ expected=False no sign of life for", master.Log);
        Match exit = Regex.Match(master.Log, $"hook exit {busy.Pid} requests=(\\d+) expected=True the service stops");
        Assert.True(exit.Success && int.Parse(exit.Groups[1].Value) >= Counted(busy).Requests, master.Log);

        static bool HasBeaten(SlotReading worker) => Counted(worker).Requests >= 3;
    }

    [Fact]
    public void A_start_that_fails_ends_the_master_with_the_workers_own_error()
    {
        using var master = new Master("fail 3 1000 0 10000");
        Assert.Equal(ExitStatus.Exited(7), master.WaitForExit());
        Assert.Contains("The service did not start: the application says no", master.Log);
        Assert.DoesNotContain("hook ready", master.Log);
    }

    [Fact]
    public void A_worker_that_never_gets_ready_fails_the_start()
    {
        using var master = new Master("never 1 1000 0 300");
        Assert.Equal(ExitStatus.Exited(128 + Signals.Kill), master.WaitForExit());
        Assert.Matches("it was not ready within [0-9.]+ s", master.Log);
    }

    [Fact]
    public void A_crash_loop_backs_off_and_recovers()
    {
        using var master = new Master("flaky 1 1000 0 10000 FLAG");
        SlotReading worker = master.WaitForReady(1)[0];
        File.WriteAllText(master.Flag, "");
        Libc.Kill(worker.Pid, Signals.Kill);
        master.WaitForLog("the next try is in 0.4 s. Last: exit code 9");
        string log = master.Log;
        Assert.True(log.IndexOf("in 0.1 s") < log.IndexOf("in 0.2 s"));
        Assert.False(master.HasExited());
        File.Delete(master.Flag);
        master.WaitForReady(1);
    }

    [Fact]
    public void A_stuck_worker_is_replaced_soon_and_the_others_go_on()
    {
        using var master = new Master("stuck 2 1000 3000 10000");
        var workers = master.WaitForReady(2);
        SlotReading victim = workers[0];
        long start = Stopwatch.GetTimestamp();
        Libc.Kill(victim.Pid, Signals.User1);
        master.WaitFor(now => now.Count(worker => worker.State == WorkerState.Ready) == 2 && now.All(worker => worker.Pid != victim.Pid), "a replacement");

        // Not before it was due; counted from its last beat, which was at most a quarter of the timeout before.
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 2, Eventually.Limit.TotalSeconds);
        Assert.Contains($"WORKER TIMEOUT (pid:{victim.Pid})", master.Log);
        Assert.Contains($"(pid: {victim.Pid}): killed by SIGABRT", master.Log);
        Assert.Contains(master.Ready, worker => worker.Pid == workers[1].Pid);
    }

    [Fact]
    public void Without_a_timeout_a_stuck_worker_is_left_alone()
    {
        using var master = new Master("stuck 1 300 0 10000");
        SlotReading worker = master.WaitForReady(1)[0];
        Libc.Kill(worker.Pid, Signals.User1);
        master.WaitForLog("worker 0 reopens");
        long stale = master.Ready[0].Beat;
        Eventually.True(() => Environment.TickCount64 - stale > 1500, () => "Time stands still.");
        Assert.Equal(worker.Pid, master.Ready[0].Pid);
        Libc.Kill(worker.Pid, Signals.Kill);
    }

    [Fact]
    public void Workers_end_when_their_master_is_killed()
    {
        using var master = new Master("slow-stop 2 1000 0 10000");
        var workers = master.WaitForReady(2);
        master.Signal(Signals.Kill);
        Eventually.True(() => workers.All(worker => !Master.IsRunning(worker.Pid)), () => master.Log);

        // In order: they finished what they had.
        Assert.Equal(2, master.Log.Split("drained").Length - 1);
        Assert.Contains($"The master (pid:{master.Pid}) is gone", master.Log);
    }

    [Fact]
    public void Even_a_stuck_worker_ends_when_its_master_is_killed()
    {
        using var master = new Master("stuck 1 200 0 10000");
        SlotReading worker = master.WaitForReady(1)[0];
        Libc.Kill(worker.Pid, Signals.User1);
        master.WaitForLog("worker 0 reopens");
        master.Signal(Signals.Kill);
        Eventually.True(() => !Master.IsRunning(worker.Pid), () => master.Log);
    }

    [Fact]
    public void A_worker_has_no_descriptor_of_its_master_but_its_own()
    {
        using var master = new Master("ok 2 1000 0 10000");
        var workers = master.WaitForReady(2);
        string[][] processes = [Links(master.Pid), .. workers.Select(worker => Links(worker.Pid))];
        Assert.Equal(2, processes[0].Count(link => link.Contains("pidfd")));

        // The settings and the scoreboard are closed once read and mapped.
        foreach (string[] links in processes[1..])
            Assert.DoesNotContain(links, link => link.Contains("memfd:gatehouse") || link.Contains("pidfd"));

        // Each has sockets (the ends of its channels, and the runtime's), and none has another's.
        Assert.All(processes, links => Assert.Contains(links, IsSocket));
        string[] sockets = [.. processes.SelectMany(links => links.Where(IsSocket).Distinct())];
        Assert.Equal(sockets.Length, sockets.Distinct().Count());

        static bool IsSocket(string link) => link.StartsWith("socket:");

        static string[] Links(int pid) =>
            [.. Directory.GetFiles($"/proc/{pid}/fd").Select(fd => new FileInfo(fd).LinkTarget ?? "")];
    }
}
