using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting.Operating;

/// <summary>What may stand behind a command, and what is said of anything else.</summary>
public sealed class CommandArgumentTests
{
    [Theory]
    [InlineData("statsu", "unknown verb 'statsu'; did you mean 'status'?")]
    [InlineData("restart", "unknown verb 'restart'; did you mean 'reload'?")]
    [InlineData("reopenlogs", "unknown verb 'reopenlogs'; did you mean 'reopen-logs'?")]
    [InlineData("xyzzy", "unknown verb 'xyzzy'; there are prefork, epoll, green, daemon, status, reload, stop, scale, upgrade, reopen-logs, routes and doctor")]
    [InlineData("status --jsn", "unknown option '--jsn' for status; did you mean '--json'?")]
    [InlineData("stop --quik", "unknown option '--quik' for stop; did you mean '--quick'?")]
    [InlineData("reload --json", "unknown option '--json' for reload")]
    [InlineData("reload --workers 4", "unknown option '--workers' for reload: it is one of the server's")]
    [InlineData("reload now", "unexpected argument 'now'")]
    [InlineData("reload --wait soon", "'soon' for --wait is not a time")]
    [InlineData("reload --wait", "option '--wait' needs a value")]
    [InlineData("stop --pid-file", "option '--pid-file' needs a value")]
    [InlineData("scale", "how many workers? hello scale N, from 1 to 1024")]
    [InlineData("scale 0", "'0' for scale is not a whole number from 1 to 1024")]
    [InlineData("scale four", "'four' for scale is not a whole number from 1 to 1024")]
    [InlineData("scale 4 5", "unexpected argument '5'")]
    public async Task A_slip_gets_one_line_and_exit_code_2(string line, string complaint)
    {
        using var terminal = new Terminal();
        Assert.Equal(2, await terminal.RunAsync(line.Split(' ')));
        Assert.StartsWith("hello: " + complaint, terminal.Error);
        Assert.Single(terminal.Error, '\n');
        Assert.Equal("", terminal.Output);
    }

    [Theory]
    [InlineData("status", "--watch")]
    [InlineData("stop", "--quick")]
    [InlineData("scale", "usage: hello scale N [options]")]
    [InlineData("upgrade", "--wait SECONDS")]
    [InlineData("reopen-logs", "--control-socket PATH")]
    public async Task Each_command_has_help(string command, string line)
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync(command, "--help"));
        Assert.Contains(line, terminal.Output);
        Assert.Contains("--pid-file PATH", terminal.Output);
        using var overview = new Terminal();
        Assert.Equal(0, await overview.RunAsync("--help"));
        Assert.Contains($"\n  {command} ", overview.Output);
    }

    [Fact]
    public async Task Nothing_known_of_the_server_says_how_to_make_it_known()
    {
        using var terminal = new Terminal();
        Assert.Equal(1, await terminal.RunAsync("status"));
        Assert.StartsWith("hello: nothing says where the running server is: start it with --pid-file PATH or --control-socket PATH", terminal.Error);
        Assert.Single(terminal.Error, '\n');
    }

    [Theory]
    [InlineData("--pid-file")]
    [InlineData("environment")]
    [InlineData("file")]
    [InlineData("application")]
    public async Task The_server_is_looked_for_where_it_was_told_to_be(string source)
    {
        using var terminal = new Terminal();
        string[] options = [];
        if (source == "--pid-file") options = ["--pid-file", "some.pid"];
        else if (source == "environment") terminal.With("GATEHOUSE_PID_FILE", "some.pid");
        else if (source == "file") terminal.WithFile("""{"pidFile": "some.pid"}""");
        else terminal.App = new() { Name = "hello", Defaults = [new("pidFile", "some.pid", "the project")] };
        Assert.Equal(1, await terminal.RunAsync(["stop", .. options]));
        Assert.Equal($"hello: hello is not running: nobody holds the pid file {terminal.Directory}/some.pid\n", terminal.Error);
    }

    [Fact]
    public async Task Broken_settings_of_others_are_a_warning()
    {
        using var terminal = new Terminal();
        terminal.WithFile("""{"wokers": 4, "pidFile": "some.pid"}""");
        Assert.Equal(1, await terminal.RunAsync("status"));
        Assert.Contains("hello: warning: unknown setting 'wokers'", terminal.Error);
        Assert.EndsWith("/some.pid\n", terminal.Error);
    }

    [Fact]
    public async Task A_pid_file_that_nobody_holds_names_nobody()
    {
        // The number is that of this very process, which must not be signalled.
        using var terminal = new Terminal();
        terminal.WithFile($"{Environment.ProcessId}\n", "old.pid");
        Assert.Equal(1, await terminal.RunAsync("stop", "--pid-file", "old.pid"));
        Assert.Contains("is not running", terminal.Error);
    }
}
