using System.Text.RegularExpressions;
using Gatehouse.Linux;
using Gatehouse.Runtime.Tests.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Supervision;

[Collection(ProcessTests.Name)]
public sealed class ServiceManagerConversationTests : IDisposable
{
    private static readonly string[] Loopback = ["-b", "127.0.0.1:0"];

    private readonly TestDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_master_tells_its_whole_life()
    {
        using var service = new ServiceProcess(directory, [], [], ["prefork", "-w", "2", .. Loopback]);
        string start = service.WaitForTold("READY=1\n");
        Assert.Contains("EXTEND_TIMEOUT_USEC=10000000\nSTATUS=starting", start);
        service.WaitForTold("STATUS=2 workers ready, generation 1\n");

        service.Signal(Signals.HangUp);
        Assert.Matches("RELOADING=1\nMONOTONIC_USEC=[0-9]+\nSTATUS=reloading\n", service.WaitForTold("MONOTONIC_USEC="));
        Assert.Contains("READY=1\nSTATUS=2 workers ready, generation 2", service.WaitForTold("READY=1\n"));
        service.WaitForTold("STATUS=2 workers ready, generation 2\n");

        service.Signal(Signals.Terminate);
        Assert.Equal(ExitStatus.Exited(0), service.WaitForExit());
        Assert.StartsWith("STOPPING=1\nSTATUS=draining 2 workers, 0 requests running\n", service.WaitForTold("STOPPING=1"));
    }

    [Fact]
    public void What_does_not_change_is_not_said_again()
    {
        using var service = new ServiceProcess(directory, [], new() { ["WATCHDOG_USEC"] = "300000" }, ["prefork", .. Loopback]);
        service.WaitForTold("STATUS=1 worker ready, generation 1\n");
        string told = "";
        Eventually.True(() => Regex.Count(told = service.Told, "WATCHDOG=1") >= 6, () => told);
        Assert.DoesNotContain("STATUS=", told);
        Assert.DoesNotContain("EXTEND_TIMEOUT", told);
    }

    [Fact]
    public void A_watchdog_of_another_process_is_not_fed()
    {
        using var service = new ServiceProcess(
            directory, [], new() { ["WATCHDOG_USEC"] = "30000", ["WATCHDOG_PID"] = "1" }, ["prefork", .. Loopback]);
        service.WaitForTold("READY=1\n");
        service.Signal(Signals.HangUp);
        Assert.DoesNotContain("WATCHDOG", service.WaitForTold("READY=1\n"));
    }

    [Fact]
    public void Reloading_is_over_when_it_fails()
    {
        string settings = directory.File("gatehouse.json");
        File.WriteAllText(settings, "{}");
        using var service = new ServiceProcess(directory, [], [], ["prefork", "-c", settings, .. Loopback]);
        service.WaitForTold("STATUS=1 worker ready, generation 1\n");
        File.WriteAllText(settings, "{ \"workers\": 0 }");
        service.Signal(Signals.HangUp);
        Assert.Contains("RELOADING=1", service.WaitForTold("READY=1\n"));
        service.WaitForLog("Reload abandoned, generation 1 keeps serving");
    }

    [Fact]
    public void A_start_that_fails_has_its_reason_as_the_status()
    {
        using var service = new ServiceProcess(directory, [], [], ["prefork", "--user", "no-such-user", .. Loopback]);
        Assert.Equal(ExitStatus.Exited(1), service.WaitForExit());
        Assert.DoesNotContain("READY=1", service.Told);
        Assert.DoesNotContain("Booting", service.Log);
        Assert.Contains("there is no user 'no-such-user' (from --user)", service.Log);
    }

    [Theory]
    [InlineData("epoll", "2 loops")]
    [InlineData("green", "1 loop")]
    public void A_server_of_one_process_tells_its_life_too(string verb, string loops)
    {
        string[] workers = verb == "epoll" ? ["-w", "2"] : [];
        using var service = new ServiceProcess(directory, [], new() { ["WATCHDOG_USEC"] = "60000" }, [verb, .. workers, .. Loopback]);
        Assert.Contains($"EXTEND_TIMEOUT_USEC=10000000\nSTATUS={loops} starting", service.WaitForTold($"READY=1\nSTATUS={loops} serving\n"));
        string told = "";
        Eventually.True(() => Regex.Count(told = service.Told, "WATCHDOG=1") >= 4, () => told);
        service.WaitForTold("WATCHDOG=1");
        service.Signal(Signals.Terminate);
        Assert.Equal(ExitStatus.Exited(0), service.WaitForExit());
        Assert.Single(Regex.Matches(service.WaitForTold("STOPPING=1\nSTATUS=draining, 0 requests running\n"), "STOPPING"));
    }

    [Fact]
    public void Sockets_are_taken_by_name_and_the_others_missed()
    {
        using ListenSocket web = ListenSocket.OpenTcp(System.Net.IPAddress.Loopback, 0, 10, reusePort: false);
        using ListenSocket other = ListenSocket.OpenTcp(System.Net.IPAddress.Loopback, 0, 10, reusePort: false);
        using ServiceProcess service = Activate(web, other, "web:other", "-b", "fd://web");
        service.WaitForTold("READY=1\n");
        Assert.Contains($"Listening at: {web.LocalAddress}", service.Log);
        Assert.Equal("Hello, World!", service.Get());
        Assert.Contains("The service manager has passed fd://4 (other), which no bind names: connections to it will not be answered", service.Log);

        // Nothing of the protocol is left for the workers, nor for what they start.
        string environment = File.ReadAllText($"/proc/{service.Children[0]}/environ");
        Assert.DoesNotContain("LISTEN_", environment);
    }

    [Fact]
    public void A_name_that_is_not_there_ends_the_start_with_those_that_are()
    {
        using ListenSocket web = ListenSocket.OpenTcp(System.Net.IPAddress.Loopback, 0, 10, reusePort: false);
        using ListenSocket other = ListenSocket.OpenTcp(System.Net.IPAddress.Loopback, 0, 10, reusePort: false);
        using ServiceProcess service = Activate(web, other, "web:other", "-b", "fd://wed");
        Assert.Equal(ExitStatus.Exited(1), service.WaitForExit());
        Assert.Contains("cannot listen on fd://wed (from --bind)", service.Log);
        Assert.Contains("the service manager has passed fd://3 (web), fd://4 (other)", service.Log);
    }

    [Fact]
    public void Without_a_bind_all_that_was_passed_is_listened_on()
    {
        using ListenSocket web = ListenSocket.OpenTcp(System.Net.IPAddress.Loopback, 0, 10, reusePort: false);
        using ListenSocket other = ListenSocket.OpenTcp(System.Net.IPAddress.Loopback, 0, 10, reusePort: false);
        using ServiceProcess service = Activate(web, other, "web:web");
        service.WaitForTold("READY=1\n");
        Assert.Contains($"Listening at: {web.LocalAddress}", service.Log);
        Assert.Contains($"Listening at: {other.LocalAddress}", service.Log);
        Assert.DoesNotContain("has passed", service.Log);
    }

    /// <summary>As systemd does it: the sockets are 3 and 4, and LISTEN_PID is the program's own number.</summary>
    private ServiceProcess Activate(ListenSocket first, ListenSocket second, string names, params string[] arguments)
    {
        string script = $"exec 3<&{first.Descriptor} 4<&{second.Descriptor}; LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES={names} exec \"$@\"";
        return new ServiceProcess(
            directory, [Requires.Tool("bash"), "-c", script, "bash"], [], [first.Descriptor, second.Descriptor], ["prefork", .. arguments]);
    }
}
