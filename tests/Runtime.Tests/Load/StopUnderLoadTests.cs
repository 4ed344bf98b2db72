using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Runtime.Tests.Serving;
using Xunit;

namespace Gatehouse.Runtime.Tests.Load;

/// <summary>The end of a service: what it had taken, or was about to take, is answered.</summary>
[Collection(ProcessTests.Name)]
public sealed class StopUnderLoadTests
{
    [Theory]
    [InlineData("sync")]
    [InlineData("threads")]
    public void A_stop_answers_what_waits_to_be_accepted(string workerClass)
    {
        // One worker, which is busy: the others' connections are in the listener's queue when the master is told to stop.
        using var server = new PreForkProcess(workerClass, 1, "--threads", "1");
        using Wire busy = server.Connect();
        busy.Send("GET /slow?ms=700&length=3&id=a HTTP/1.1", "Host: test", "");
        Wire[] waiting = [.. Enumerable.Range(0, 20).Select(_ => server.Connect())];
        foreach (Wire wire in waiting) wire.Send("GET /slow?ms=20&length=3&id=b HTTP/1.1", "Host: test", "");
        server.Signal(Signals.Terminate);
        foreach (Wire wire in waiting)
        {
            Assert.EndsWith("\r\n\r\nbbb", wire.ReadToEnd());
            wire.Dispose();
        }

        Assert.StartsWith("HTTP/1.1 200 OK", busy.ReadToEnd());
        busy.Dispose();
        Assert.Equal(ExitStatus.Exited(0), server.WaitForExit());
    }

    [Fact]
    public async Task A_stop_under_load_refuses_new_clients_and_answers_the_others()
    {
        using var server = new PreForkProcess("epoll", 2);
        using var load = Load.Start(new LoadPlan(server.EndPoint) { MostThought = 20, MostPipelined = 3 });
        load.WaitForAnswers(300);
        server.Stop();
        LoadReport report = await load.StopAsync();
        Assert.All(report.Failures, failure => Assert.True(failure.Kind == LoadFailure.Refused, $"{report}\n{server.Log}"));
        Assert.Equal(report.Sent, report.Answered);
    }
}
