using System.Net;
using System.Net.Sockets;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Supervision;
using Xunit;

namespace Gatehouse.Runtime.Tests.Supervision;

/// <summary>USR2: a second master from the program on disk, on the same sockets, and either of the two may go.</summary>
[Collection(ProcessTests.Name)]
public sealed class UpgradeTests
{
    private const string Settings = """{ "bind": ["unix:a.sock"], "workers": 2, "pidFile": "pid" }""";

    [Fact]
    public void Both_serve_until_the_older_one_is_told_to_go()
    {
        using var service = new Service(Settings);
        service.WaitUntilReady(2);
        service.WaitForTold("READY=1");
        string socket = Service.ListenersOf(service.Pid)[0];
        int next = service.Upgrade(service.Pid);
        Assert.Equal(next, ReadPid(service, "pid.2"));
        Assert.Equal(service.Pid, ReadPid(service, "pid"));
        Assert.Equal([socket], Service.ListenersOf(next));
        foreach ((int still, int serving) in (IEnumerable<(int, int)>)[(service.Pid, next), (next, service.Pid)])
        {
            foreach (int worker in service.WorkersOf(still)) Service.Freeze(worker);
            Eventually.True(() => service.WorkersOf(serving).Contains(Service.Ask(service.Unix("a.sock"))), () => service.Log);
            foreach (int worker in service.WorkersOf(still)) Service.Signal(worker, Service.Continue);
        }

        service.Stop(service.Pid);
        service.WaitFor($"Master has been promoted: the older one (pid:{service.Pid}) is gone");
        Assert.NotEqual(0, Service.Ask(service.Unix("a.sock")));
        Eventually.True(() => ReadPid(service, "pid") == next && !File.Exists(service.Directory.File("pid.2")), () => service.Log);
        service.WaitForTold($"MAINPID={next}");
        Assert.DoesNotContain("STOPPING=1", service.Told);

        // And on: the new one is as good a master as the first was.
        int third = service.Upgrade(next);
        service.Stop(next);
        service.WaitFor("Master has been promoted", 2);
        service.WaitForTold($"MAINPID={third}");
        Assert.NotEqual(0, Service.Ask(service.Unix("a.sock")));
        service.Stop(third);
        service.WaitForTold("STOPPING=1");
        Assert.Empty(Directory.GetFiles(service.Directory.Path, "pid*"));
        Assert.False(File.Exists(service.Directory.File("a.sock")));
    }

    [Fact]
    public void A_successor_that_is_told_to_go_leaves_everything_as_it_was()
    {
        using var service = new Service(Settings);
        service.WaitUntilReady(2);
        IReadOnlyList<int> workers = service.WorkersOf(service.Pid);
        int next = service.Upgrade(service.Pid);
        service.Stop(next);
        service.WaitFor($"The new master (pid:{next}) has ended (exit code 0); this one goes on alone");
        Assert.Contains(Service.Ask(service.Unix("a.sock")), workers);
        Assert.Equal(service.Pid, ReadPid(service, "pid"));
        Assert.False(File.Exists(service.Directory.File("pid.2")));
        Assert.DoesNotContain("STOPPING", service.Told);
        Assert.DoesNotContain("MAINPID", service.Told);

        // A reload and another upgrade go as if nothing had happened.
        service.Reload(Settings);
        next = service.Upgrade(service.Pid);
        Service.Signal(next, Signals.Kill);
        service.WaitFor($"The new master (pid:{next}) has ended (killed by SIGKILL)");
        Assert.NotEqual(0, Service.Ask(service.Unix("a.sock")));
        service.Stop(service.Pid);
        service.WaitForTold("STOPPING=1");
        Assert.DoesNotContain("MAINPID", service.Told);
        Assert.False(File.Exists(service.Directory.File("a.sock")));
        Assert.False(File.Exists(service.Directory.File("pid")));
    }

