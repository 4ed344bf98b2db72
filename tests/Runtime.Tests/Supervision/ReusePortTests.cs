using System.Net.Sockets;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Supervision;

/// <summary>A listener for each worker, which the master keeps.</summary>
[Collection(ProcessTests.Name)]
public sealed class ReusePortTests
{
    [Fact]
    public void Each_seat_has_a_listener_of_its_own_and_keeps_it_over_reloads_and_crashes()
    {
        int port = Service.FreePort();
        string settings = $$"""{ "bind": ["127.0.0.1:{{port}}", "unix:a.sock"], "workers": 3, "reusePort": true }""";
        using var service = new Service(settings);
        service.WaitUntilReady(3);
        IReadOnlyList<string> own = Service.ListenersOf(service.Pid);
        Assert.Equal(4, own.Distinct().Count());
        string unix = own[1];
        Assert.All(service.WorkersOf(service.Pid), worker => Assert.Contains(unix, Service.ListenersOf(worker)));
        Assert.Equal(own.Order(), service.WorkersOf(service.Pid).SelectMany(Service.ListenersOf).Distinct().Order());
        Assert.All(service.WorkersOf(service.Pid), worker => Assert.Equal(2, Service.ListenersOf(worker).Count));

        Service.Signal(service.WorkersOf(service.Pid)[1], Signals.Kill);
        service.WaitUntilReady(4);
        Assert.Equal(own, Service.ListenersOf(service.Pid));
        service.Reload(settings);
        IReadOnlyList<int> workers = service.WaitForWorkers(service.Pid, 3);
        Assert.Equal(own, Service.ListenersOf(service.Pid));
        Assert.Equal(own.Order(), workers.SelectMany(Service.ListenersOf).Distinct().Order());
    }

    [Fact]
    public void What_waits_for_a_worker_that_dies_is_answered_by_the_next_one_in_its_seat()
    {
        int port = Service.FreePort();
        using var service = new Service($$"""{ "bind": ["127.0.0.1:{{port}}"], "workers": 2, "reusePort": true }""");
        service.WaitUntilReady(2);
        IReadOnlyList<int> old = service.WorkersOf(service.Pid);
        foreach (int worker in old) Service.Freeze(worker);
        Socket[] waiting = [.. Enumerable.Range(0, 20).Select(_ => Service.Connect(Service.Tcp(port)))];
        foreach (int worker in old) Service.Signal(worker, Signals.Kill);
        int[] answered = [.. waiting.Select(Service.Ask)];
        Assert.Empty(answered.Intersect(old));
        Assert.Equal(2, answered.Distinct().Count());
    }

    [Fact]
    public void TTIN_opens_another_listener_and_TTOU_closes_it()
    {
        int port = Service.FreePort();
        using var service = new Service($$"""{ "bind": ["127.0.0.1:{{port}}"], "workers": 1, "reusePort": true }""");
        service.WaitUntilReady(1);
        int first = service.WorkersOf(service.Pid)[0];
        for (int round = 1; round <= 3; round++)
        {
            Service.Signal(service.Pid, Signals.TerminalInput);
            service.WaitUntilReady(1 + round);
            Assert.Equal(2, Service.ListenersOf(service.Pid).Count);
            int second = service.WaitForWorkers(service.Pid, 2).Single(worker => worker != first);
            Eventually.True(() => Service.Ask(Service.Tcp(port)) == second, () => service.Log);
            Service.Signal(service.Pid, Signals.TerminalOutput);
            service.WaitFor("Workers wanted: 1", round);
            Assert.Single(Service.ListenersOf(service.Pid));

            // The worker that leaves is given nothing any more, while it still accepts.
            Assert.All(Enumerable.Range(0, 30), _ => Assert.Equal(first, Service.Ask(Service.Tcp(port))));
            service.WaitForWorkers(service.Pid, 1);
        }
    }

    [Fact]
    public void A_reload_turns_it_on_and_off_and_changes_the_number_of_seats()
    {
        int port = Service.FreePort();
        using var service = new Service(Settings(port, 2, false));
        service.WaitUntilReady(2);
        Assert.Single(Service.ListenersOf(service.Pid));
        foreach ((int workers, bool on) in (IEnumerable<(int, bool)>)[(3, true), (2, true), (4, true), (2, false), (1, true)])
        {
            service.Reload(Settings(port, workers, on));
            Assert.Equal(on ? workers : 1, Service.ListenersOf(service.Pid).Count);
            IReadOnlyList<int> there = service.WaitForWorkers(service.Pid, workers);
            Assert.Equal(on ? workers : 1, there.SelectMany(Service.ListenersOf).Distinct().Count());
            HashSet<int> answered = [];
            Eventually.True(
                () => answered.Add(Service.Ask(Service.Tcp(port))) | answered.SetEquals(there),
                () => $"Only {string.Join(' ', answered)} of {string.Join(' ', there)} answer\n{service.Log}");
        }
    }

    private static string Settings(int port, int workers, bool on) =>
        $$"""{ "bind": ["127.0.0.1:{{port}}"], "workers": {{workers}}, "reusePort": {{(on ? "true" : "false")}} }""";
}
