using Gatehouse.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

[Collection(ProcessTests.Name)]
public sealed class ProcessSignalTests : IDisposable
{
    private readonly TestDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(Signals.HangUp)]
    [InlineData(Signals.User1)]
    [InlineData(Signals.TerminalInput)]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.Interrupt)]
    public void A_signal_is_heard_even_if_the_parent_ignored_it(int signal)
    {
        using var process = TestProcess.Start(
            directory, "/bin/sh", "-c", $"trap '' {signal}; exec '{TestProcess.Program}' hear {signal}");
        process.WaitForOutput("listening");
        process.Signal(signal);
        Assert.Equal(ExitStatus.Exited(0), process.WaitForExit());
    }

    [Theory]
    [InlineData(Signals.HangUp, "HUP")]
    [InlineData(Signals.Terminate, "TERM")]
    [InlineData(Signals.User1, "USR1")]
    public void A_signal_is_heard_even_if_the_parent_blocked_it(int signal, string name)
    {
        using var process = TestProcess.Start(directory, Requires.Tool("env"), $"--block-signal={name}", TestProcess.Program, "hear", $"{signal}");
        process.WaitForOutput("listening");
        process.Signal(signal);
        Assert.Equal(ExitStatus.Exited(0), process.WaitForExit());
    }

    [Fact]
    public void A_source_that_was_given_up_hears_no_more()
    {
        int heard = 0;
        using (var both = new SignalSource([Signals.WindowChange], _ => Interlocked.Increment(ref heard)))
        {
            Libc.Kill(Environment.ProcessId, Signals.WindowChange);
            Eventually.True(() => Volatile.Read(ref heard) == 1, () => "The signal was not heard.");
        }

        using var second = new SignalSource([Signals.WindowChange], _ => Interlocked.Add(ref heard, 10));
        Libc.Kill(Environment.ProcessId, Signals.WindowChange);
        Eventually.True(() => Volatile.Read(ref heard) == 11, () => $"Heard {heard}.");
    }

    [Theory]
    [InlineData(1, "SIGHUP", "hup")]
    [InlineData(15, "SIGTERM", "term")]
    [InlineData(22, "SIGTTOU", "ttou")]
    [InlineData(28, "SIGWINCH", "winch")]
    [InlineData(31, "SIGSYS", "sys")]
    [InlineData(40, "signal 40", "40")]
    public void Signals_have_names(int signal, string name, string shortName)
    {
        Assert.Equal(name, Signals.Name(signal));
        Assert.Equal(shortName, Signals.ShortName(signal));
    }
}