    [Theory]
    [InlineData("""{ "bind": ["unix:a.sock"], "wrokers": 2 }""", "unknown setting 'wrokers' (gatehouse.json line 1)")]
    [InlineData("""{ "bind": ["unix:a.sock", "unix:/no/such/directory/b.sock"] }""", "cannot listen on unix:/no/such/directory/b.sock (from gatehouse.json line 1)")]
    [InlineData("""{ "bind": ["unix:a.sock"] }""", "no worker could start: the application did not start: the application says no")]
    [InlineData("""{ "bind": ["unix:a.sock"], "runDir": "missing" }""", "cannot change to 'missing'")]
    [InlineData("""{ "bind": ["unix:a.sock"], "pidFile": "missing/pid" }""", "missing/pid.2")]
    public void A_successor_that_cannot_start_changes_nothing(string bad, string reason)
    {
        using var service = new Service(Settings);
        service.WaitUntilReady(2);
        IReadOnlyList<int> workers = service.WorkersOf(service.Pid);
        service.Settings = bad;
        service.IsDeployBad = reason.Contains("no worker");
        int next = service.StartUpgrade(service.Pid);
        service.WaitFor("The upgrade failed, this master goes on: ");
        service.WaitForEnd(next);
        string line = service.Log.Split('\n').Single(l => l.Contains("The upgrade failed"));
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.Contains(Service.Ask(service.Unix("a.sock")), workers);
        Assert.DoesNotContain("STOPPING", service.Told);
        Assert.Equal(workers, service.WaitForWorkers(service.Pid, 2));
        Assert.Equal(service.Pid, ReadPid(service, "pid"));

        service.Settings = Settings;
        service.IsDeployBad = false;
        next = service.Upgrade(service.Pid);
        service.Stop(service.Pid);
        service.WaitFor("Master has been promoted");
        Assert.NotEqual(0, Service.Ask(service.Unix("a.sock")));
    }

    [Fact]
    public void USR2_is_refused_while_there_are_two_masters()
    {
        using var service = new Service(Settings);
        service.WaitUntilReady(2);
        int next = service.Upgrade(service.Pid);
        Service.Signal(service.Pid, Signals.User2);
        service.WaitFor($"USR2 is ignored: the successor (pid:{next}) is there already");
        Service.Signal(next, Signals.User2);
        service.WaitFor($"USR2 is ignored: the predecessor (pid:{service.Pid}) is still there");
        Assert.NotEqual(0, Service.Ask(service.Unix("a.sock")));
    }

    [Fact]
    public void USR2_is_refused_by_process_1()
    {
        Requires.Root("The master runs in a PID namespace of its own.");
        using var service = new Service(
            Settings, "/usr/bin/unshare", "--pid", "--fork", "--mount-proc", "--kill-child", TestProcess.Program, "serve", "prefork");
        service.WaitUntilReady(2);
        int master = ServiceProcess.ChildrenOf(service.Pid).Single();
        IReadOnlyList<int> workers = service.WorkersOf(master);
        Service.Signal(master, Signals.User2);
        service.WaitFor("USR2 is ignored: a container ends with its process 1, which is this one");
        using (Scoreboard board = Scoreboard.Find(master)!)
            Eventually.True(() => board.ReadMaster().LastEvent?.Text == "upgrade refused: a container ends with its process 1, which is this one", () => service.Log);

        // It goes on, and HUP does what was wanted.
        Assert.Equal(workers, service.WorkersOf(master));
        Service.Signal(master, Signals.HangUp);
        service.WaitFor("Reloaded: generation 2");
    }

    [Fact]
    public void A_master_that_is_killed_leaves_the_service_to_its_successor()
    {
        using var service = new Service(Settings);
        service.WaitUntilReady(2);
        int next = service.Upgrade(service.Pid);
        Service.Signal(service.Pid, Signals.Kill);
        service.WaitForEnd(service.Pid);
        service.WaitFor("Master has been promoted");
        Assert.NotEqual(0, Service.Ask(service.Unix("a.sock")));
        Eventually.True(() => ReadPid(service, "pid") == next, () => service.Log);
        service.Stop(next);
        Assert.False(File.Exists(service.Directory.File("a.sock")));
    }

