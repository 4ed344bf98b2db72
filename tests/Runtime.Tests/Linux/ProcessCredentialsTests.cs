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
        Assert.SkipUnless(Libc.GetEffectiveUid() == 0, "Only root can become another user.");
        Credentials daemon = Credentials.Resolve("daemon", null);
        using var process = TestProcess.Start(directory, TestProcess.Program, "become", "daemon");
        Assert.Equal(ExitStatus.Exited(0), process.WaitForExit());
        string expected = $"Uid: {daemon.Uid} {daemon.Uid} {daemon.Uid} {daemon.Uid};Gid: {daemon.Gid} {daemon.Gid} {daemon.Gid} {daemon.Gid}";
        string[] threads = process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(threads.Length > 1);
        Assert.All(threads, thread => Assert.Equal(expected, thread));
    }

    [Fact]
    public void Whoever_may_not_is_refused()
    {
        Assert.SkipUnless(Libc.GetEffectiveUid() == 0, "Starts as root to have something to lose.");
        using var process = TestProcess.Start(
            directory, "/usr/bin/setpriv", "--reuid=65534", "--clear-groups", "--regid=65534", TestProcess.Program, "become", "daemon");
        Assert.NotEqual(ExitStatus.Exited(0), process.WaitForExit());
        Assert.Contains("Cannot run as user", process.Output);
    }

    [Fact]
    public void Becoming_who_one_is_needs_no_rights()
    {
        Credentials.Resolve(Libc.GetEffectiveUid().ToString(), Libc.GetEffectiveGid().ToString()).Assume();
        Credentials.Resolve(null, null).Assume();
    }
}
