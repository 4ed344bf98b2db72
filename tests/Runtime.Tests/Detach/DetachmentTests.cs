using Gatehouse.Detach;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Runtime.Tests.Supervision;
using Xunit;

namespace Gatehouse.Runtime.Tests.Detach;

[Collection(ProcessTests.Name)]
public sealed class DetachmentTests : IDisposable
{
    private readonly TestDirectory directory = new();
    private int detached;

    private string PidPath => directory.File("service.pid");

    private string DaemonLog => directory.File("daemon.log");

    public void Dispose()
    {
        if (detached > 0)
        {
            Libc.Kill(detached, Signals.Kill);
            Eventually.True(() => !Master.IsRunning(detached), () => "The daemon goes on.");
        }

        directory.Dispose();
    }

    [Fact]
    public void The_shell_gets_its_prompt_back_when_the_service_is_up()
    {
        using TestProcess parent = Start("ok");
        Assert.Equal(ExitStatus.Exited(0), parent.WaitForExit());
        detached = int.Parse(File.ReadAllText(PidPath));
        Assert.Contains($"started, pid {detached}", parent.Output);
        Assert.True(Master.IsRunning(detached));

        // A session of its own, without a terminal, and nothing of the parent's but what is asked for.
        string[] stat = Stat(detached);
        Assert.Equal(detached.ToString(), stat[3]);
        Assert.Equal("0", stat[4]);
        Assert.Equal("/dev/null", new FileInfo($"/proc/{detached}/fd/0").LinkTarget);
        Assert.Equal(DaemonLog, new FileInfo($"/proc/{detached}/fd/1").LinkTarget);
        Assert.Equal(DaemonLog, new FileInfo($"/proc/{detached}/fd/2").LinkTarget);
        Assert.Contains("variable removed", File.ReadAllText(DaemonLog));
        Assert.Contains("to standard output", File.ReadAllText(DaemonLog));

        Libc.Kill(detached, Signals.Terminate);
        Eventually.True(() => !Master.IsRunning(detached), () => File.ReadAllText(DaemonLog));
        Assert.False(File.Exists(PidPath));
        detached = 0;
    }

    [Fact]
    public void The_service_says_itself_why_it_did_not_start()
    {
        using TestProcess parent = Start("fail");
        Assert.Equal(ExitStatus.Exited(1), parent.WaitForExit());
        Assert.Contains("\nthe application says no", "\n" + parent.Output);
    }

    [Fact]
    public void A_service_that_ends_without_a_word_is_told_with_its_status()
    {
        using TestProcess parent = Start("crash");
        Assert.Equal(ExitStatus.Exited(1), parent.WaitForExit());
        Assert.Contains($"The service ended before it was ready (exit code 4); see {DaemonLog}.", parent.Output);
    }

    [Fact]
    public void A_second_service_is_refused_with_the_first_ones_pid()
    {
        using TestProcess first = Start("ok");
        Assert.Equal(ExitStatus.Exited(0), first.WaitForExit());
        detached = int.Parse(File.ReadAllText(PidPath));
        using TestProcess second = Start("ok");
        Assert.Equal(ExitStatus.Exited(1), second.WaitForExit());
        Assert.Contains($"The pid file {PidPath} is locked by process {detached}, which is running.", second.Output);
        Assert.Equal(detached, int.Parse(File.ReadAllText(PidPath)));
    }

    [Fact]
    public void The_file_of_a_service_that_was_killed_stops_nobody()
    {
        using TestProcess first = Start("ok");
        first.WaitForExit();
        int killed = int.Parse(File.ReadAllText(PidPath));
        Libc.Kill(killed, Signals.Kill);
        Eventually.True(() => !Master.IsRunning(killed), () => "The daemon goes on.");
        Assert.True(File.Exists(PidPath));
        using TestProcess second = Start("ok");
        Assert.Equal(ExitStatus.Exited(0), second.WaitForExit());
        detached = int.Parse(File.ReadAllText(PidPath));
        Assert.NotEqual(killed, detached);
    }

    [Fact]
    public void A_process_that_nobody_detached_knows_it() => Assert.Null(Detachment.Current);

    private static string[] Stat(int pid)
    {
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private TestProcess Start(string behaviour) =>
        TestProcess.Start(directory, TestProcess.Program, "detach", behaviour, PidPath, DaemonLog);
}
