namespace Gatehouse.Hosting;

/// <summary>
/// The server cannot start, for a reason that its operator can mend: a setting that makes no sense, a port in use, a missing
/// privilege. The message is one line and needs no stack trace.
/// </summary>
/// <param name="message">What is wrong, naming the value and where it was set.</param>
public sealed class StartupException(string message) : Exception(message)
{
    /// <summary>The exit code of a command line that was not understood, as shells and getopt(1) have it.</summary>
    internal const int UsageExitCode = 2;

    /// <summary>What the process ends with.</summary>
    internal int ExitCode { get; init; } = 1;
}
