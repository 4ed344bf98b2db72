using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Gatehouse.EndToEnd;

/// <summary>A server that a test started: it is ready when it accepts a connection, and it is ended by its process id.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder log = new();

    private AppProcess(string program, IEnumerable<string> arguments, string directory)
    {
        process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = directory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };

        // What a platform sets would change what the command line says.
        IDictionary<string, string?> environment = process.StartInfo.Environment;
        string[] foreign = ["PORT", "WEB_CONCURRENCY", "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID"];
        foreach (string name in environment.Keys.Where(name => foreign.Contains(name) || name.StartsWith("GATEHOUSE_", StringComparison.Ordinal)).ToArray())
            environment.Remove(name);
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    /// <summary>What it printed so far.</summary>
    public string Log
    {
        get
        {
            lock (log) return log.ToString();
        }
    }

    /// <summary>Starts a server and waits until somebody accepts connections at an end point.</summary>
    public static async Task<AppProcess> StartAsync(EndPoint endPoint, string program, IEnumerable<string> arguments, string directory)
    {
        var app = new AppProcess(program, arguments, directory);
        long deadline = Stopwatch.GetTimestamp() + (long)(StartLimit.TotalSeconds * Stopwatch.Frequency);
        while (!await AcceptsAsync(endPoint))
        {
            bool ended = app.process.HasExited;
            if (!ended && Stopwatch.GetTimestamp() < deadline)
            {
                await Task.Delay(20);
                continue;
            }

            string what = ended ? $"ended with exit code {app.process.ExitCode} before it answered" : $"does not accept connections at {endPoint}";
            await app.DisposeAsync();
            Assert.Fail($"{program} {string.Join(' ', arguments)} {what}:\n{app.Log}");
        }

        return app;
    }

    /// <summary>Asks it to stop (SIGTERM), waits, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        Assert.False(process.HasExited, $"The server ended by itself:\n{Log}");
        _ = kill(process.Id, Terminate);
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The server did not end within {StopLimit.TotalSeconds} s of SIGTERM:\n{Log}");
        }

        return process.ExitCode;
    }

    /// <summary>Sends it a signal, by number.</summary>
    public void Signal(int number) => _ = kill(process.Id, number);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static async Task<bool> AcceptsAsync(EndPoint endPoint)
    {
        using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (log) log.Append(line.Data).Append('\n');
    }

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);
}
