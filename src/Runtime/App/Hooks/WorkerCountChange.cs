namespace Gatehouse;

/// <summary>The number of workers that a pre-fork master wants has changed.</summary>
public sealed class WorkerCountChange
{
    /// <summary>The number before; 0 after SIGWINCH.</summary>
    public required int Old { get; init; }

    /// <summary>The number from now on; 0 after SIGWINCH, which lets all workers go.</summary>
    public required int New { get; init; }
}
