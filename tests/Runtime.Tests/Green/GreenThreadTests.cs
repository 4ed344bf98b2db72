using Gatehouse.Green;
using Gatehouse.Runtime.Tests.Loop;
using Xunit;

namespace Gatehouse.Runtime.Tests.Green;

/// <summary>Green threads on a loop: spawn, kill, time-outs, pools, locals.</summary>
public sealed class GreenThreadTests
{
    [Fact]
    public async Task AThreadRunsAtOnceUntilItsFirstWaitAndThenTakesTurns()
    {
        using var thread = new LoopThread();
        await thread.RunAsync(async () =>
        {
            var order = new List<string>();
            GreenThread a = GreenThread.Spawn(() => Say("a", order));
            GreenThread b = GreenThread.Spawn(() => Say("b", order));
            order.Add("spawned");
            await a;
            await b;
            Assert.Equal(["a1", "b1", "spawned", "a2", "b2"], order);
        });

        static async ValueTask Say(string name, List<string> order)
        {
            order.Add(name + "1");
            await GreenThread.Yield();
            order.Add(name + "2");
        }
    }

    [Fact]
    public async Task AKilledThreadEndsAtItsWait()
    {
        using var thread = new LoopThread();
        await thread.RunAsync(async () =>
        {
            bool cleanedUp = false;
            GreenThread sleeper = GreenThread.Spawn(async () =>
            {
                try
                {
                    await GreenThread.Sleep(TimeSpan.FromMinutes(10));
                }
                finally
                {
                    cleanedUp = true;
                }
            });
            sleeper.Kill();
            await Assert.ThrowsAsync<GreenThreadKilledException>(async () => await sleeper);
            Assert.True(cleanedUp);
        });
    }

    [Fact]
    public async Task WorkThatTakesTooLongIsKilled()
    {
        using var thread = new LoopThread();
        await thread.RunAsync(async () =>
        {
            bool killed = false;
            await Assert.ThrowsAsync<TimeoutException>(async () => await GreenThread.WithTimeout(TimeSpan.FromMilliseconds(20), async () =>
            {
                await using CancellationTokenRegistration heard = GreenThread.Current!.Killed.Register(() => killed = true);
                await GreenThread.Sleep(TimeSpan.FromMinutes(10));
                return 1;
            }));
            Assert.True(killed);
            Assert.Equal(2, await GreenThread.WithTimeout(TimeSpan.FromMinutes(1), async () =>
            {
                await GreenThread.Yield();
                return 2;
            }));
        });
    }

    [Fact]
    public async Task APoolRunsNoMoreThanItsSize()
    {
        using var thread = new LoopThread();
        await thread.RunAsync(async () =>
        {
            var pool = new GreenPool(3);
            int running = 0, most = 0, done = 0;
            for (int i = 0; i < 20; i++)
            {
                await pool.SpawnAsync(async () =>
                {
                    most = Math.Max(most, ++running);
                    await GreenThread.Yield();
                    running--;
                    done++;
                });
            }

            await pool.JoinAsync();
            Assert.Equal((3, 20, 0), (most, done, pool.Count));
        });
    }

    [Fact]
    public async Task AKilledPoolEmptiesItself()
    {
        using var thread = new LoopThread();
        await thread.RunAsync(async () =>
        {
            var pool = new GreenPool(3);
            for (int i = 0; i < 3; i++) await pool.SpawnAsync(() => GreenThread.Sleep(TimeSpan.FromMinutes(10)));
            pool.Kill();
            await pool.JoinAsync();
            Assert.Equal(0, pool.Count);
        });
    }

    [Fact]
    public async Task EachThreadHasItsOwnLocals()
    {
        using var thread = new LoopThread();
        await thread.RunAsync(async () =>
        {
            var local = new GreenLocal<string>();
            string[] seen = new string[2];
            GreenThread[] threads = [.. Enumerable.Range(0, 2).Select(i => GreenThread.Spawn(async () =>
            {
                Assert.Null(local.Value);
                local.Value = $"mine {i}";
                await GreenThread.Yield();
                seen[i] = local.Value ?? "none";
            }))];
            foreach (GreenThread each in threads) await each;
            Assert.Equal(["mine 0", "mine 1"], seen);
            Assert.Throws<InvalidOperationException>(() => local.Value);
        });
    }
}
