using System.Diagnostics;
using System.Text;

namespace Gatehouse.EndToEnd;

/// <summary>Runs a program to its end and keeps what it printed. Bounded in time; what is over it is killed with its children.</summary>
internal sealed record Command(int ExitCode, string Output)
{
    /// <summary>Runs a program.</summary>
    /// <param name="file">Name or path.</param>
    /// <param name="arguments">Arguments, each as it shall arrive.</param>
    /// <param name="directory">Working directory.</param>
    /// <param name="environment">Variables to set, or with null to remove.</param>
    /// <param name="limit">Time it may take.</param>
    public static async Task<Command> RunAsync(
        string file,
        IEnumerable<string> arguments,
        string? directory = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = directory ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        using var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var deadline = new CancellationTokenSource(limit ?? TimeSpan.FromMinutes(10));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{file} {string.Join(' ', start.ArgumentList)}' took too long. So far:\n{Text()}");
        }

        return new Command(process.ExitCode, Text());

        void Keep(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null) return;
            lock (output) output.Append(line.Data).Append('\n');
        }

        string Text()
        {
            lock (output) return output.ToString();
        }
    }

    /// <summary>Fails the test unless the program ended with 0.</summary>
    public Command Succeeded()
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}:\n{Output}");
        return this;
    }

    /// <summary>Fails the test unless the program ended with another code than 0.</summary>
    public Command Failed()
    {
        Assert.True(ExitCode != 0, $"It was expected to fail:\n{Output}");
        return this;
    }
}
