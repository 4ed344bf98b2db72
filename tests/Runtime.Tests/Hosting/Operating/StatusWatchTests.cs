using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting.Operating;

/// <summary><c>status --watch</c> as a process of its own, which Ctrl-C ends.</summary>
[Collection(ProcessTests.Name)]
public sealed class StatusWatchTests
{
    private const string Home = "\e[H\e[J";

    [Fact]
    public void Watch_draws_again_and_again_until_it_is_interrupted()
    {
        using var server = new Operated("-w", "1");
        server.WaitForReady(1);
        using var watch = server.Start("status", "--watch", "--pid-file", "app.pid");
        Eventually.True(() => Drawings(watch) >= 2, () => watch.Output);

        // What it shows is of the moment.
        server.Server.Signal(Signals.TerminalInput);
        server.WaitForReady(2);
        watch.WaitForOutput("workers: 2/2 ready");
        Assert.Contains("workers: 1/1 ready", watch.Output);
        Assert.DoesNotContain("\e", watch.Output);
        watch.Signal(Signals.Interrupt);
        AssertInterrupted(watch.WaitForExit());
        Assert.False(server.Server.HasExited(out _));
    }

    [Fact]
    public void A_terminal_is_drawn_over()
    {
        using var server = new Operated("-w", "1");
        server.WaitForReady(1);

        // script(1) gives the command a terminal, and copies what is drawn there.
        using var watch = server.Start(Requires.Tool("script"), ["-qefc", $"exec {TestProcess.Program} serve status --watch --pid-file app.pid", "/dev/null"]);
        Eventually.True(() => watch.Output.Split(Home).Length > 2, () => watch.Output);
        string[] drawings = watch.Output.Split(Home);
        Assert.DoesNotContain("fixture", drawings[0]);
        Assert.StartsWith($"fixture (pid {server.Server.Pid}): serving", drawings[1]);
        int command = Supervision.ServiceProcess.ChildrenOf(watch.Pid).Single();
        Libc.Kill(command, Signals.Interrupt);
        AssertInterrupted(watch.WaitForExit());
    }

    [Fact]
    public void The_end_of_the_server_ends_it_with_an_error()
    {
        using var server = new Operated("-w", "1");
        server.WaitForReady(1);
        using var watch = server.Start("status", "--watch", "--json", "--pid-file", "app.pid");
        watch.WaitForOutput("\"state\": \"serving\"");
        server.Server.Signal(Signals.Terminate);
        Assert.Equal(ExitStatus.Exited(1), watch.WaitForExit());
        Assert.Contains("fixture: it has ended", watch.Output);
    }

    private static int Drawings(TestProcess watch) => watch.Output.Split("fixture (pid ").Length - 1;

    /// <summary>By the signal, or with the code that a shell makes of it.</summary>
    private static void AssertInterrupted(ExitStatus end) =>
        Assert.True(end.Signal == Signals.Interrupt || end == ExitStatus.Exited(128 + Signals.Interrupt), $"It ended with {end}.");
}
