namespace Gatehouse.Supervision;

/// <summary>
/// How long to wait before a dead worker is replaced: not at all, unless it dies as soon as it starts, again and again. In
/// milliseconds.
/// </summary>
internal sealed class CrashBackOff
{
    /// <summary>A worker that served this long was not broken from the start.</summary>
    public const long HealthyPeriod = 1000;

    private const long First = 100;
    private const long Longest = 30_000;

    private long delay;

    /// <param name="servedFor">How long the worker was ready; null when it never was.</param>
    public long AfterDeath(long? servedFor) =>
        delay = servedFor >= HealthyPeriod ? 0 : delay == 0 ? First : Math.Min(delay * 2, Longest);
}
