using System.Globalization;

namespace Gatehouse.Supervision;

/// <summary>How the service fares at one moment.</summary>
internal readonly record struct SupervisorStatus
{
    /// <summary>Number of the generation that serves.</summary>
    public int Generation { get; init; }

    /// <summary>Workers that are not ready yet.</summary>
    public int Starting { get; init; }

    public int Ready { get; init; }

    /// <summary>Workers that have been told to stop, or are stuck and on their way out.</summary>
    public int Draining { get; init; }

    /// <summary>Requests that all of them are at.</summary>
    public long Running { get; init; }

    public bool IsReloading { get; init; }

    public bool IsStopping { get; init; }

    /// <summary>The operator has sent the workers away (WINCH).</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>A worker answers, or will; or nobody expects one to.</summary>
    public bool IsAlive { get; init; }

    /// <summary>In one line, for a service manager.</summary>
    public override string ToString()
    {
        if (IsStopping) return $"draining {Count(Starting + Ready + Draining, "worker")}, {Count(Running, "request")} running";
        var parts = new List<string>();
        if (Ready == 0 && IsWithdrawn) parts.Add("no workers, as asked for by WINCH");
        else if (Ready == 0 && Starting > 0) parts.Add($"starting {Count(Starting, "worker")}");
        else parts.Add(Count(Ready, "worker") + " ready");
        parts.Add(string.Create(CultureInfo.InvariantCulture, $"generation {Generation}"));
        if (Ready > 0 && Starting > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{Starting} starting"));
        if (Draining > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{Draining} draining"));
        return (IsReloading ? "reloading: " : "") + string.Join(", ", parts);
    }

    private static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
