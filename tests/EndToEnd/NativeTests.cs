using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Gatehouse.EndToEnd;

/// <summary>What the app is as native code.</summary>
public sealed partial class NativeTests(NativeApp native) : IClassFixture<NativeApp>
{
    private const int MiB = 1024 * 1024;

    /// <summary>The load of the documented figure; else what a test run has time for.</summary>
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("LOAD_TESTS") == "full";

    [Fact]
    public async Task Native_code_is_published_without_a_warning_and_serves_all_four_verbs()
    {
        (ScaffoldedApp app, Command publish) = await native.PublishAsync();
        Assert.DoesNotContain("warning", publish.Output);
        Assert.Contains("\nMemoryDenyWriteExecute=yes\n", File.ReadAllText(app.DeployFile("systemd/native.service")));

        ITestOutputHelper output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"size of the program: {Mebibytes(new FileInfo(app.Program).Length)}");
        Assert.False(File.Exists(app.Program + ".dll"));
        foreach (string verb in Verbs.All.Select(row => row.Data))
        {
            int port = FreePort.Next();
            await using AppProcess server = await Verbs.StartAsync(app.Program, verb, port, app.Directory);
            HttpAnswer answer = await HttpAnswer.GetAsync(new IPEndPoint(IPAddress.Loopback, port), "/");
            Assert.Equal((200, "Hello, World!"), (answer.Status, answer.Body));
            foreach (int id in Processes(server.Id))
                output.WriteLine($"{verb}: process {(id == server.Id ? "main" : "worker")}, resident {Mebibytes(MemoryOf(id).Resident)}");
            Assert.Equal(0, await server.StopAsync());
        }
    }

    // Pages of the program that all five have mapped are in memory once, and in the resident set of each: the proportional set size divides them
    // (proc_pid_smaps(5)), and its sum is what the machine has to have.
    [Fact]
    public async Task Four_workers_and_their_master_stay_under_40_MiB_after_load()
    {
        (ScaffoldedApp app, _) = await native.PublishAsync();
        string wrk = Requires.Tool("wrk");
        int port = FreePort.Next();
        await using AppProcess server = await AppProcess.StartAsync(
            new IPEndPoint(IPAddress.Loopback, port), app.Program, ["prefork", "-w", "4", "-k", "sync", "-b", $"127.0.0.1:{port}", "--pid-file", "memory.pid"], app.Directory);
        long wanted = IsFull ? 1_000_000 : 20_000;
        long requests = 0;
        while (requests < wanted)
        {
            Command load = (await Command.RunAsync(wrk, ["-t1", "-c32", IsFull ? "-d10s" : "-d2s", $"http://127.0.0.1:{port}/"])).Succeeded();
            Assert.DoesNotContain("Non-2xx", load.Output);
            requests += long.Parse(RequestCount().Match(load.Output).Groups[1].Value, CultureInfo.InvariantCulture);
        }

        int[] processes = [.. Processes(server.Id)];
        Assert.Equal(5, processes.Length);
        (long Resident, long Proportional)[] memory = [.. processes.Select(MemoryOf)];
        ITestOutputHelper output = TestContext.Current.TestOutputHelper!;
        output.WriteLine(
            $"after {requests} requests: PSS {Mebibytes(memory.Sum(m => m.Proportional))} ({string.Join(", ", memory.Select(m => Mebibytes(m.Proportional)))}), "
            + $"RSS {Mebibytes(memory.Sum(m => m.Resident))}");
        Assert.InRange(memory.Sum(m => m.Proportional), 5L * MiB, 40L * MiB);
        Assert.Equal(0, await server.StopAsync());
    }

    private static IEnumerable<int> Processes(int id)
    {
        yield return id;
        foreach (string task in Directory.GetDirectories($"/proc/{id}/task"))
        {
            foreach (string child in File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                yield return int.Parse(child, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Resident and proportional set size, in bytes.</summary>
    private static (long Resident, long Proportional) MemoryOf(int id)
    {
        string[] lines = File.ReadAllLines($"/proc/{id}/smaps_rollup");
        return (Bytes("Rss:"), Bytes("Pss:"));

        long Bytes(string name) =>
            long.Parse(lines.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..^"kB".Length], CultureInfo.InvariantCulture) * 1024;
    }

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)MiB:0.0} MiB");

    [GeneratedRegex(@"(\d+) requests in ")]
    private static partial Regex RequestCount();
}
