using System.Runtime.InteropServices;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Supervision;

[Collection(ProcessTests.Name)]
public sealed partial class PrivilegeTests : IDisposable
{
    private static readonly string[] Loopback = ["-b", "127.0.0.1:0"];

    private readonly TestDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Workers_run_as_the_user_and_the_master_as_before()
    {
        Requires.Root("Workers become another user.");
        Credentials daemon = Credentials.Resolve("daemon", null);
        using var service = new ServiceProcess(directory, [], [], ["prefork", "-w", "2", "--user", "daemon", .. Loopback]);
        service.WaitForTold("STATUS=2 workers ready, generation 1\n");
        Assert.Equal("0 0 0 0", Status(service.Pid, "Uid"));
        Assert.Equal(2, service.Children.Count);
        foreach (int worker in service.Children)
        {
            Assert.Equal($"{daemon.Uid} {daemon.Uid} {daemon.Uid} {daemon.Uid}", Status(worker, "Uid"));
            Assert.Equal($"{daemon.Gid} {daemon.Gid} {daemon.Gid} {daemon.Gid}", Status(worker, "Gid"));
            Assert.Equal($"{daemon.Gid}", Status(worker, "Groups"));
        }

        // Also one that comes later.
        Libc.Kill(service.Children[0], Signals.Kill);
        Eventually.True(() => service.Log.Split("Worker ready").Length == 4, () => service.Log);
        Assert.All(service.Children, worker => Assert.StartsWith($"{daemon.Uid} ", Status(worker, "Uid")));
    }

    [Fact]
    public void A_master_that_may_not_change_says_so_before_any_worker()
    {
        Requires.Root("A master starts as somebody else.");
        Share();
        using var service = new ServiceProcess(
            directory,
            [Requires.Tool("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups"],
            [],
            ["prefork", "--user", "daemon", .. Loopback]);
        Assert.Equal(ExitStatus.Exited(1), service.WaitForExit());
        Assert.Contains("cannot run as user 'daemon' (from --user)", service.Log);
        Assert.Contains("only root (CAP_SETUID and CAP_SETGID) may become another user, and this process runs as user 65534", service.Log);
        Assert.DoesNotContain("Booting", service.Log);
    }

    [Fact]
    public void A_reload_to_a_user_that_is_not_there_is_abandoned()
    {
        string settings = directory.File("gatehouse.json");
        File.WriteAllText(settings, "{}");
        using var service = new ServiceProcess(directory, [], [], ["prefork", "-c", settings, .. Loopback]);
        service.WaitForTold("STATUS=1 worker ready, generation 1\n");
        File.WriteAllText(settings, "{ \"user\": \"no-such-user\" }");
        service.Signal(Signals.HangUp);
        service.WaitForLog("Reload abandoned, generation 1 keeps serving: there is no user 'no-such-user'");
    }

    [Fact]
    public void Logs_of_a_directory_that_is_roots_are_reopened_by_workers_that_are_not()
    {
        Requires.Root("Workers become another user.");
        Share();
        string log = directory.File("access.log");
        using var service = new ServiceProcess(
            directory, [], [], ["prefork", "--user", "daemon", "--access-log", log, .. Loopback]);
        service.WaitForTold("READY=1\n");
        service.Get("/first");
        Eventually.True(() => File.ReadAllText(log).Contains("/first"), () => service.Log);
        File.Move(log, log + ".1");
        service.Signal(Signals.User1);
        Eventually.True(() => File.Exists(log), () => service.Log);
        int count = 0;
        Eventually.True(
            () =>
            {
                service.Get($"/second-{++count}");
                return File.ReadAllText(log).Contains("/second");
            },
            () => service.Log);
        Assert.DoesNotContain("cannot be opened again", service.Log);
    }

    [Theory]
    [InlineData("prefork")]
    [InlineData("epoll")]
    public void The_limit_of_open_files_is_that_of_every_process(string verb)
    {
        using var service = new ServiceProcess(directory, [], [], [verb, "-w", "1", "--max-open-files", "200", .. Loopback]);
        service.WaitForTold("READY=1\n");
        Assert.All(service.Children.Append(service.Pid), pid => Assert.Equal("200", OpenFiles(pid).Soft));
    }

    [Fact]
    public void Without_a_limit_it_is_the_hard_one()
    {
        using var service = new ServiceProcess(
            directory, [Requires.Tool("prlimit"), "--nofile=100:300"], [], ["prefork", .. Loopback]);
        service.WaitForTold("READY=1\n");
        Assert.All(service.Children.Append(service.Pid), pid => Assert.Equal(("300", "300"), OpenFiles(pid)));
    }

    [Theory]
    [InlineData("20", "20 open files (from --max-open-files)", "are too few to serve with: at least 64, or 0")]
    [InlineData("1000000000", "cannot allow 1000000000 open files (from --max-open-files)", "Operation not permitted; the hard limit is ")]
    public void A_limit_that_cannot_be_is_named(string limit, string what, string why)
    {
        using var service = new ServiceProcess(directory, [], [], ["prefork", "--max-open-files", limit, .. Loopback]);
        Assert.Equal(ExitStatus.Exited(1), service.WaitForExit());
        Assert.Contains(what, service.Log);
        Assert.Contains(why, service.Log);
        Assert.DoesNotContain("Booting", service.Log);
    }

    private static string Status(int pid, string field) =>
        File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith(field + ":", StringComparison.Ordinal))[(field.Length + 1)..].Replace('\t', ' ').Trim();

    private static (string Soft, string Hard) OpenFiles(int pid)
    {
        string[] words = File.ReadLines($"/proc/{pid}/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (words[3], words[4]);
    }

    /// <summary>Lets other users into the directory.</summary>
    private void Share() => Assert.Equal(0, Chmod(directory.Path, Convert.ToUInt32("755", 8)));

    [LibraryImport("libc", EntryPoint = "chmod", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chmod(string path, uint mode);
}
