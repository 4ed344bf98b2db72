using System.Globalization;
using Gatehouse.Http;

namespace Gatehouse.Serving;

/// <summary>The date as a loop's answers and its access log spell it: formatted once a second, whatever the load.</summary>
internal sealed class LoopClock
{
    // The wall clock is looked at only when the loop's own clock moved this far, so the text is at most that late.
    private const long Granularity = 250;

    private readonly byte[] httpDate = new byte[HttpDate.Length];
    private readonly byte[] logTime = new byte["23/Nov/2026:02:13:18 +0000".Length];
    private readonly byte[] isoTime = new byte["2026-11-23T02:13:18Z".Length];
    private readonly byte[] okOpening = [.. StatusLines.Get(200), .. DateName, .. new byte[HttpDate.Length], .. LineEnd];
    private long readAt = long.MinValue / 2;
    private long second = -1;

    private static ReadOnlySpan<byte> DateName => "Date: "u8;

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    /// <summary>The date as an IMF-fixdate (RFC 9110 section 5.6.7).</summary>
    public ReadOnlySpan<byte> Date => httpDate;

    /// <summary>The first two lines of an answer of 200: those that nearly every answer begins with, in one piece.</summary>
    public ReadOnlySpan<byte> OkOpening => okOpening;

    /// <summary>The date as the Common Log Format spells it, such as <c>23/Nov/2026:02:13:18 +0000</c>.</summary>
    public ReadOnlySpan<byte> LogTime => logTime;

    /// <summary>The date by RFC 3339, such as <c>2026-11-23T02:13:18Z</c>.</summary>
    public ReadOnlySpan<byte> IsoTime => isoTime;

    public void Refresh(long now)
    {
        if (now - readAt < Granularity) return;
        readAt = now;
        DateTimeOffset wall = DateTimeOffset.UtcNow;
        long current = wall.ToUnixTimeSeconds();
        if (current == second) return;
        second = current;
        HttpDate.Format(wall, httpDate);
        wall.TryFormat(logTime, out _, "dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture);
        wall.TryFormat(isoTime, out _, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        httpDate.CopyTo(okOpening.AsSpan(okOpening.Length - LineEnd.Length - HttpDate.Length));
    }
}
