using System.Diagnostics;
using Gatehouse.Hosting.Operating;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Supervision;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting.Operating;

/// <summary>The upgrade as an operator asks for it: by the command, by signals or over the control socket, and by hand over the socket.</summary>
[Collection(ProcessTests.Name)]
public sealed class UpgradeCommandTests
{
    [Theory]
    [MemberData(nameof(CommandTests.Ways), MemberType = typeof(CommandTests))]
    public async Task Upgrade_waits_until_the_new_supervisor_serves_alone(string option, string place)
    {
        using var server = new Operated("-w", "2", "--control-socket", "app.control");
        int[] before = [.. server.WaitForReady(2).Workers.Select(worker => worker.Pid)];
        (int code, string output, string error) = await server.RunAsync("upgrade", option, place);
        Assert.Equal((0, ""), (code, error));
        int next = int.Parse(output.Split(' ')[1]);
        Assert.Equal($"process {next} serves\n", output);
        Assert.True(server.Server.HasExited(out ExitStatus end));
        Assert.Equal(ExitStatus.Exited(0), end);
        Assert.Equal($"{next}\n", File.ReadAllText(server.Path("app.pid")));
        Assert.False(File.Exists(server.Path("app.pid.2")));

        // It answers, with workers of its own, and is operated in the same way from here on.
        Assert.StartsWith("HTTP/1.1 200", server.Ask("app.sock", "GET", "/"));
        (code, output, error) = await server.RunAsync("status", "--json", option, place);
        Assert.Equal((0, ""), (code, error));
        ServiceStatus status = StatusJson.Read(System.Text.Encoding.UTF8.GetBytes(output));
        Assert.Equal((next, 2, 0, 0), (status.Pid, status.WorkersReady, status.Successor, status.Predecessor));
        Assert.DoesNotContain(status.Workers, worker => before.Contains(worker.Pid));
        Assert.Equal((0, "stopped\n", ""), await server.RunAsync("stop", option, place));
    }

    [Theory]
    [MemberData(nameof(CommandTests.Ways), MemberType = typeof(CommandTests))]
    public async Task An_upgrade_that_does_not_start_says_why_and_changes_nothing(string option, string place)
    {
        using var server = new Operated("prefork", ["--control-socket", "app.control"], """{"workers": 1}""");
        int worker = server.WaitForReady(1).Workers[0].Pid;
        File.WriteAllText(server.Path("gatehouse.json"), """{"workers": "many"}""");
        (int code, string output, string error) = await server.RunAsync("upgrade", option, place);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("upgrade failed: 'many' for workers (from gatehouse.json line 1) is not a whole number from 1 to 1024", error.Split('\n')[^2]);
        Assert.False(server.Server.HasExited(out _));
        Assert.Equal([worker], server.WaitForReady(1).Workers.Select(each => each.Pid));
    }

    // Asked without a pause: between the two writes the master has a line of the log to write.
    [Fact]
    public void Whoever_sees_a_successor_gone_sees_why()
    {
        using var server = new HookedServer("prefork");
        server.WaitForHook("OnReady");
        using Scoreboard board = Scoreboard.Find(server.Pid)!;
        server.Faults = "OnStarting";
        Libc.Kill(server.Pid, Signals.User2);
        long start = Stopwatch.GetTimestamp();
        bool isSeen = false;
        for (MasterReading reading = board.ReadMaster(); reading.LastEvent is null; reading = board.ReadMaster())
        {
            Assert.False(isSeen && reading.Successor == 0, "The successor is gone, and nothing says why.");
            isSeen |= reading.Successor != 0;
            Assert.True(Stopwatch.GetElapsedTime(start) < Eventually.Limit, server.Output);
        }

        Eventually.True(() => board.ReadMaster().Successor == 0, () => server.Output);
    }

    [Theory]
    [MemberData(nameof(CommandTests.Ways), MemberType = typeof(CommandTests))]
    public async Task Of_two_upgrades_one_is_refused(string option, string place)
    {
        using var server = new Operated("--control-socket", "app.control");
        server.WaitForReady(1);
        server.Server.Signal(Signals.User2);
        Eventually.True(() => server.Status()!.Successor != 0, () => server.Server.Output);
        int next = server.Status()!.Successor;
        (int code, string output, string error) = await server.RunAsync("upgrade", option, place);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains($"process {next} is there already, to follow process {server.Server.Pid}", error);
        Libc.Kill(next, Signals.Terminate);
        Eventually.True(() => server.Status()!.Successor == 0, () => server.Server.Output);
    }

    [Fact]
    public void The_control_socket_answers_when_the_new_supervisor_serves()
    {
        using var server = new Operated("--control-socket", "app.control");
        server.WaitForReady(1);
        string answer = server.Ask("app.control", "POST", "/upgrade");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer);
        Assert.Matches(@"\r\n\r\nprocess \d+ serves, and this one leaves\n$", answer);
        Assert.Equal(ExitStatus.Exited(0), server.Server.WaitForExit());
        int next = int.Parse(answer.Split("\r\n\r\nprocess ")[1].Split(' ')[0]);
        Assert.Contains($"The new master (pid:{next}) is ready", server.Server.Output);
        Assert.StartsWith("HTTP/1.1 200", server.Ask("app.sock", "GET", "/"));
    }

    [Fact]
    public void A_refusal_is_a_conflict()
    {
        using var server = new Operated("prefork", ["--control-socket", "app.control"], "{}");
        server.WaitForReady(1);
        File.WriteAllText(server.Path("gatehouse.json"), "{");
        string answer = server.Ask("app.control", "POST", "/upgrade");
        Assert.StartsWith("HTTP/1.1 409 Conflict\r\n", answer);
        Assert.Contains("\r\n\r\nupgrade failed: gatehouse.json", answer);
        Assert.StartsWith("HTTP/1.1 405", server.Ask("app.control", "GET", "/upgrade"));
        Assert.False(server.Server.HasExited(out _));
    }

    // A master that is told to stop while its successor is on the way ends both. That the workers of that one are ready is seen before the master
    // has heard of it: whoever asked for the upgrade must wait for the latter.
    [Fact]
    public void It_is_settled_when_the_old_supervisor_knows_of_it()
    {
        using var server = new HookedServer("prefork");
        server.WaitForHook("OnReady");
        using Scoreboard board = Scoreboard.Find(server.Pid)!;
        var watch = new UpgradeWatch(board);
        server.Faults = "hold:OnReady";
        Libc.Kill(server.Pid, Signals.User2);
        server.WaitForHook("OnReady", 2);
        Assert.False(watch.Look());
        using (Scoreboard next = Scoreboard.Find(watch.Successor)!)
            Assert.All(next.ReadAll(), worker => Assert.Equal(WorkerState.Ready, worker.State));

        server.Faults = "";
        Eventually.True(watch.Look, () => server.Output);
        Assert.Null(watch.Failure);
        Libc.Kill(watch.Successor, Signals.Terminate);
        Eventually.True(() => board.ReadMaster().Successor == 0, () => server.Output);
    }
}
