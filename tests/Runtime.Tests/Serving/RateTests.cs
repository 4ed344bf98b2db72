using Gatehouse.Loop;
using Gatehouse.Proxy;
using Gatehouse.Serving;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>The least rates at their edges, on a clock of the test's own.</summary>
public sealed class RateTests
{
    [Fact]
    public void TheGraceIsOfTheTimeThatWasWaitedOnly()
    {
        var rate = new DataRate();
        rate.BeginWait(1_000);
        Assert.Equal(6_000, rate.FailsAt(0, 240, 5_000));
        rate.EndWait(3_000);

        // The handler takes an hour; 3 of the 5 s are left.
        rate.BeginWait(3_600_000);
        Assert.Equal(3_603_000, rate.FailsAt(0, 240, 5_000));
    }

    [Fact]
    public void TheRateIsOfAllBytesOverAllWaits()
    {
        var rate = new DataRate();
        rate.BeginWait(0);
        Assert.Equal(10_000, rate.FailsAt(2_400, 240, 5_000));
        rate.EndWait(8_000);
        rate.BeginWait(20_000);
        Assert.Equal(22_000, rate.FailsAt(2_400, 240, 5_000));
        Assert.Equal(20_000, rate.FailsAt(240, 240, 5_000));
    }

    [Fact]
    public void ARateOfZeroIsAnyRate()
    {
        var rate = new DataRate();
        rate.BeginWait(1);
        Assert.Equal(Deadline.Never, rate.FailsAt(0, 0, 5_000));
    }

    [Fact]
    public void AClientThatTakesNothingIsTooSlowAfterTheWriteTimeout()
    {
        SendProgress progress = Progress(o => o with { WriteTimeout = 3_000 });
        Assert.Equal(4_000, progress.Begin(1_000, 500));
        Assert.False(progress.IsTooSlow(3_999, 500, out long next));
        Assert.Equal(4_000, next);
        Assert.True(progress.IsTooSlow(4_000, 500, out _));
    }

    [Fact]
    public void AByteTakenMovesTheWriteTimeoutButNotTheRate()
    {
        SendProgress progress = Progress(o => o with { WriteTimeout = 3_000, MinSendRate = 100, RateGrace = 5_000 });
        progress.Begin(0, 100_000);
        Assert.False(progress.IsTooSlow(2_000, 99_000, out long next));
        Assert.Equal(5_000, next);
        Assert.False(progress.IsTooSlow(5_000, 98_999, out next));
        Assert.Equal(8_000, next);
        Assert.False(progress.IsTooSlow(8_000, 98_998, out next));
        Assert.Equal(10_020, next);
        Assert.True(progress.IsTooSlow(10_020, 98_998, out _));
        Assert.Equal(1_002, progress.Taken);
    }

    [Fact]
    public void TimeWithoutAWaitDoesNotCount()
    {
        SendProgress progress = Progress(o => o with { WriteTimeout = 60_000, MinSendRate = 100, RateGrace = 5_000 });
        progress.Begin(0, 1_000);
        progress.End(4_000, 1_000);
        Assert.Equal(501_000, progress.Begin(500_000, 1_000));
        Assert.Equal(4_000, progress.Waited);
    }

    private static SendProgress Progress(Func<ServingOptions, ServingOptions> configure) =>
        new(configure(new ServingOptions { Logger = NullLogger.Instance, Trust = TrustPolicy.Nobody }));
}
