namespace Gatehouse.Hosting.Operating;

/// <summary>What was said behind a command, other than settings.</summary>
internal sealed record CommandOptions
{
    public required Command Command { get; init; }

    /// <summary>--json: the status for programs.</summary>
    public bool Json { get; init; }

    /// <summary>--watch: the status again and again.</summary>
    public bool Watch { get; init; }

    /// <summary>--quick: running requests are not waited for.</summary>
    public bool Quick { get; init; }

    /// <summary>scale: how many workers.</summary>
    public int Workers { get; init; }

    /// <summary>--wait: how long the result is waited for; null for what the settings make likely.</summary>
    public TimeSpan? Wait { get; init; }
}
