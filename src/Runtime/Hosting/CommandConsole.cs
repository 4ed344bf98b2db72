namespace Gatehouse.Hosting;

/// <summary>
/// Where the command line writes. Plain streams, opened when first used: Console.Out would prepare a terminal for reading
/// keys (it sends ESC [ ? 1 h), with which a server has no business.
/// </summary>
internal sealed class CommandConsole
{
    public CommandConsole()
    {
    }

    /// <summary>Writes elsewhere, for tests.</summary>
    public CommandConsole(TextWriter output, TextWriter error)
    {
        Output = output;
        Error = error;
    }

    /// <summary>For what was asked for.</summary>
    public TextWriter Output => field ??= new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };

    /// <summary>For what went wrong.</summary>
    public TextWriter Error => field ??= new StreamWriter(Console.OpenStandardError()) { AutoFlush = true };

    /// <summary>Writes a line for each line of a message, with the program's name before it.</summary>
    public void Complain(string name, string message)
    {
        foreach (string line in message.Split('\n'))
            Error.WriteLine($"{name}: {line}");
    }
}
