using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting;

/// <summary>When the application's hooks are called, with what, and what their exceptions do.</summary>
[Collection(ProcessTests.Name)]
public sealed class HookTests
{
    [Fact]
    public void A_master_calls_each_hook_at_its_time()
    {
        using var server = new HookedServer("prefork -w 1");
        server.WaitForHook("OnReady");
        int first = HookedServer.PidIn(server.WaitForHook("OnWorkerReady"));
        Libc.Kill(first, Signals.Kill);
        int second = HookedServer.PidIn(server.WaitForHook("OnWorkerReady", calls: 2));
        server.Ask();
        server.Ask();
        server.Signal(Signals.HangUp);
        server.WaitForHook("OnWorkerExit", calls: 2);
        int third = HookedServer.PidIn(server.WaitForHook("OnWorkerReady", calls: 3));
        server.Signal(Signals.TerminalInput);
        int fourth = HookedServer.PidIn(server.WaitForHook("OnWorkerReady", calls: 4));
        server.Signal(Signals.TerminalOutput);
        server.WaitForHook("OnWorkerExit", calls: 3);
        server.Signal(Signals.Terminate);
        Assert.Equal(ExitStatus.Exited(0), server.WaitForExit());
        Assert.Equal(
            [
                "OnStarting fixture generation=0 workers=1",
                "OnWorkerStarting index=0 generation=1 pid=0",
                $"OnWorkerReady index=0 generation=1 pid={first}",
                "OnReady fixture generation=1 workers=1",
                $"OnWorkerExit index=0 generation=1 pid={first} code= signal=9 expected=False lived=True requests=0: killed by SIGKILL",
                "OnWorkerStarting index=0 generation=1 pid=0",
                $"OnWorkerReady index=0 generation=1 pid={second}",
                "OnReloading fixture generation=1 workers=1",
                "OnWorkerStarting index=0 generation=2 pid=0",
                $"OnWorkerReady index=0 generation=2 pid={third}",
                "OnReloaded fixture generation=2 workers=1",
                $"OnWorkerExit index=0 generation=1 pid={second} code=0 signal= expected=True lived=True requests=2: reload",
                "OnWorkerCountChanged 1 to 2",
                "OnWorkerStarting index=1 generation=2 pid=0",
                $"OnWorkerReady index=1 generation=2 pid={fourth}",
                "OnWorkerCountChanged 2 to 1",
                $"OnWorkerExit index=1 generation=2 pid={fourth} code=0 signal= expected=True lived=True requests=0: fewer workers are wanted",
                $"OnWorkerExit index=0 generation=2 pid={third} code=0 signal= expected=True lived=True requests=0: the service stops",
                "OnExiting fixture generation=2 workers=1",
            ],
            server.Hooks);
    }

    [Fact]
    public void A_master_that_is_emptied_and_filled_again_says_so()
    {
        using var server = new HookedServer("prefork -w 2");
        server.WaitForHook("OnWorkerReady", calls: 2);
        server.Signal(Signals.WindowChange);
        string exit = server.WaitForHook("OnWorkerExit", calls: 2);
        Assert.EndsWith(": WINCH", exit);
        server.Signal(Signals.HangUp);
        server.WaitForHook("OnReloaded");
        Assert.Equal(
            ["OnWorkerCountChanged 2 to 0", "OnReloading fixture generation=1 workers=0", "OnWorkerCountChanged 0 to 2", "OnReloaded fixture generation=2 workers=2"],
            server.Hooks.Where(line => line.StartsWith("OnWorkerCountChanged") || line.StartsWith("OnReload")));
    }

    [Theory]
    [InlineData("epoll -w 2", 2)]
    [InlineData("green", 1)]
    [InlineData("daemon -n --pid-file=", 1)]
    public void A_process_without_workers_calls_what_concerns_it(string verb, int workers)
    {
        using var server = new HookedServer(verb);
        server.WaitForHook("OnReady");
        Assert.True(File.Exists(server.SocketPath));
        server.Signal(Signals.Terminate);
        Assert.Equal(ExitStatus.Exited(0), server.WaitForExit());
        Assert.Equal(
            [
                $"OnStarting fixture generation=0 workers={workers}",
                $"OnReady fixture generation=1 workers={workers}",
                $"OnExiting fixture generation=1 workers={workers}",
            ],
            server.Hooks);
    }

