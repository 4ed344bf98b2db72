using Gatehouse.Linux;
using Gatehouse.Supervision;
using Xunit;

namespace Gatehouse.Runtime.Tests.Supervision;

public sealed class ProtocolTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0, 7)]
    [InlineData(1023, 0, 2147483647)]
    public void What_a_master_writes_a_worker_reads(int index, params int[] listeners)
    {
        WorkerSummons summons = Sample with { Index = index, Listeners = listeners };
        WorkerSummons read = WorkerSummons.Parse(summons.ToString());
        Assert.Equal(listeners, read.Listeners);
        Assert.Equal(summons, read with { Listeners = listeners });
    }

    [Fact]
    public void The_value_reads_as_it_should() =>
        Assert.Equal(
            "prefork master=10 index=1 generation=2 slot=3 channel=4 scoreboard=5 settings=6 beat=250 grace=30000 listen=7,8",
            (Sample with { Listeners = [7, 8] }).ToString());

    [Theory]
    [InlineData("1")]
    [InlineData("prefork master")]
    [InlineData("prefork master=1")]
    [InlineData("prefork master=x index=1 generation=2 slot=3 channel=4 scoreboard=5 settings=6 beat=250 grace=30000")]
    [InlineData("prefork master=-1 index=1 generation=2 slot=3 channel=4 scoreboard=5 settings=6 beat=250 grace=30000")]
    [InlineData("prefork master=1 index=1 generation=2 slot=3 channel=4 scoreboard=5 settings=6 beat=250 grace=30000 listen=")]
    public void Anything_else_is_refused_and_named(string text)
    {
        var e = Assert.Throws<FormatException>(() => WorkerSummons.Parse(text));
        Assert.Contains($"'{text}'", e.Message);
    }

    [Fact]
    public void A_failure_of_any_length_arrives_cut_between_characters()
    {
        (int own, int other) = MessageSocket.CreatePair();
        WorkerMessage.SendFailed(other, new string('ü', 5000));
        var buffer = new byte[MessageSocket.MaxMessage];
        int length = MessageSocket.Receive(own, buffer);
        Assert.Equal(WorkerMessage.Failed, buffer[0]);
        Assert.Equal(new string('ü', (MessageSocket.MaxMessage - 1) / 2), WorkerMessage.Text(buffer.AsSpan(0, length)));
        Libc.Close(own);
        Libc.Close(other);
    }

    [Fact]
    public void Early_deaths_wait_longer_and_longer_and_a_healthy_life_forgets_them()
    {
        var backOff = new CrashBackOff();
        Assert.Equal(0, backOff.AfterDeath(60_000));
        Assert.Equal(
            [100, 200, 400, 800, 1600, 3200, 5000, 5000],
            Enumerable.Range(0, 8).Select(i => backOff.AfterDeath(i % 2 == 0 ? null : 999)));
        Assert.Equal(0, backOff.AfterDeath(1000));
        Assert.Equal(100, backOff.AfterDeath(null));
    }

    [Fact]
    public void The_scoreboard_shows_a_slot_from_its_taking_to_its_release()
    {
        using Scoreboard board = Scoreboard.Create();
        int first = board.Take(0, 1, 1000);
        int second = board.Take(1, 1, 1001);
        board.SetPid(second, 77);
        using (var slot = new WorkerSlot(Libc.Fcntl(board.Descriptor, 0, 10), second))
        {
            slot.State = WorkerState.Ready;
            slot.Beat(2000, new WorkerCounters(12, 3));
        }

        board.Release(first);
        Assert.Equal(
            new SlotReading
            {
                State = WorkerState.Ready,
                Pid = 77,
                Index = 1,
                Generation = 1,
                StartedAt = 1001,
                Beat = 2000,
                Requests = 12,
                InFlight = 3,
            },
            Assert.Single(board.ReadAll()));
        Assert.Equal(first, board.Take(5, 2, 3000));
        Assert.Equal(0, board.Read(first).Pid);
    }

    private static WorkerSummons Sample => new()
    {
        Verb = "prefork",
        Master = 10,
        Index = 1,
        Generation = 2,
        Slot = 3,
        Channel = 4,
        Scoreboard = 5,
        Settings = 6,
        BeatInterval = TimeSpan.FromMilliseconds(250),
        GracefulTimeout = TimeSpan.FromSeconds(30),
    };
}
