using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Runtime.Tests.Serving;
using Xunit;

namespace Gatehouse.Runtime.Tests.Load;

/// <summary>Workers that die, hang or do not start under load: who notices, and what is left behind.</summary>
[Collection(ProcessTests.Name)]
public sealed class CrashUnderLoadTests(ITestOutputHelper output)
{
    private const long MiB = 1024 * 1024;

    // A client sees the end of its connection at once; the test's own threads may have to wait for their turn.
    private const long NoticedWithin = 2_000;

    // Some are killed again and again before they have served for long, which is what a crash loop looks like.
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_killed_worker_takes_only_its_own_requests_with_it()
    {
        // A small nursery, in hexadecimal: garbage that no collection has met yet is no leak, and a large cache lets much of it lie.
        var environment = new Dictionary<string, string> { ["DOTNET_GCgen0size"] = "100000" };

        // At one in 200 ms each of eight lives for longer than what counts as a crash at the start.
        using var server = new PreForkProcess("epoll", 8, environment, "--log-level", "info");
        using var load = Load.Start(new LoadPlan(server.EndPoint) { MostThought = 40, MostPipelined = 2, Takes = (0, 30) });
        load.WaitForAnswers(200);
        var killed = new Dictionary<int, long>();

        // What the master needs once for a worker that died is there from now on.
        Kill(server.WaitForWorkers(8)[0]);
        Eventually.True(() => server.Count("Worker ready") == 9, () => server.Log);
        State before = State.Of(server);

        var random = new Random(1);
        long end = Environment.TickCount64 + (LoadTests.IsFull ? 60_000 : 3_000);
        for (long next = Environment.TickCount64; next < end; next += 200)
        {
            Eventually.True(() => Environment.TickCount64 >= next, () => "Time stands still.");
            int[] workers = server.Children;
            if (workers.Length > 0) Kill(workers[random.Next(workers.Length)]);
        }

        server.WaitForWorkers(8, LongestBackOff + Eventually.Limit);
        load.WaitForAnswers(200);
        LoadReport report = await load.StopAsync();
        State after = default!;

        // Who was killed last may be there still, or half replaced. What leaked stays.
        Eventually.True(
            () => (after = State.Of(server)).Descriptors == before.Descriptors && after.Children == before.Children,
            () => $"The master before: {before}; after: {after}\n{server.Log}");
        output.WriteLine($"{killed.Count} workers killed: {report}");
        output.WriteLine($"the master before: {before}; after: {after}");

        Assert.All(report.Failures, failure =>
        {
            Assert.True(failure.Kind is LoadFailure.Reset or LoadFailure.EndBeforeAnswer or LoadFailure.EndInAnswer, $"{failure}\n{server.Log}");
            Assert.True(killed.Values.Any(at => at <= failure.FailedAt && failure.FailedAt <= at + NoticedWithin), $"{failure}");
            Assert.True(failure.Worker == 0 || killed.ContainsKey(failure.Worker), $"The worker lives: {failure}");
        });
        Assert.Equal(report.Sent, report.Answered + report.Failures.Count);

        // Threads of the runtime's pool come and go.
        Assert.InRange(after.Threads, 1, before.Threads + 2);
        Assert.InRange(after.Resident, 0, before.Resident + (8 * MiB));
        server.Stop();

        void Kill(int pid)
        {
            killed.TryAdd(pid, Environment.TickCount64);
            Libc.Kill(pid, Signals.Kill);
        }
    }

    [Theory]
    [InlineData("crash")]
    [InlineData("exit")]
    [InlineData("throw")]
    [InlineData("never")]
    public async Task A_deploy_that_cannot_start_is_not_noticed(string how)
    {
        using var server = new PreForkProcess("epoll", 2);
        using var load = Load.Start(new LoadPlan(server.EndPoint) { MostThought = 20, MostPipelined = 3 });
        load.WaitForAnswers(100);
        int[] before = server.WaitForWorkers(2);
        server.BadDeploy = how;
        server.ReloadInVain();
        load.WaitForAnswers(100);
        Assert.Equal(before.Order(), server.WaitForWorkers(2).Order());
        server.WaitForLog(how switch
        {
            "throw" => "the application did not start: the application says no",
            "exit" => "exit code 9",
            "crash" => "killed by SIGABRT",
            _ => "was not ready within 1",
        });

        server.BadDeploy = null;
        server.Reload();
        load.WaitForAnswers(100);
        LoadReport report = await load.StopAsync();
        output.WriteLine($"{how}: {report}");
        report.ExpectNoFailure(() => server.Log);
        Assert.Empty(server.WaitForWorkers(2).Intersect(before));
        server.Stop();
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("epoll")]
    public async Task A_handler_in_an_endless_loop_costs_its_worker_alone(string workerClass)
    {
        const int Timeout = 2;
        using var server = new PreForkProcess(workerClass, 2, "--timeout", $"{Timeout}");
        var plan = new LoadPlan(server.EndPoint) { MostThought = 10, Connections = 8 };
        LoadReport calm;

        // Something else spins beside the calm load: a processor less is the loop's cost, and no supervisor can give it back.
        using (var burner = new Burner())
        using (var load = Load.Start(plan))
        {
            load.WaitForAnswers(LoadTests.IsFull ? 20_000 : 500);
            calm = await load.StopAsync();
        }

        using Wire victim = server.Connect();
        int[] before = server.WaitForWorkers(2);
        long[] spent = [.. before.Select(PreForkProcess.ProcessorTime)];
        victim.Send("GET /spin HTTP/1.1", "Host: test", "");
        long begun = Environment.TickCount64;

        // Once it spins it takes no connection: all that come now are the other one's.
        Eventually.True(() => before.Zip(spent).Any(worker => PreForkProcess.ProcessorTime(worker.First) > worker.Second + 5), () => server.Log);
        using var others = Load.Start(plan);
        server.WaitForLog("WORKER TIMEOUT");
        int[] after = [];
        Eventually.True(
            () => (after = server.Children).Length == 2 && after.Intersect(before).Count() == 1 && server.Count("Worker ready") == 3,
            () => server.Log);
        long took = Environment.TickCount64 - begun;
        LoadReport report = await others.StopAsync();
        output.WriteLine($"{workerClass}: replaced after {took} ms; {report}");
        output.WriteLine($"p99 before {calm.At(0.99):F1} ms, meanwhile {report.At(0.99):F1} ms: {report.At(0.99) / calm.At(0.99):F2} times");
        report.ExpectNoFailure(() => server.Log);

        // What depends on the machine is judged where it has nothing else to do.
        if (LoadTests.IsFull)
        {
            Assert.InRange(took, 0, (Timeout + 2) * 1000);
            Assert.InRange(report.At(0.99), 0, calm.At(0.99) * 2);
        }

        server.Stop();
    }

    /// <summary>Keeps one processor busy.</summary>
    private sealed class Burner : IDisposable
    {
        private readonly Thread thread;
        private volatile bool isDone;

        public Burner()
        {
            thread = new Thread(() =>
            {
                while (!isDone)
                {
                }
            });
            thread.Start();
        }

        public void Dispose()
        {
            isDone = true;
            thread.Join();
        }
    }

    private sealed record State(int Descriptors, int Threads, int Children, long Resident)
    {
        public static State Of(PreForkProcess server) => new(server.OpenDescriptors, server.Threads, server.Children.Length, server.Resident);

        public override string ToString() => $"{Descriptors} descriptors, {Threads} threads, {Children} children, {Resident / 1024} KiB";
    }
}
