using System.Globalization;
using Gatehouse.Http;

namespace Gatehouse.Serving;

/// <summary>The date as a loop's answers and its access log spell it: formatted once a second, whatever the load.</summary>
internal sealed class LoopClock
{
    // The wall clock is looked at only when the loop's own clock moved this far, so the text is at most that late.
    private const long Granularity = 250;

    private readonly byte[] httpDate = new byte[HttpDate.Length];
    private byte[] okOpening = [];
    private long readAt = long.MinValue / 2;
    private long second = -1;

    /// <summary>The date as an IMF-fixdate (RFC 9110 section 5.6.7).</summary>
    public ReadOnlySpan<byte> Date => httpDate;

    /// <summary>The first two lines of an answer of 200: those that nearly every answer begins with, in one piece.</summary>
    public ReadOnlySpan<byte> OkOpening => okOpening;

    /// <summary>The date as the Common Log Format spells it, such as <c>23/Nov/2026:02:13:18 +0000</c>.</summary>
    public string LogTime { get; private set; } = "";

    public void Refresh(long now)
    {
        if (now - readAt < Granularity) return;
        readAt = now;
        DateTimeOffset wall = DateTimeOffset.UtcNow;
        long current = wall.ToUnixTimeSeconds();
        if (current == second) return;
        second = current;
        HttpDate.Format(wall, httpDate);
        okOpening = [.. StatusLines.Get(200), .. "Date: "u8, .. httpDate, .. "\r\n"u8];
        LogTime = wall.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture);
    }
}
