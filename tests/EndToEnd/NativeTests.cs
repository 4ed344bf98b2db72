using System.Globalization;
using System.Net;

namespace Gatehouse.EndToEnd;

/// <summary>The scaffolded app as native code, for .NET 9.</summary>
public sealed class NativeTests(PackedRepository repository)
{
    [Fact]
    public async Task Native_code_is_published_without_a_warning_and_serves_all_four_verbs()
    {
        Requires.NativeToolchain();
        ScaffoldedApp app = await repository.ScaffoldAsync("Native", "--aot", "--framework", "net9.0");
        Command publish = await app.PublishAsync("-r", "linux-x64");
        Assert.DoesNotContain("warning", publish.Output);
        Assert.Contains("\nMemoryDenyWriteExecute=yes\n", File.ReadAllText(app.DeployFile("systemd/native.service")));

        ITestOutputHelper output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"size of the program: {new FileInfo(app.Program).Length / 1024.0 / 1024.0:0.0} MiB");
        Assert.False(File.Exists(app.Program + ".dll"));
        foreach (string verb in Verbs.All.Select(row => row.Data))
        {
            int port = FreePort.Next();
            await using AppProcess server = await Verbs.StartAsync(app.Program, verb, port, app.Directory);
            HttpAnswer answer = await HttpAnswer.GetAsync(new IPEndPoint(IPAddress.Loopback, port), "/");
            Assert.Equal((200, "Hello, World!"), (answer.Status, answer.Body));
            foreach (int id in Processes(server.Id)) output.WriteLine($"{verb}: process {(id == server.Id ? "main" : "worker")}, resident {ResidentMebibytes(id)}");
            Assert.Equal(0, await server.StopAsync());
        }
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

    private static string ResidentMebibytes(int id)
    {
        string line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        double kibibytes = double.Parse(line["VmRSS:".Length..^"kB".Length], CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{kibibytes / 1024:0.0} MiB");
    }
}
