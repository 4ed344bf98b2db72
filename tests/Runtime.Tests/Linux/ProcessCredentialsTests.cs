using Gatehouse.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

[Collection(ProcessTests.Name)]
public sealed class ProcessCredentialsTests : IDisposable
{
    private readonly TestDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Users_and_groups_are_found_by_name_and_by_number()
    {
        Credentials daemon = Credentials.Resolve("daemon", null);
        Assert.NotEqual(0u, daemon.Uid);
        Assert.NotEqual(0u, daemon.Gid);
        Credentials byNumber = Credentials.Resolve(daemon.Uid.ToString(), null);
        Assert.Equal((daemon.Uid, daemon.Gid), (byNumber.Uid, byNumber.Gid));
        Assert.Equal((0u, daemon.Gid), (Credentials.Resolve("root", "daemon").Uid, Credentials.Resolve("root", "daemon").Gid));
        Assert.Equal(4242u, Credentials.Resolve("daemon", "4242").Gid);
    }

    [Theory]
    [InlineData("no-such-user", null, "no-such-user")]
    [InlineData("daemon", "no-such-group", "no-such-group")]
    [InlineData("4000000000", null, "4000000000")]
    public void What_is_not_there_is_named(string user, string? group, string named)
    {
        var e = Assert.Throws<ArgumentException>(() => Credentials.Resolve(user, group));
        Assert.Contains(named, e.Message);
    }

    [Fact]
    public void Every_thread_becomes_the_user_for_good()
    {
        Requires.Root("A process becomes another user.");
        Credentials daemon = Credentials.Resolve("daemon", null);
        using var process = TestProcess.Start(directory, TestProcess.Program, "become", "daemon");
        Assert.Equal(ExitStatus.Exited(0), process.WaitForExit());
        string expected = $"Uid: {daemon.Uid} {daemon.Uid} {daemon.Uid} {daemon.Uid};Gid: {daemon.Gid} {daemon.Gid} {daemon.Gid} {daemon.Gid};Groups: {daemon.Gid}";
        string[] threads = process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(threads.Length > 1);
        Assert.All(threads, thread => Assert.Equal(expected, thread));
    }

    [Fact]
    public void Whoever_may_not_is_refused()
    {
        Requires.Root("A process gives root up.");
        using var process = TestProcess.Start(
            directory, "/usr/bin/setpriv", "--reuid=65534", "--clear-groups", "--regid=65534", TestProcess.Program, "become", "daemon");
        Assert.NotEqual(ExitStatus.Exited(0), process.WaitForExit());
        Assert.Contains("only root (CAP_SETUID and CAP_SETGID) may become another user, and this process runs as user 65534", process.Output);
    }

    [Fact]
    public void Whoever_is_the_user_already_and_kept_roots_groups_is_refused()
    {
        Requires.Root("A process keeps a group of root's.");
        Credentials daemon = Credentials.Resolve("daemon", null);
        using var process = TestProcess.Start(
            directory, Requires.Tool("setpriv"), $"--reuid={daemon.Uid}", $"--regid={daemon.Gid}", $"--groups=0,{daemon.Gid}", TestProcess.Program, "become", "daemon");
        Assert.NotEqual(ExitStatus.Exited(0), process.WaitForExit());
        Assert.Contains("the process has supplementary groups that are not the user's: 0, and only root (CAP_SETGID) may give them up", process.Output);
    }

    [Fact]
    public void Whoever_is_the_user_already_gives_up_other_groups_if_it_may()
    {
        Requires.Root("A process keeps a group of root's.");
        Credentials daemon = Credentials.Resolve("daemon", null);
        using var process = TestProcess.Start(
            directory, Requires.Tool("setpriv"), $"--reuid={daemon.Uid}", $"--regid={daemon.Gid}", $"--groups=0,{daemon.Gid}",
            "--inh-caps=+setgid,+setuid", "--ambient-caps=+setgid,+setuid", TestProcess.Program, "become", "daemon");

        // It still could become root, and says so: the groups alone were not all.
        Assert.NotEqual(ExitStatus.Exited(0), process.WaitForExit());
        Assert.Contains("root could be had back", process.Output);
    }

    [Fact]
    public void Supplementary_groups_are_the_users_own()
    {
        Requires.Root("A process becomes another user.");
        Credentials daemon = Credentials.Resolve("daemon", null);
        using var process = TestProcess.Start(
            directory, Requires.Tool("setpriv"), "--groups=0,4,27", TestProcess.Program, "become", "daemon");
        Assert.Equal(ExitStatus.Exited(0), process.WaitForExit());
        Assert.All(process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), thread => Assert.EndsWith($";Groups: {daemon.Gid}", thread));
    }

    [Fact]
    public void Becoming_who_one_is_needs_no_rights()
    {
        Credentials.Resolve(Libc.GetEffectiveUid().ToString(), Libc.GetEffectiveGid().ToString()).Assume();
        Credentials.Resolve(null, null).Assume();
    }
}
