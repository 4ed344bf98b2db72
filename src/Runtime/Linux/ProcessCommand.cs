namespace Gatehouse.Linux;

/// <summary>What to run: a file, its arguments and the directory to start in.</summary>
/// <param name="Path">The executable.</param>
/// <param name="Arguments">Every argument from the name of the program on, as bytes: Linux does not promise UTF-8.</param>
/// <param name="Directory">Where relative paths in the arguments start.</param>
internal sealed record ProcessCommand(string Path, IReadOnlyList<byte[]> Arguments, string Directory)
{
    private static readonly Lazy<ProcessCommand> Current = new(Read);

    /// <summary>
    /// What started this process, whether it is an apphost, <c>dotnet app.dll</c> or native code. Paths stay as they were written,
    /// symbolic links included, so that what stands there now is what the next spawn runs. Ask before the process changes its
    /// directory: the first answer is kept.
    /// </summary>
    public static ProcessCommand OfThisProcess => Current.Value;

    private static ProcessCommand Read()
    {
        string directory = StartDirectory();
        List<byte[]> arguments = Split(File.ReadAllBytes("/proc/self/cmdline"));
        return new ProcessCommand(Executable(arguments, directory), arguments, directory);
    }

    /// <summary>The directory as the shell named it (a link such as "current" is followed anew by each spawn), if that is where we are.</summary>
    private static string StartDirectory()
    {
        string physical = Environment.CurrentDirectory;
        string? logical = Environment.GetEnvironmentVariable("PWD");
        return logical is ['/', ..] && FileIdentity.Of(logical) is { } named && named == FileIdentity.Of(physical) ? logical : physical;
    }

    /// <summary>The arguments each end with a NUL; proc_pid_cmdline(5).</summary>
    private static List<byte[]> Split(ReadOnlySpan<byte> commandLine)
    {
        var arguments = new List<byte[]>();
        for (int end; (end = commandLine.IndexOf((byte)0)) >= 0; commandLine = commandLine[(end + 1)..])
            arguments.Add(commandLine[..end].ToArray());
        return arguments;
    }

    private static string Executable(List<byte[]> arguments, string directory)
    {
        string resolved = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this process is not known.");
        if (arguments.Count == 0 || FileIdentity.Of("/proc/self/exe") is not { } running) return resolved;
        string name = System.Text.Encoding.UTF8.GetString(arguments[0]);
        IEnumerable<string> places = name.Contains('/') ? [directory] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        foreach (string place in places)
        {
            string candidate = System.IO.Path.Combine(directory, place, name);
            if (FileIdentity.Of(candidate) == running) return candidate;
        }

        return resolved;
    }
}
