namespace Gatehouse.Detach;

/// <summary>What became of a detached start.</summary>
/// <param name="Pid">The detached process.</param>
/// <param name="Error">Why it did not start, in its own words if it had any; null when it runs.</param>
internal sealed record DetachOutcome(int Pid, string? Error)
{
    public bool Started => Error is null;

    /// <summary>What the process that waited should return.</summary>
    public int ExitCode => Started ? 0 : 1;
}
