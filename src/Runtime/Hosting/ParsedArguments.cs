using Gatehouse.Hosting.Diagnosis;
using Gatehouse.Hosting.Operating;

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
    Operate,
    Routes,
    RoutesAsJson,
    RoutesHelp,
    Doctor,
    DoctorHelp,
}

/// <summary>A command line that was understood; the values are not yet.</summary>
internal sealed record ParsedArguments
{
    public required Request Request { get; init; }

    /// <summary>Null for help, version and commands.</summary>
    public Verb? Verb { get; init; }

    /// <summary>What is asked of a running server; null where something else is asked for.</summary>
    public CommandOptions? Command { get; init; }

    /// <summary>What is asked about a running deployment; null where something else is asked for.</summary>
    public DoctorOptions? Doctor { get; init; }

    /// <summary>The texts of each setting that was given, and the option it was given with.</summary>
    public IReadOnlyDictionary<Setting, (IReadOnlyList<string> Texts, string Origin)> Said { get; init; } =
        new Dictionary<Setting, (IReadOnlyList<string> Texts, string Origin)>();

    /// <summary>--config.</summary>
    public string? ConfigPath { get; init; }
}
