using Gatehouse.Linux;
using Gatehouse.Loop;
using Xunit;

namespace Gatehouse.Runtime.Tests.Loop;

/// <summary>The mailbox, the deadlines and the synchronization context of a running loop.</summary>
public sealed class EventLoopTests
{
    [Fact]
    public async Task RunsWhatOtherThreadsPostInTheirOrder()
    {
        using var thread = new LoopThread();
        var seen = new List<int>[4];
        var done = new CountdownEvent(4);
        Parallel.For(0, 4, source =>
        {
            List<int> mine = seen[source] = [];
            for (int i = 0; i < 5000; i++)
            {
                int number = i;
                thread.Loop.Post(() => mine.Add(number));
            }

            thread.Loop.Post(() => done.Signal());
        });
        await Task.Run(() => Assert.True(done.Wait(TimeSpan.FromSeconds(20))));
        foreach (List<int> mine in seen) Assert.Equal(Enumerable.Range(0, 5000), mine);
    }

    [Fact]
    public async Task AnAwaitComesHomeToTheLoop()
    {
        using var thread = new LoopThread();
        await thread.RunAsync(async () =>
        {
            Assert.True(thread.Loop.InLoop);
            await Task.Run(() => Assert.False(thread.Loop.InLoop));
            Assert.True(thread.Loop.InLoop);
            await Task.Delay(1).ConfigureAwait(false);
            await thread.Loop.SwitchTo();
            Assert.True(thread.Loop.InLoop);
        });
    }

    [Fact]
    public async Task ATimerCallsOnceAndNotBeforeItsTime()
    {
        using var thread = new LoopThread();
        var calls = new List<long>();
        var done = new TaskCompletionSource();
        long start = Environment.TickCount64;
        await thread.RunAsync(() =>
        {
            thread.Loop.After(TimeSpan.FromMilliseconds(50), () => calls.Add(Environment.TickCount64 - start));
            thread.Loop.After(TimeSpan.FromMilliseconds(150), done.SetResult);
            LoopTimer never = thread.Loop.After(TimeSpan.FromMilliseconds(60), () => calls.Add(-1));
            thread.Loop.ClearDeadline(never);
            return Task.CompletedTask;
        });
        await done.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(Assert.Single(calls) >= 50 - 16, $"called after {calls[0]} ms");
    }

    [Fact]
    public async Task ACallbackThatThrowsIsReportedAndTheLoopGoesOn()
    {
        using var thread = new LoopThread();
        var reported = new TaskCompletionSource<Exception>();
        thread.Loop.OnUnhandledException = reported.SetResult;
        thread.Loop.Post(() => throw new InvalidOperationException("boom"));
        Assert.Equal("boom", (await reported.Task.WaitAsync(TimeSpan.FromSeconds(20))).Message);
        await thread.RunAsync(() => Task.CompletedTask);
    }

    [Fact]
    public async Task ACallbackThatPostsItselfStarvesNobody()
    {
        using var thread = new LoopThread();
        bool stop = false;
        void Again()
        {
            if (!stop) thread.Loop.Post(Again);
        }

        thread.Loop.Post(Again);
        using var ready = new EventFd();
        var heard = new TaskCompletionSource();
        await thread.RunAsync(() =>
        {
            thread.Loop.Watch(ready.Descriptor, PollEvents.In, new PollCallback(_ =>
            {
                thread.Loop.Unwatch(ready.Descriptor);
                heard.SetResult();
            }));
            return Task.CompletedTask;
        });
        ready.Signal();
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(20));
        thread.Loop.Post(() => stop = true);
    }
}
