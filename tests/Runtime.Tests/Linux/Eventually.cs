using System.Diagnostics;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

/// <summary>Waits for what another process or thread will do, up to a deadline that only a failure reaches.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static void True(Func<bool> condition, Func<string> complaint) => True(condition, complaint, Limit);

    public static void True(Func<bool> condition, Func<string> complaint, TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > limit) Assert.Fail(complaint());
            Thread.Sleep(5);
        }
    }
}
