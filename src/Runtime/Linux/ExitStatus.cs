namespace Gatehouse.Linux;

/// <summary>How a process ended.</summary>
internal readonly record struct ExitStatus
{
    private ExitStatus(bool known, int code, int signal)
    {
        IsKnown = known;
        Code = code;
        Signal = signal;
    }

    /// <summary>False when somebody else reaped the process; the other values are 0 then.</summary>
    public bool IsKnown { get; }

    /// <summary>What it returned; 0 when a signal ended it.</summary>
    public int Code { get; }

    /// <summary>The signal that ended it, or 0.</summary>
    public int Signal { get; }

    public static ExitStatus Unknown => default;

    public static ExitStatus Exited(int code) => new(true, code, 0);

    public static ExitStatus Killed(int signal) => new(true, 0, signal);

    public override string ToString() =>
        !IsKnown ? "exit status unknown" : Signal != 0 ? $"killed by {Signals.Name(Signal)}" : $"exit code {Code}";
}
