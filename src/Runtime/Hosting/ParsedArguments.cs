namespace Gatehouse.Hosting;

/// <summary>What a command line asks for.</summary>
internal enum Request
{
    Serve,
    Help,
    Version,
    PrintConfig,
    PrintConfigAsJson,
    CheckConfig,
}

/// <summary>A command line that was understood; the values are not yet.</summary>
internal sealed record ParsedArguments
{
    public required Request Request { get; init; }

    /// <summary>Null only for help and version.</summary>
    public Verb? Verb { get; init; }

    /// <summary>The texts of each setting that was given, and the option it was given with.</summary>
    public IReadOnlyDictionary<Setting, (IReadOnlyList<string> Texts, string Origin)> Said { get; init; } =
        new Dictionary<Setting, (IReadOnlyList<string> Texts, string Origin)>();

    /// <summary>--config.</summary>
    public string? ConfigPath { get; init; }
}