    [Fact]
    public void A_stop_during_an_upgrade_ends_both()
    {
        using var service = new Service(Settings);
        service.WaitUntilReady(2);
        int next = service.StartUpgrade(service.Pid);
        Service.Signal(service.Pid, Signals.Terminate);
        service.WaitForEnd(service.Pid);
        service.WaitForEnd(next);
        service.WaitForTold("STOPPING=1");
        Assert.DoesNotContain("MAINPID", service.Told);
        Assert.False(File.Exists(service.Directory.File("pid")));
    }

    [Fact]
    public void The_successor_resolves_its_own_addresses()
    {
        (int stays, int goes, int comes) = (Service.FreePort(), Service.FreePort(), Service.FreePort());
        using var service = new Service($$"""{ "bind": ["127.0.0.1:{{goes}}", "unix:old.sock", "127.0.0.1:{{stays}}"], "workers": 1 }""");
        service.WaitUntilReady(1);
        string kept = Service.ListenersOf(service.Pid)[2];
        service.Settings = $$"""{ "bind": ["unix:new.sock", "127.0.0.1:{{stays}}", "127.0.0.1:{{comes}}"], "workers": 2 }""";
        int next = service.Upgrade(service.Pid);
        Assert.Equal(3, Service.ListenersOf(next).Count);
        Assert.Contains(kept, Service.ListenersOf(next));
        Assert.Contains(Service.Ask(Service.Tcp(goes)), service.WorkersOf(service.Pid));
        Assert.Contains(Service.Ask(service.Unix("old.sock")), service.WorkersOf(service.Pid));
        Assert.Contains(Service.Ask(Service.Tcp(comes)), service.WorkersOf(next));

        // What waits at an address that the successor does not have is the older one's to answer.
        int old = service.WorkersOf(service.Pid)[0];
        Service.Freeze(old);
        Socket[] waiting = [.. Enumerable.Range(0, 20).Select(_ => Service.Connect(Service.Tcp(goes)))];
        Service.Signal(service.Pid, Signals.Terminate);
        service.WaitFor("Stopping 1 workers");
        Service.Signal(old, Service.Continue);
        Assert.All(waiting, connection => Assert.Equal(old, Service.Ask(connection)));
        service.WaitForEnd(service.Pid);
        service.WaitFor("Master has been promoted");
        Assert.True(Service.Refuses(Service.Tcp(goes)));
        Assert.False(File.Exists(service.Directory.File("old.sock")));
        Assert.NotEqual(0, Service.Ask(Service.Tcp(stays)));
        Assert.NotEqual(0, Service.Ask(service.Unix("new.sock")));
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(2, 4)]
    public void Listeners_of_seats_are_handed_on(int before, int after)
    {
        int port = Service.FreePort();
        string Text(int workers) => $$"""{ "bind": ["127.0.0.1:{{port}}"], "workers": {{workers}}, "reusePort": true }""";
        using var service = new Service(Text(before));
        service.WaitUntilReady(before);
        IReadOnlyList<string> own = Service.ListenersOf(service.Pid);
        service.Settings = Text(after);
        int next = service.Upgrade(service.Pid);
        Assert.Equal(own.Take(after), Service.ListenersOf(next).Take(Math.Min(before, after)));
        Assert.Equal(after, Service.ListenersOf(next).Count);

        // Back, and on again: after each every worker is reached.
        service.Stop(next);
        service.WaitFor("this one goes on alone");
        Reaches(service, port, service.Pid, before);
        next = service.Upgrade(service.Pid);
        service.Stop(service.Pid);
        service.WaitFor("Master has been promoted");
        Reaches(service, port, next, after);
    }

