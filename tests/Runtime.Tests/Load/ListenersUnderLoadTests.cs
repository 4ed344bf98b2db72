using System.Net;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Runtime.Tests.Supervision;
using Xunit;

namespace Gatehouse.Runtime.Tests.Load;

/// <summary>No request is lost while listeners change, change their number, and change hands.</summary>
[Collection(ProcessTests.Name)]
public sealed class ListenersUnderLoadTests(ITestOutputHelper output)
{
    private static readonly int Upgrades = LoadTests.IsFull ? 20 : 3;
    private static readonly int Changes = LoadTests.IsFull ? 20 : 3;

    [Theory]
    [InlineData("sync", false)]
    [InlineData("threads", false)]
    [InlineData("green", false)]
    [InlineData("epoll", false)]
    [InlineData("epoll", true)]
    public async Task Upgrades_drop_no_request(string workerClass, bool reusePort)
    {
        int port = Service.FreePort();
        using var service = new Service(Settings(port, 2, workerClass, reusePort, ""));
        service.WaitUntilReady(2);
        using var load = Load.Start(new LoadPlan(new IPEndPoint(IPAddress.Loopback, port)) { MostThought = 60, MostPipelined = 3 });
        int master = service.Pid;
        for (int i = 0; i < Upgrades; i++)
        {
            int next = service.Upgrade(master);
            load.WaitForAnswers(50);
            service.Stop(master);
            master = next;
            load.WaitForAnswers(50);
        }

        LoadReport report = await load.StopAsync();
        output.WriteLine($"{workerClass}{(reusePort ? ", reuse-port" : "")}, {Upgrades} upgrades: {report}");
        report.ExpectNoFailure(() => service.Log);
        Assert.DoesNotContain("is killed", service.Log);
    }

    [Fact]
    public async Task Upgrades_that_are_taken_back_drop_no_request()
    {
        int port = Service.FreePort();
        using var service = new Service(Settings(port, 2, "epoll", false, ""));
        service.WaitUntilReady(2);
        using var load = Load.Start(new LoadPlan(new IPEndPoint(IPAddress.Loopback, port)) { MostThought = 60, MostPipelined = 3 });
        for (int i = 1; i <= Changes; i++)
        {
            int next = service.Upgrade(service.Pid);
            Service.Signal(service.Pid, Signals.WindowChange);
            service.WaitForWorkers(service.Pid, 0);
            load.WaitForAnswers(50);

            // The new one is no good: the old one's workers come back, and it goes.
            int before = service.Count("Reloaded: generation");
            Service.Signal(service.Pid, Signals.HangUp);
            service.WaitFor("Reloaded: generation", before + 1);
            service.Stop(next);
            service.WaitFor("this one goes on alone", i);
            load.WaitForAnswers(50);
        }

        LoadReport report = await load.StopAsync();
        output.WriteLine($"{Changes} upgrades taken back: {report}");
        report.ExpectNoFailure(() => service.Log);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Changed_addresses_drop_no_request_at_those_that_stay(bool reusePort)
    {
        (int port, int other) = (Service.FreePort(), Service.FreePort());
        using var service = new Service(Settings(port, 2, "epoll", reusePort, ""));
        service.WaitUntilReady(2);
        using var load = Load.Start(new LoadPlan(new IPEndPoint(IPAddress.Loopback, port)) { MostThought = 60, MostPipelined = 3 });
        for (int i = 0; i < Changes; i++)
        {
            service.Reload(Settings(port, 3, "epoll", reusePort, $", \"127.0.0.1:{other}\""));
            Assert.NotEqual(0, Service.Ask(Service.Tcp(other)));
            load.WaitForAnswers(50);
            service.Reload(Settings(port, 2, "epoll", reusePort, ""));
            Eventually.True(() => Service.Refuses(Service.Tcp(other)), () => service.Log);
            load.WaitForAnswers(50);
        }

        LoadReport report = await load.StopAsync();
        output.WriteLine($"{Changes} addresses come and go{(reusePort ? ", reuse-port" : "")}: {report}");
        report.ExpectNoFailure(() => service.Log);
    }

    [Fact]
    public async Task TTIN_and_TTOU_drop_no_connection_of_listeners_of_seats()
    {
        int port = Service.FreePort();
        using var service = new Service(Settings(port, 1, "epoll", true, ""));
        service.WaitUntilReady(1);

        // Connections come and go all the time: what is in a queue is what can be lost.
        using var stop = new CancellationTokenSource();
        int asked = 0;
        Task[] clients = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Service.Ask(Service.Tcp(port));
                Interlocked.Increment(ref asked);
            }
        }))];
        for (int i = 1; i <= Changes; i++)
        {
            Service.Signal(service.Pid, Signals.TerminalInput);
            service.WaitForWorkers(service.Pid, 2);
            service.WaitFor("Worker ready", 1 + i);
            int before = Volatile.Read(ref asked);
            Eventually.True(() => Volatile.Read(ref asked) > before + 200 || clients.Any(c => c.IsCompleted), () => service.Log);
            Service.Signal(service.Pid, Signals.TerminalOutput);
            service.WaitForWorkers(service.Pid, 1);
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        output.WriteLine($"{Changes} times TTIN and TTOU: {asked} connections");
    }

    private static string Settings(int port, int workers, string workerClass, bool reusePort, string more) =>
        $$"""{ "bind": ["127.0.0.1:{{port}}"{{more}}], "workers": {{workers}}, "workerClass": "{{workerClass}}", "reusePort": {{(reusePort ? "true" : "false")}} }""";
}
