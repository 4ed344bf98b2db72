namespace Gatehouse.Linux;

/// <summary>How to start a process. What is not named here is not inherited, the three standard streams aside.</summary>
internal sealed record SpawnRequest(ProcessCommand Command)
{
    /// <summary>Descriptors that the child gets under the same numbers. Everything else above 2 is closed in it.</summary>
    public IReadOnlyList<int> Inherit { get; init; } = [];

    /// <summary>Variables that the child has besides this process's own, or instead of them.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Opened as the child's standard input; null: as here.</summary>
    public string? Input { get; init; }

    /// <summary>Opened, to be appended to, as the child's standard output and error; null: as here.</summary>
    public string? Output { get; init; }

    /// <summary>Makes the child the leader of a session without a terminal; setsid(2).</summary>
    public bool NewSession { get; init; }
}