    [Theory]
    [InlineData("""{ "workers": 1 }""")]
    [InlineData("""{ "workers": 1, "bind": ["fd://web"] }""")]
    [InlineData("""{ "workers": 1, "bind": ["fd://3"] }""")]
    public void Sockets_that_systemd_passed_are_handed_on(string settings)
    {
        using ListenSocket passed = ListenSocket.OpenUnix($"@gatehouse-{Guid.NewGuid():N}", 8);
        EndPoint address = new UnixDomainSocketEndPoint("\0" + passed.LocalAddress["unix:@".Length..]);
        using Service service = Service.Activated(passed.Descriptor, settings);
        service.WaitUntilReady(1);
        IReadOnlyList<string> own = Service.ListenersOf(service.Pid);
        int next = service.Upgrade(service.Pid);
        service.Stop(service.Pid);
        service.WaitFor("Master has been promoted");
        Assert.Equal(own, Service.ListenersOf(next));
        Assert.Contains(Service.Ask(address), service.WorkersOf(next));
        next = service.Upgrade(next);
        Assert.Equal(own, Service.ListenersOf(next));
    }

    [Fact]
    public void The_watchdog_of_systemd_passes_on_and_nothing_of_the_upgrade_reaches_the_workers()
    {
        using var service = new Service(
            new TestDirectory(), Settings, [],
            "/usr/bin/bash", "-c", "WATCHDOG_USEC=3000000 WATCHDOG_PID=$$ exec \"$0\" serve prefork", TestProcess.Program);
        service.WaitUntilReady(2);
        int next = service.Upgrade(service.Pid);
        string[] environment = File.ReadAllText($"/proc/{service.WorkersOf(next)[0]}/environ").Split('\0');
        Assert.DoesNotContain(environment, variable => variable.StartsWith("WATCHDOG_PID", StringComparison.Ordinal));
        Assert.Contains("WATCHDOG_USEC=3000000", environment);
        Assert.DoesNotContain(environment, variable => variable.StartsWith("GATEHOUSE_UPGRADE", StringComparison.Ordinal));
        service.Stop(service.Pid);
        service.WaitForTold($"MAINPID={next}\nREADY=1");
        string before = service.Told;
        Eventually.True(() => service.Told[before.Length..].Contains("WATCHDOG=1"), () => service.Told);
    }

    [Fact]
    public void A_program_that_embeds_the_server_upgrades_too()
    {
        int port = Service.FreePort();
        using var service = new Service(new TestDirectory(), "{}", [], "/usr/bin/bash", "-c", $"exec \"$0\" embed 127.0.0.1:{port} 1", TestProcess.Program);
        service.WaitUntilReady(1);
        int next = service.Upgrade(service.Pid);
        service.Stop(service.Pid);
        service.WaitFor("Master has been promoted");
        Assert.Contains(Service.Ask(Service.Tcp(port)), service.WorkersOf(next));
    }

    [Fact]
    public void A_variable_that_somebody_passed_on_is_refused()
    {
        using var service = new Service(
            new TestDirectory(), Settings, [],
            "/usr/bin/bash", "-c", "GATEHOUSE_UPGRADE=\"1 2 x\" exec \"$0\" serve prefork", TestProcess.Program);
        Assert.Equal(1, service.WaitForExit().Code);
        Assert.Contains("GATEHOUSE_UPGRADE is set by process 1, which did not start this one; unset it.", service.Log);
    }

    private static void Reaches(Service service, int port, int master, int workers)
    {
        IReadOnlyList<int> there = service.WaitForWorkers(master, workers);
        HashSet<int> answered = [];
        Eventually.True(
            () => answered.Add(Service.Ask(Service.Tcp(port))) | there.All(answered.Contains),
            () => $"Only {string.Join(' ', answered)} of {string.Join(' ', there)} answer\n{service.Log}");
    }

    private static int ReadPid(Service service, string file) => Gatehouse.Detach.PidFile.Read(service.Directory.File(file));
}
