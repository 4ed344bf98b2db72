using System.Globalization;
using System.Text;
using Gatehouse.Linux;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Detach;

/// <summary>
/// Leaves the terminal the way twistd does, without fork: the program starts itself again in a session of its own, waits for
/// that process to say that it is up, and only then returns to the shell. Whoever started it knows whether it runs.
/// </summary>
/// <remarks>
/// The detached process does the rest in twistd's order: working directory, umask, <see cref="PidFile"/>, listeners,
/// privileges, then the application, then <see cref="ReportReady"/>.
/// </remarks>
internal sealed class Detachment
{
    /// <summary>Tells the detached process where to report to.</summary>
    public const string Variable = "GATEHOUSE_DETACHED";

    private const string Nowhere = "/dev/null";
    private const byte Ready = (byte)'R';
    private const byte Failed = (byte)'F';

    private static readonly Lazy<Detachment?> Adopted = new(Adopt);

    private int pipe;

    private Detachment(int pipe) => this.pipe = pipe;

    /// <summary>The detached process's side; null in a process that was not started by <see cref="Start"/>.</summary>
    public static Detachment? Current => Adopted.Value;

    /// <summary>Starts this program again, detached, and waits until it is up or has failed.</summary>
    /// <param name="logger">Told how it went.</param>
    /// <param name="command">What to start; null: what started this process.</param>
    /// <param name="output">File that the standard output and error are appended to; null: nowhere.</param>
    /// <param name="inherit">Descriptors to hand on, such as sockets that systemd passed.</param>
    public static DetachOutcome Start(
        ILogger logger, ProcessCommand? command = null, string? output = null, IReadOnlyList<int>? inherit = null)
    {
        (int read, int write) = StatusPipe.Create();
        try
        {
            ChildProcess child;
            try
            {
                child = ProcessSpawner.Spawn(new SpawnRequest(command ?? ProcessCommand.OfThisProcess)
                {
                    Inherit = [.. inherit ?? [], write],
                    Environment = new Dictionary<string, string> { [Variable] = write.ToString(CultureInfo.InvariantCulture) },
                    Input = Nowhere,
                    Output = output is null ? Nowhere : Path.GetFullPath(output),
                    NewSession = true,
                });
            }
            finally
            {
                Libc.Close(write);
            }

            using (child) return Conclude(logger, child, StatusPipe.ReadToEnd(read), output);
        }
        finally
        {
            Libc.Close(read);
        }
    }

    /// <summary>The service is up: the process that waits may return to the shell. The first report counts.</summary>
    public void ReportReady() => Report([Ready]);

    /// <summary>The service could not start, and why, for the one who typed the command. This process is to end by itself.</summary>
    public void ReportFailure(string reason) => Report([Failed, .. Encoding.UTF8.GetBytes(reason)]);

    private static DetachOutcome Conclude(ILogger logger, ChildProcess child, byte[] word, string? output)
    {
        if (word is [Ready, ..])
        {
            DetachLog.Started(logger, child.Pid);
            return new DetachOutcome(child.Pid, null);
        }

        string reason = word is [Failed, ..] ? Encoding.UTF8.GetString(word.AsSpan(1)) : Silence(child, output);
        DetachLog.Failed(logger, child.Pid, reason);
        return new DetachOutcome(child.Pid, reason);
    }

    /// <summary>The pipe closed without a word.</summary>
    private static string Silence(ChildProcess child, string? output)
    {
        string end = child.WaitForExit() is { IsKnown: true } status ? status.ToString() : "nothing is known about its end";
        return $"The service ended before it was ready ({end})" + (output is null ? "." : $"; see {output}.");
    }

    private static Detachment? Adopt()
    {
        string? text = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(text)) return null;
        Environment.SetEnvironmentVariable(Variable, null);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int pipe))
            throw new FormatException($"{Variable} is set by the process that detaches; '{text}' is not a value it sets.");
        Descriptors.CloseOnExec(pipe);
        return new Detachment(pipe);
    }

    private void Report(ReadOnlySpan<byte> word)
    {
        int fd = Interlocked.Exchange(ref pipe, -1);
        if (fd < 0) return;
        StatusPipe.Write(fd, word);
        Libc.Close(fd);
    }
}
