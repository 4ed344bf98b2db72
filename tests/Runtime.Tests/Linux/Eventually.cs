using System.Diagnostics;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

/// <summary>Waits for what another process or thread will do, up to a deadline that only a failure reaches.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static void True(Func<bool> condition, Func<string> complaint)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Limit) Assert.Fail(complaint());
            Thread.Sleep(5);
        }
    }
}
