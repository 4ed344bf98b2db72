using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Gatehouse.CompilerServices;
using Gatehouse.Linux;
using Gatehouse.Proxy;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Serving;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>What a worker that stops still does for whom.</summary>
public sealed class DrainTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly string[] Get = ["GET / HTTP/1.1", "Host: test", ""];
    private static readonly string[] Answer = ["HTTP/1.1 200 OK", "Date: *", "Content-Length: 4", ""];
    private static readonly string[] LastAnswer = ["HTTP/1.1 200 OK", "Date: *", "Content-Length: 4", "Connection: close", ""];

    private readonly ManualResetEventSlim blocked = new();
    private readonly ManualResetEventSlim release = new();

    public void Dispose()
    {
        release.Set();
        blocked.Dispose();
        release.Dispose();
    }

    [Fact]
    public async Task PipelinedRequestsThatHaveComeAreAnsweredAndTheLastAnswerSaysThatNoneFollows()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ServingHost host = await ServingHost.StartAsync(async (request, response) =>
        {
            if (request.Path == "/wait")
            {
                blocked.Set();
                await gate.Task;
            }

            response.Write("done");
        });
        using Wire wire = host.Connect();
        wire.Send(["GET /wait HTTP/1.1", "Host: test", "", .. Get, .. Get]);
        Assert.True(blocked.Wait(Patience));
        host.Worker.Stop(Patience);
        await TurnAsync(host);
        gate.SetResult();
        for (int i = 1; i <= 3; i++)
        {
            wire.Expect(i == 3 ? LastAnswer : Answer);
            wire.ExpectRaw("done");
        }

        wire.ExpectClose();
        wire.Dispose();
        await host.Worker.Ended.WaitAsync(Patience);
    }

    [Fact]
    public async Task WhatWaitsToBeAcceptedIsServedWhereNobodyFollowsAndThenTheListenerIsLeft()
    {
        var left = new TaskCompletionSource();
        await using ServingHost host = await ServingHost.StartAsync(Block, speaking: fd => new Listener(fd) { OnLeft = left.SetResult });
        Wire[] clients = await QueueUpAsync(host, 40);
        host.Worker.Stop(Patience);
        release.Set();
        await left.Task.WaitAsync(Patience);
        foreach (Wire client in clients)
        {
            client.Expect(LastAnswer);
            client.ExpectRaw("done");
            client.ExpectClose();
            client.Dispose();
        }

        await host.Worker.Ended.WaitAsync(Patience);
    }

    [Fact]
    public async Task WhereOthersGoOnTheyGetWhatWaitsButForAFew()
    {
        await using ServingHost host = await ServingHost.StartAsync(Block);
        Wire[] clients = await QueueUpAsync(host, 40);
        host.Worker.Stop(Patience, takesQueue: false);
        release.Set();
        Eventually.True(() => clients.Count(client => client.HasInput) == 16, () => "16 are taken in one go.");
        foreach (Wire client in clients.Where(client => client.HasInput))
        {
            client.Expect(LastAnswer);
            client.Dispose();
        }

        await host.Worker.Ended.WaitAsync(Patience);
        foreach (Wire client in clients) client.Dispose();
    }

    [Fact]
    public async Task AFullWorkerTakesWhatWaitsAsRoomComes()
    {
        await using ServingHost host = await ServingHost.StartAsync(
            Block, o => o with { Connections = new ConnectionLimits(2, 0, TrustPolicy.Nobody) });
        Wire[] clients = await QueueUpAsync(host, 7);
        host.Worker.Stop(Patience);
        release.Set();
        foreach (Wire client in clients)
        {
            client.Expect(LastAnswer);
            client.Dispose();
        }

        await host.Worker.Ended.WaitAsync(Patience);
    }

    [Fact]
    public async Task AQuickStopTakesNothingMore()
    {
        var left = new TaskCompletionSource();
        await using ServingHost host = await ServingHost.StartAsync(Block, speaking: fd => new Listener(fd) { OnLeft = left.SetResult });
        Wire[] clients = await QueueUpAsync(host, 3);
        host.Worker.Stop(TimeSpan.Zero);
        release.Set();
        await left.Task.WaitAsync(Patience);
        await host.Worker.Ended.WaitAsync(Patience);
        Assert.DoesNotContain(clients, client => client.HasInput);
        foreach (Wire client in clients) client.Dispose();
    }

    [Fact]
    public async Task ASecondStopCanOnlyHasten()
    {
        await using ServingHost host = await ServingHost.StartAsync(async (_, _) =>
        {
            blocked.Set();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        });
        using Wire wire = host.Connect();
        wire.Send(Get);
        Assert.True(blocked.Wait(Patience));
        host.Worker.Stop(TimeSpan.FromHours(1));
        host.Worker.Stop(TimeSpan.FromHours(2));
        host.Worker.Stop(TimeSpan.Zero);
        wire.ExpectReset();
        await host.Worker.Ended.WaitAsync(Patience);
    }

    [Fact]
    public async Task TheTimeOfAnIdleClientBeginsWhenTheLoopIsFreeAndItsEndIsNoReset()
    {
        await using ServingHost host = await ServingHost.StartAsync(Block);
        using Wire idle = host.Connect();
        using Wire silent = host.Connect();
        foreach (Wire wire in (Wire[])[idle, silent])
        {
            wire.Send(Get);
            wire.Expect(Answer);
            wire.ExpectRaw("done");
        }

        using Wire busy = host.Connect();
        busy.Send("GET /block HTTP/1.1", "Host: test", "");
        Assert.True(blocked.Wait(Patience));
        host.Worker.Stop(Patience);

        // Longer than the time that an idle client gets.
        long start = Environment.TickCount64;
        Eventually.True(() => Environment.TickCount64 - start > 2_100, () => "Time stands still.");
        release.Set();
        busy.Expect(Answer);
        await TurnAsync(host);
        await TurnAsync(host);
        idle.Send(Get);
        idle.Expect(LastAnswer);
        idle.Dispose();
        busy.Dispose();

        // The other one hears the end, and what it was just sending is read away: the worker waits for its end too.
        silent.ExpectClose();
        Assert.False(host.Worker.Ended.IsCompleted);
        silent.Send(Get);
        silent.EndSending();
        silent.ExpectClose();
        await host.Worker.Ended.WaitAsync(Patience);
    }

    [Fact]
    public async Task AConnectionThatNobodyWasWokenForIsFound()
    {
        using var dead = new Epoll();
        await using ServingHost host = await ServingHost.StartAsync(
            ConnectionTests.Say("here"),
            o => o with { ListenerLook = 20 },
            speaking: fd =>
            {
                // First in the listener's queue of waiters, and so the one that the kernel wakes; it takes nothing.
                dead.Add(fd, PollEvents.In | PollEvents.Exclusive);
                return new Listener(fd);
            });
        var waiting = new Thread(() => dead.Wait(20_000));
        waiting.Start();

        // As long as the other waiter has not yet begun to wait, the kernel goes on to the loop with a connection.
        Wire wire = host.Connect();
        Eventually.True(
            () =>
            {
                if (waiting.Join(100)) return true;
                wire.Dispose();
                wire = host.Connect();
                return false;
            },
            () => "No connection woke the other waiter.");
        wire.Send(Get);
        wire.Expect("HTTP/1.1 200 OK");
        wire.Dispose();
    }

    [Fact]
    public async Task AStreamOfEventsHoldsNobodysPlace()
    {
        await using ServingHost host = await ServingHost.StartAsync(
            (request, response) => request.Path == "/events"
                ? HandlerResult.WriteAsync(response, Silent())
                : ConnectionTests.Say("here")(request, response),
            o => o with { MaxRunning = 1 });
        using Wire stream = host.Connect();
        stream.Send("GET /events HTTP/1.1", "Host: test", "");
        stream.Expect("HTTP/1.1 200 OK");
        using Wire other = host.Connect();
        for (int i = 0; i < 3; i++)
        {
            other.Send(Get);
            other.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 4", "");
            other.ExpectRaw("here");
        }

        Assert.Equal(0, host.Worker.Counters.Running);

        // Its end gives back no place either: one request at a time is still the limit.
        stream.Reset();
        other.Send(Get);
        other.Expect("HTTP/1.1 200 OK");
        Eventually.True(() => host.Worker.Counters.Running == 0, () => $"{host.Worker.Counters.Running} are running.");
    }

    /// <summary>Answers at once, but for the path /block: that one holds the loop's thread, as a handler of a sync worker may.</summary>
    private ValueTask Block(Request request, Response response)
    {
        if (request.Path == "/block")
        {
            blocked.Set();
            release.Wait(Patience);
        }

        response.Write("done");
        return default;
    }

    /// <summary>Clients that have sent their requests to a loop that is busy with the first one's.</summary>
    private async Task<Wire[]> QueueUpAsync(ServingHost host, int count)
    {
        Wire first = host.Connect();
        first.Send("GET /block HTTP/1.1", "Host: test", "Connection: close", "");
        Assert.True(await Task.Run(() => blocked.Wait(Patience)));
        Wire[] waiting = [.. Enumerable.Range(0, count).Select(_ => host.Connect())];
        foreach (Wire wire in waiting) wire.Send(Get);
        _ = Task.Run(() =>
        {
            first.ReadToEnd();
            first.Dispose();
        });
        return waiting;
    }

    /// <summary>What was posted to the loop before is done, and it has woken up anew since.</summary>
    private static async Task TurnAsync(ServingHost host)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Worker.Loop.Post(turn.SetResult);
        await turn.Task.WaitAsync(Patience);
    }

    private static async IAsyncEnumerable<SseItem<string>> Silent([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        yield break;
    }
}
