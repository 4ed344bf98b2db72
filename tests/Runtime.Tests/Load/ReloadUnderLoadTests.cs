using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Load;

/// <summary>A rolling reload drops no request, whatever the worker class.</summary>
[Collection(ProcessTests.Name)]
public sealed class ReloadUnderLoadTests(ITestOutputHelper output)
{
    private static readonly int Reloads = LoadTests.IsFull ? 100 : 5;

    [Theory]
    [InlineData("sync")]
    [InlineData("threads")]
    [InlineData("epoll")]
    [InlineData("green")]
    public async Task Reloads_drop_no_request(string workerClass)
    {
        using var server = new PreForkProcess(workerClass, 2);
        using var load = Load.Start(new LoadPlan(server.EndPoint) { MostThought = 60, MostPipelined = 3 });
        for (int i = 0; i < Reloads; i++)
        {
            server.Reload();
            load.WaitForAnswers(100);
        }

        LoadReport report = await load.StopAsync();
        output.WriteLine($"{workerClass}, {Reloads} reloads: {report}");
        report.ExpectNoFailure(() => server.Log);
        server.WaitForWorkers(2);
        server.Stop();
    }

    [Theory]
    [InlineData("sync", "/slow")]
    [InlineData("threads", "/slow")]
    [InlineData("epoll", "/echo")]
    [InlineData("green", "/echo")]
    public async Task Reloads_drop_no_request_that_takes_long(string workerClass, string path)
    {
        using var server = new PreForkProcess(workerClass, 2, "--threads", "4");
        int connections = workerClass == "sync" ? 8 : 24;
        using var load = Load.Start(new LoadPlan(server.EndPoint) { Connections = connections, Path = path, Takes = (50, 500), MostThought = 20 });
        for (int i = 0; i < Reloads; i++)
        {
            server.Reload();
            load.WaitForAnswers(4);
        }

        LoadReport report = await load.StopAsync();
        output.WriteLine($"{workerClass}, requests of 50 to 500 ms, {Reloads} reloads: {report}");
        report.ExpectNoFailure(() => server.Log);
        server.WaitForWorkers(2);
        server.Stop();
    }

    [Fact]
    public async Task More_and_fewer_workers_drop_no_request()
    {
        using var server = new PreForkProcess("epoll", 2);
        using var load = Load.Start(new LoadPlan(server.EndPoint) { MostThought = 20, MostPipelined = 3, Takes = (0, 20) });
        for (int i = 0; i < (LoadTests.IsFull ? 20 : 2); i++)
        {
            int ready = server.Count("Worker ready");
            server.Signal(Signals.TerminalInput);
            Eventually.True(() => server.Count("Worker ready") == ready + 1, () => server.Log);
            server.Reload();
            load.WaitForAnswers(50);
            server.Signal(Signals.TerminalOutput);
            server.WaitForWorkers(2);
            load.WaitForAnswers(50);
        }

        LoadReport report = await load.StopAsync();
        output.WriteLine($"{report}");
        report.ExpectNoFailure(() => server.Log);
        server.Stop();
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("threads")]
    [InlineData("epoll")]
    [InlineData("green")]
    public async Task Reloads_drop_no_request_of_wrk(string workerClass)
    {
        string wrk = Requires.Tool("wrk");
        using var server = new PreForkProcess(workerClass, 2);
        Task<string> run = Task.Run(() => RunWrk(wrk, server));
        int reloads = 0;
        for (; !run.IsCompleted; reloads++) server.Reload();
        string result = await run;
        output.WriteLine($"{workerClass}, {reloads} reloads: {result}");
        Assert.Matches(@"[1-9]\d* requests in ", result);
        Assert.DoesNotContain("Socket errors", result);
        Assert.DoesNotContain("Non-2xx", result);
        server.WaitForWorkers(2);
        server.Stop();
    }

    private static string RunWrk(string wrk, PreForkProcess server)
    {
        using var directory = new TestDirectory();
        using var process = TestProcess.Start(
            directory, wrk, "-t1", "-c16", $"-d{(LoadTests.IsFull ? 60 : 3)}s", $"http://{server.EndPoint}/echo?id=wrk&length=100");
        Assert.Equal(ExitStatus.Exited(0), process.WaitForExit(LoadTests.IsFull ? TimeSpan.FromSeconds(90) : TimeSpan.FromSeconds(20)));
        return process.Output;
    }
}
