using System.Diagnostics;
using System.Text;
using Gatehouse.Linux;

namespace Gatehouse.Hosting.Operating;

/// <summary>Carries a command out and says what happened. Ctrl-C leaves it at any time: what was asked for goes on.</summary>
internal sealed class CommandRun(CommandOptions options, ServerSearch search, string name, CommandConsole console)
{
    private const int StandardOutput = 1;

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);

    /// <returns>0 when what was asked for is so; else 1, with the reason on standard error.</returns>
    public int Run()
    {
        try
        {
            using RunningServer server = search.Find();
            switch (options.Command)
            {
                case Command.Status:
                    return options.Watch ? Watch(server) : Show(server);
                case Command.Reload:
                    console.Output.WriteLine(server.Reload(StartLimit));
                    return 0;
                case Command.Stop:
                    server.Stop(options.Quick);
                    if (!server.WaitForExit(StopLimit)) throw new OperatingException($"it is still running after {StopLimit.TotalSeconds} s");
                    console.Output.WriteLine("stopped");
                    return 0;
                case Command.Scale:
                    server.Scale(options.Workers, StartLimit);
                    server.WaitForWorkers(options.Workers, StartLimit);
                    console.Output.WriteLine($"{options.Workers} workers are ready");
                    return 0;
                case Command.Upgrade:
                    console.Output.WriteLine($"process {Upgrade(server)} serves");
                    return 0;
                default:
                    server.ReopenLogs();
                    console.Output.WriteLine("the log files are opened anew");
                    return 0;
            }
        }
        catch (OperatingException e)
        {
            console.Complain(name, e.Message);
            return 1;
        }
    }

    /// <summary>A new generation is the first worker, then the others.</summary>
    private TimeSpan? StartLimit =>
        options.Wait ?? (search.StartTimeout == TimeSpan.Zero ? null : (search.StartTimeout * 2) + Margin);

    private TimeSpan StopLimit => options.Wait ?? search.GracefulTimeout + Margin;

    /// <returns>Process id of the new master, which is the only one then and has the pid file and the control socket.</returns>
    private int Upgrade(RunningServer server)
    {
        int successor = server.Upgrade(StartLimit);
        if (!server.WaitForExit(StopLimit))
            throw new OperatingException($"process {successor} serves, but the old one is still there after {StopLimit.TotalSeconds} s");
        RunningProcess process = RunningProcess.Find(successor) ?? throw new OperatingException($"process {successor} has ended meanwhile; see its log");
        using var newer = new SignalledServer(process, name);
        newer.WaitForPromotion(StopLimit);
        return successor;
    }

    private int Show(RunningServer server)
    {
        if (server is SignalledServer { HasScoreboard: false } process && process.OtherVerb is { } verb)
        {
            console.Output.WriteLine($"{name} (pid {process.Pid}) runs as {verb.Word()}: it has no workers to show");
            return 0;
        }

        ServiceStatus status = server.StatusWithRates();
        if (options.Json) console.Output.Write(Encoding.UTF8.GetString(StatusJson.Write(status)));
        else StatusTable.Write(console.Output, status);
        if (status.IsReady) return 0;
        console.Complain(name, StatusTable.Printable(status.WhyNotReady));
        return 1;
    }

    /// <summary>Until Ctrl-C, or the end of the server, which is an error.</summary>
    private int Watch(RunningServer server)
    {
        bool isTerminal = Terminals.Is(StandardOutput);
        ServiceStatus status = server.StatusWithRates();
        while (true)
        {
            var text = new StringWriter();
            if (options.Json) text.Write(Encoding.UTF8.GetString(StatusJson.Write(status)));
            else StatusTable.Write(text, status);

            // To the first place, and what is left below goes (ECMA-48, CUP and ED). In one piece: it does not flicker.
            console.Output.Write(isTerminal ? $"\e[H\e[J{text}" : $"{text}\n");
            long drawn = Stopwatch.GetTimestamp();
            server.TakeSample();
            if (server.WaitForExit(WatchInterval - Stopwatch.GetElapsedTime(drawn))) throw new OperatingException("it has ended");
            status = server.Status();
        }
    }
}
