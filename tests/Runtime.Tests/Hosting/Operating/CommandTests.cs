using Gatehouse.Hosting.Operating;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting.Operating;

/// <summary>Each command against a server process, by its pid file and over its control socket.</summary>
[Collection(ProcessTests.Name)]
public sealed class CommandTests
{
    public static TheoryData<string, string> Ways => new() { { "--pid-file", "app.pid" }, { "--control-socket", "app.control" } };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Status_shows_each_worker(string option, string place)
    {
        using var server = new Operated("-w", "2", "--control-socket", "app.control");
        ServiceStatus now = server.WaitForReady(2);
        server.Ask("app.sock", "GET", "/");
        Eventually.True(() => server.Status()!.Traffic.Requests == 1, () => "The request is not counted.");
        (int code, string output, string error) = await server.RunAsync("status", option, place);
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith($"fixture (pid {server.Server.Pid}): serving, generation 1, up ", output);
        Assert.Contains("workers: 2/2 ready; requests: 1", output);
        foreach (WorkerStatus worker in now.Workers) Assert.Matches($@"\n +{worker.Index} +{worker.Pid} +1 +ready ", output);

        (code, output, error) = await server.RunAsync("status", "--json", option, place);
        Assert.Equal((0, ""), (code, error));
        ServiceStatus read = StatusJson.Read(System.Text.Encoding.UTF8.GetBytes(output));
        Assert.Equal((1, 1, 2), (read.Traffic.Requests, read.Answers[1], read.WorkersReady));
        Assert.Equal(now.Workers.Select(w => w.Pid), read.Workers.Select(w => w.Pid));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Reload_waits_for_the_new_workers_or_says_why_there_are_none(string option, string place)
    {
        using var server = new Operated("prefork", ["--control-socket", "app.control"], """{"workers": 1}""");
        server.WaitForReady(1);
        File.WriteAllText(server.Path("gatehouse.json"), """{"workers": 2}""");
        Assert.Equal((0, "reloaded: generation 2 serves\n", ""), await server.RunAsync("reload", option, place));
        Assert.Equal(2, server.Status()!.WorkersReady);

        File.WriteAllText(server.Path("gatehouse.json"), """{"workers": "many"}""");
        (int code, string output, string error) = await server.RunAsync("reload", option, place);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("'many' for workers (from gatehouse.json line 1) is not a whole number from 1 to 1024", error.Split('\n')[^2]);
        Assert.Equal((2, 2), (server.Status()!.Generation, server.Status()!.WorkersReady));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Scale_goes_up_and_down_and_waits(string option, string place)
    {
        using var server = new Operated("--control-socket", "app.control");
        server.WaitForReady(1);
        Assert.Equal((0, "4 workers are ready\n", ""), await server.RunAsync("scale", "4", option, place));
        Assert.Equal((4, 4), (server.Status()!.WorkersWanted, server.Status()!.WorkersReady));
        Assert.Equal((0, "2 workers are ready\n", ""), await server.RunAsync("scale", "2", option, place));
        server.WaitForReady(2);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Stop_waits_until_the_process_is_gone(string option, string place)
    {
        using var server = new Operated("--control-socket", "app.control");
        server.WaitForReady(1);
        Assert.Equal((0, "stopped\n", ""), await server.RunAsync("stop", option, place));
        Assert.True(server.Server.HasExited(out ExitStatus status));
        Assert.Equal(ExitStatus.Exited(0), status);
        Assert.False(File.Exists(server.Path("app.control")));

        (int code, string output, string error) = await server.RunAsync("status", option, place);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("fixture: fixture is not running", error);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Reopen_logs_does_so_in_every_process(string option, string place)
    {
        using var server = new Operated("--control-socket", "app.control", "--error-logfile", "error.log");
        server.WaitForReady(1);
        File.Move(server.Path("error.log"), server.Path("error.log.1"));
        Assert.Equal((0, "the log files are opened anew\n", ""), await server.RunAsync("reopen-logs", option, place));
        Eventually.True(() => File.Exists(server.Path("error.log")), () => "There is no new log file.");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_reload_that_takes_longer_than_is_waited_for_goes_on(string option, string place)
    {
        using var server = new Operated("--control-socket", "app.control");
        server.WaitForReady(1);
        (int code, _, string error) = await server.RunAsync("reload", option, place, "--wait", "0.001");
        Assert.Equal(1, code);
        Assert.Matches("the reload is not done yet|has not answered within 0.001 s", error);
        Eventually.True(() => server.Status()!.Reloads == 1, () => server.Server.Output);
    }

    [Fact]
    public async Task Status_works_while_the_master_is_stuck_and_says_who_answers_no_more()
    {
        using var server = new Operated("--control-socket", "app.control");
        server.WaitForReady(1);
        const int Stop = 19;
        const int Continue = 18;
        server.Server.Signal(Stop);
        try
        {
            (int code, string output, _) = await server.RunAsync("status", "--pid-file", "app.pid");
            Assert.Equal(0, code);
            Assert.Contains("1/1 ready", output);
        }
        finally
        {
            server.Server.Signal(Continue);
        }
    }

    [Fact]
    public async Task A_server_without_a_supervisor_can_be_seen_and_stopped()
    {
        using var server = new Operated("epoll", ["-w", "1"]);
        Eventually.True(() => File.Exists(server.Path("app.sock")), () => server.Server.Output);
        (int code, string output, _) = await server.RunAsync("status", "--pid-file", "app.pid");
        Assert.Equal((0, $"fixture (pid {server.Server.Pid}) runs as epoll: it has no workers to show\n"), (code, output));
        (code, _, string error) = await server.RunAsync("reload", "--pid-file", "app.pid");
        Assert.Equal(1, code);
        Assert.Contains("its workers cannot be seen: it is no prefork server", error);
        Assert.Equal((0, "stopped\n", ""), await server.RunAsync("stop", "--pid-file", "app.pid"));
    }

    [Fact]
    public async Task A_worker_that_follows_another_says_why()
    {
        using var server = new Operated("prefork", ["-w", "1"], "{}");
        int worker = server.WaitForReady(1).Workers[0].Pid;
        Libc.Kill(worker, Signals.Kill);
        server.WaitForReady(1);
        (int code, string output, _) = await server.RunAsync("status", "--pid-file", "app.pid");
        Assert.Equal(0, code);
        Assert.Contains("killed by SIGKILL (", output);
        Assert.Contains("restarts: 1", output);
    }
}
