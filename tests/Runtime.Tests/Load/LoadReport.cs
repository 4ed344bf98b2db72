using System.Collections.Concurrent;
using Xunit;

namespace Gatehouse.Runtime.Tests.Load;

/// <summary>What became of a load. The connections count in it while it goes on.</summary>
internal sealed class LoadReport
{
    private long sent;
    private long answered;
    private long connects;
    private long idleCloses;

    public long Sent => Volatile.Read(ref sent);

    /// <summary>Requests whose answers came whole, and were right in every byte.</summary>
    public long Answered => Volatile.Read(ref answered);

    public long Connects => Volatile.Read(ref connects);

    /// <summary>Connections that were closed between an answer that did not say so and the next request.</summary>
    public long IdleCloses => Volatile.Read(ref idleCloses);

    public ConcurrentQueue<FailedRequest> Failures { get; } = new();

    /// <summary>Milliseconds that the answers took.</summary>
    public ConcurrentBag<double> Times { get; } = [];

    public void CountSent(int count) => Interlocked.Add(ref sent, count);

    public void CountAnswered() => Interlocked.Increment(ref answered);

    public void CountConnect() => Interlocked.Increment(ref connects);

    public void CountIdleClose() => Interlocked.Increment(ref idleCloses);

    /// <summary>Every request was answered, and no client that was about to send was cut off.</summary>
    public void ExpectNoFailure(Func<string> log)
    {
        Assert.True(Failures.IsEmpty, $"{this}\n{log()}");
        Assert.Equal(Sent, Answered);
        Assert.Equal(0, IdleCloses);
        Assert.True(Answered > 0, "Nothing was asked.");
    }

    /// <summary>The time within which a share of the answers came, in milliseconds.</summary>
    public double At(double quantile)
    {
        double[] sorted = [.. Times.Order()];
        return sorted.Length == 0 ? 0 : sorted[Math.Min((int)(sorted.Length * quantile), sorted.Length - 1)];
    }

    public override string ToString()
    {
        string kinds = string.Join(", ", Failures.GroupBy(f => f.Kind).Select(g => $"{g.Key} {g.Count()}"));
        string some = string.Join("\n", Failures.Take(10));
        return $"{Sent} requests on {Connects} connections, {Answered} answered whole, {IdleCloses} closed while idle, {Failures.Count} failed"
            + (Failures.IsEmpty ? "" : $": {kinds}\n{some}");
    }
}
