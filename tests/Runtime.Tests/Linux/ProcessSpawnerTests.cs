using Gatehouse.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

[Collection(ProcessTests.Name)]
public sealed unsafe class ProcessSpawnerTests : IDisposable
{
    private const int DuplicateFrom = 0; // F_DUPFD: to a number no lower than the argument, open over exec; fcntl(2).

    private readonly TestDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("exit 3", "exit code 3")]
    [InlineData("exit 0", "exit code 0")]
    [InlineData("kill -9 $$", "killed by SIGKILL")]
    [InlineData("kill -6 $$", "killed by SIGABRT")]
    public void The_way_a_process_ended_is_told(string script, string end)
    {
        using var process = TestProcess.Start(directory, "/bin/sh", "-c", script);
        Assert.Equal(end, process.WaitForExit().ToString());
    }

    [Fact]
    public void A_process_that_somebody_else_reaped_is_gone_with_an_unknown_status()
    {
        var request = new SpawnRequest(new ProcessCommand("/bin/true", ["true"u8.ToArray()], "/"));
        using ChildProcess child = ProcessSpawner.Spawn(request);
        byte* info = stackalloc byte[128];
        Assert.Equal(0, Libc.WaitId(Libc.P_PIDFD, (uint)child.PidFd, info, Libc.WEXITED));
        Assert.True(child.TryReap(out ExitStatus status));
        Assert.False(status.IsKnown);
    }

    [Fact]
    public void A_running_process_is_not_reaped_and_hears_signals()
    {
        using var process = TestProcess.Start(directory, "/bin/sleep", "60");
        Assert.False(process.HasExited(out _));
        process.Signal(Signals.Terminate);
        Assert.Equal(ExitStatus.Killed(Signals.Terminate), process.WaitForExit());
        process.Signal(Signals.Terminate);
    }

    [Fact]
    public void A_program_that_is_not_there_is_an_error_that_names_it()
    {
        var e = Assert.Throws<SystemCallException>(() => TestProcess.Start(directory, "/no/such/program"));
        Assert.Contains("/no/such/program", e.Message);
        Assert.Equal(Errno.ENOENT, e.Error);
    }

    [Fact]
    public void The_child_has_exactly_the_descriptors_that_were_asked_for()
    {
        // Open over exec, all of them, in the gaps and above; then two that are closed on exec but asked for.
        int source = Libc.Open("/dev/null", Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
        int[] leaks = [.. new[] { 60, 63, 70 }.Select(lowest => Libc.Fcntl(source, DuplicateFrom, lowest))];
        int[] asked = [.. new[] { 65, 61 }.Select(lowest => Libc.Fcntl(source, DuplicateFrom, lowest))];
        foreach (int fd in asked) Descriptors.CloseOnExec(fd);
        try
        {
            using var process = TestProcess.Start(
                directory, request => request with { Inherit = asked }, "/bin/sh", "-c", "exec ls /proc/self/fd");
            process.WaitForExit();

            // 3 is the directory that ls reads.
            Assert.Equal(["0", "1", "2", "3", .. asked.Order().Select(fd => $"{fd}")], process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).OrderBy(int.Parse));
            Assert.All(asked, fd => Assert.Equal(Libc.FD_CLOEXEC, Libc.Fcntl(fd, Libc.F_GETFD, 0)));
        }
        finally
        {
            foreach (int fd in (int[])[source, .. leaks, .. asked]) Libc.Close(fd);
        }
    }

    [Fact]
    public void The_child_starts_with_no_signal_ignored_or_blocked()
    {
        // The .NET runtime ignores SIGPIPE in this process, and exec alone would keep that.
        Assert.NotEqual(new string('0', 16), SignalSet(File.ReadAllText("/proc/self/status"), "SigIgn"));
        using var process = TestProcess.Start(directory, "/bin/cat", "/proc/self/status");
        process.WaitForExit();
        Assert.Equal(new string('0', 16), SignalSet(process.Output, "SigIgn"));
        Assert.Equal(new string('0', 16), SignalSet(process.Output, "SigBlk"));
    }

    [Fact]
    public void Variables_are_added_and_replaced()
    {
        Environment.SetEnvironmentVariable("SPAWN_TEST_OLD", "old");
        var changes = new Dictionary<string, string> { ["SPAWN_TEST_OLD"] = "new", ["SPAWN_TEST_ADDED"] = "added" };
        using var process = TestProcess.Start(directory, request => request with { Environment = changes }, "/usr/bin/env");
        process.WaitForExit();
        Assert.Equal(
            ["SPAWN_TEST_ADDED=added", "SPAWN_TEST_OLD=new"],
            process.Output.Split('\n').Where(line => line.StartsWith("SPAWN_TEST_")).Order());
        Assert.Contains("PATH=", process.Output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_child_leads_a_session_of_its_own_if_asked(bool asked)
    {
        using var process = TestProcess.Start(directory, request => request with { NewSession = asked }, "/bin/cat", "/proc/self/stat");
        process.WaitForExit();
        string session = process.Output[(process.Output.IndexOf(')') + 2)..].Split(' ')[3];
        Assert.Equal(asked, session == process.Pid.ToString());
    }

    [Fact]
    public void The_child_starts_in_the_directory_of_the_command()
    {
        using var process = TestProcess.Start(directory, "/bin/pwd", "-P");
        process.WaitForExit();
        Assert.Equal(directory.Path, process.Output.Trim());
    }

    private static string SignalSet(string status, string name) =>
        status.Split('\n').Single(line => line.StartsWith(name + ":")).Split('\t')[1];
}
