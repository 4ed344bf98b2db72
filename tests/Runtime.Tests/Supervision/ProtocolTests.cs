using Gatehouse.Linux;
using Gatehouse.Serving;
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
            "prefork master=10 layout=2 index=1 generation=2 slot=3 channel=4 scoreboard=5 settings=6 beat=250 grace=30000 listen=7,8",
            (Sample with { Listeners = [7, 8] }).ToString());

    [Theory]
    [InlineData("1")]
    [InlineData("prefork master")]
    [InlineData("prefork master=1")]
    [InlineData("prefork master=x layout=2 index=1 generation=2 slot=3 channel=4 scoreboard=5 settings=6 beat=250 grace=30000")]
    [InlineData("prefork master=-1 layout=2 index=1 generation=2 slot=3 channel=4 scoreboard=5 settings=6 beat=250 grace=30000")]
    [InlineData("prefork master=1 layout=2 index=1 generation=2 slot=3 channel=4 scoreboard=5 settings=6 beat=250 grace=30000 listen=")]
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
            [100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000],
            Enumerable.Range(0, 11).Select(i => backOff.AfterDeath(i % 2 == 0 ? null : 999)));
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
            slot.Beat(2000);
            var counters = new ServingCounters(slot.Counters) { Running = 3 };
            counters.Answered(200, 7);
        }

        board.Release(first);
        Assert.Equal(WorkerState.Starting, Assert.Single(board.ReadAll()).State);
        board.SetReady(second, 1500);
        SlotReading reading = Assert.Single(board.ReadAll());
        Assert.Equal(
            new SlotReading { State = WorkerState.Ready, Pid = 77, Index = 1, Generation = 1, StartedAt = 1001, ReadyAt = 1500, Beat = 2000 },
            reading with { Counters = null! });
        ServingTotals counted = ServingCounters.Read(reading.Counters);
        Assert.Equal((3, 1), (counted.Running, counted.Requests));
        Assert.Equal([0, 1, 0], counted.Durations[1].Buckets[..3]);
        Assert.Equal(first, board.Take(5, 2, 3000));
        Assert.Equal(0, board.Read(first).Pid);
    }

    [Fact]
    public void What_a_worker_that_is_gone_has_counted_stays_with_the_master()
    {
        using Scoreboard board = Scoreboard.Create();
        for (int life = 1; life <= 2; life++)
        {
            int slot = board.Take(0, 1, 1000);
            using var page = new WorkerSlot(Libc.Fcntl(board.Descriptor, 0, 10), slot);
            var counters = new ServingCounters(page.Counters) { Running = 1 };
            counters.ConnectionOpened();
            counters.Answered(503, 20_000);
            board.SetReason(slot, 1500, "because");
            board.Retire(slot);
            SlotReading reading = Assert.Single(board.ReadAll());
            Assert.Equal((WorkerState.Waiting, 0, (1500, "because")), (reading.State, reading.Pid, reading.Reason));
            Assert.All(reading.Counters, word => Assert.Equal(0, word));
            ServingTotals retired = ServingCounters.Read(board.ReadMaster().Retired);
            Assert.Equal((0, 0, life, life), (retired.Running, retired.Connections, retired.Accepted, retired.Requests));
            Assert.Equal((life, life * 20_000), (retired.Durations[4].Buckets[^1], retired.Durations[4].Milliseconds));
            board.Release(slot);
        }

        Assert.Empty(board.ReadAll());
    }

    [Fact]
    public void The_scoreboard_of_a_process_is_found_and_read_from_outside()
    {
        using Scoreboard board = Scoreboard.Create();
        board.SetMaster(MasterLayout.Wanted, 4);
        board.SetEvent(77, new string('ü', 1000));
        using Scoreboard? found = Scoreboard.Find(Environment.ProcessId);
        MasterReading master = found!.ReadMaster();
        Assert.Equal((Environment.ProcessId, 4), (master.Pid, master.Wanted));
        Assert.Equal((77, new string('ü', MasterLayout.LastEventBytes / 2)), master.LastEvent);
        Assert.Null(Scoreboard.Find(int.MaxValue));
        board.SetMaster(MasterLayout.Version, 1);
        Assert.Contains("another version", Assert.Throws<NotSupportedException>(() => Scoreboard.Find(Environment.ProcessId)).Message);
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