    [Theory]
    [InlineData("prefork")]
    [InlineData("epoll")]
    [InlineData("green")]
    [InlineData("daemon -n --pid-file=")]
    public void OnStarting_can_refuse_the_start_before_anything_is_bound(string verb)
    {
        using var server = new HookedServer(verb, faults: "OnStarting");
        Assert.Equal(ExitStatus.Exited(1), server.WaitForExit());
        Assert.Contains("the hook OnStarting failed: no from OnStarting", server.Output);
        Assert.False(File.Exists(server.SocketPath));
        Assert.Equal("OnStarting", Assert.Single(server.Hooks).Split(' ')[0]);
    }

    [Theory]
    [InlineData("prefork")]
    [InlineData("epoll")]
    [InlineData("daemon -n --pid-file=")]
    public void What_began_is_ended_where_the_start_fails_after_it(string verb)
    {
        using var server = new HookedServer(verb + " -b unix:/nowhere/at/all.sock");
        Assert.Equal(ExitStatus.Exited(1), server.WaitForExit());
        Assert.Contains("/nowhere/at/all.sock", server.Output);
        Assert.Equal(["OnStarting", "OnExiting"], server.Hooks.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void OnWorkerStarting_can_refuse_the_first_worker_and_so_the_start()
    {
        using var server = new HookedServer("prefork -w 2", faults: "OnWorkerStarting");
        Assert.Equal(ExitStatus.Exited(3), server.WaitForExit());
        Assert.Contains("no worker could start: the hook OnWorkerStarting failed: no from OnWorkerStarting", server.Output);
        Assert.Equal(["OnStarting", "OnWorkerStarting", "OnExiting"], server.Hooks.Select(line => line.Split(' ')[0]));
    }

    [Theory]
    [InlineData("OnReloading", "generation 1 keeps serving: the hook OnReloading failed: no from OnReloading")]
    [InlineData("OnWorkerStarting", "generation 1 keeps serving: worker 0 did not start: the hook OnWorkerStarting failed: no from OnWorkerStarting")]
    public void A_reload_can_be_refused(string hook, string log)
    {
        using var server = new HookedServer("prefork -w 1");
        server.WaitForHook("OnReady");
        server.Faults = hook;
        server.Signal(Signals.HangUp);
        server.WaitForOutput(log);

        // The worker is the one that it was, until a reload is let through.
        server.Faults = "";
        server.Signal(Signals.HangUp);
        server.WaitForHook("OnReloaded");
        Assert.Equal(
            HookedServer.PidIn(server.WaitForHook("OnWorkerReady")), HookedServer.PidIn(server.WaitForHook("OnWorkerExit")));
        Assert.Equal(2, server.Hooks.Count(line => line.StartsWith("OnReloading ")));
    }

    [Fact]
    public void A_successor_that_is_refused_is_tried_again()
    {
        using var server = new HookedServer("prefork -w 1");
        int worker = HookedServer.PidIn(server.WaitForHook("OnWorkerReady"));
        server.Faults = "OnWorkerStarting";
        Libc.Kill(worker, Signals.Kill);
        server.WaitForHook("OnWorkerStarting", calls: 3);
        Assert.Contains("Worker 0 could not be spawned: the hook OnWorkerStarting failed", server.Output);
        server.Faults = "";
        server.WaitForHook("OnWorkerReady", calls: 2);
    }

    [Fact]
    public void Any_other_exception_is_logged_and_the_master_goes_on()
    {
        string[] hooks = ["OnReady", "OnWorkerReady", "OnReloaded", "OnWorkerExit", "OnWorkerCountChanged", "OnExiting"];
        using var server = new HookedServer("prefork -w 1", faults: string.Join(' ', hooks));
        server.WaitForHook("OnReady");
        server.Signal(Signals.HangUp);
        server.WaitForHook("OnReloaded");
        server.WaitForHook("OnWorkerExit");
        server.Signal(Signals.TerminalInput);
        server.WaitForHook("OnWorkerReady", calls: 3);
        server.Signal(Signals.Terminate);
        Assert.Equal(ExitStatus.Exited(0), server.WaitForExit());
        Assert.All(hooks, hook =>
        {
            Assert.Contains($"The hook {hook} failed", server.Output);
            Assert.Contains($"no from {hook}", server.Output);
        });
    }
}
