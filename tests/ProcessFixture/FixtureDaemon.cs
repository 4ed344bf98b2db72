using Gatehouse.Detach;
using Gatehouse.Linux;

namespace Gatehouse.ProcessFixture;

/// <summary>A daemon: the parent's side prints what became of the child, the child's side runs until SIGTERM.</summary>
internal static class FixtureDaemon
{
    public static int Run(string behaviour, string pidFile, string output)
    {
        if (Detachment.Current is not { } detachment)
        {
            DetachOutcome outcome = Detachment.Start(LineLogger.Instance, output: output);
            Console.WriteLine(outcome.Started ? $"started, pid {outcome.Pid}" : outcome.Error);
            return outcome.ExitCode;
        }

        if (behaviour == "crash") return 4;
        PidFile file;
        try
        {
            file = PidFile.Acquire(pidFile, LineLogger.Instance);
        }
        catch (PidFileException e)
        {
            detachment.ReportFailure(e.Message);
            return 1;
        }

        using (file)
        {
            using var end = new ManualResetEventSlim();
            using var signals = new SignalSource([Signals.Terminate], _ => end.Set());
            if (behaviour == "fail")
            {
                detachment.ReportFailure("the application says no");
                return 1;
            }

            LineLogger.Write($"variable {Environment.GetEnvironmentVariable(Detachment.Variable) ?? "removed"}");
            Console.WriteLine("to standard output");
            detachment.ReportReady();
            end.Wait();
        }

        LineLogger.Write("ended");
        return 0;
    }
}
