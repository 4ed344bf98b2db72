using Gatehouse.Runtime.Tests.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting.Operating;

[Collection(ProcessTests.Name)]
public sealed class FixedSettingsTests
{
    [Fact]
    public async Task A_reload_says_what_it_cannot_change()
    {
        using var server = new Operated("prefork", ["--pid-file", "app.pid"], """{ "controlSocket": "app.control" }""");
        server.WaitForReady(1);
        await ReloadAsync(server, 2, """{ "controlSocket": "app.control", "workers": 2 }""");
        Assert.DoesNotContain("Changed, but", server.Server.Output);

        await ReloadAsync(server, 3, """
            {
              "controlSocket": "other.control",
              "adminBind": ["unix:app.admin"]
            }
            """);
        string line = Assert.Single(server.Server.Output.Split('\n'), line => line.Contains("Changed, but"));
        Assert.EndsWith(
            "Changed, but a reload leaves as it was: controlSocket (from gatehouse.json line 2), adminBind (from gatehouse.json line 3);"
            + " a restart, or an upgrade (USR2), brings it in",
            line);
        Assert.True(File.Exists(server.Path("app.control")));
        Assert.False(File.Exists(server.Path("other.control")));
    }

    private static async Task ReloadAsync(Operated server, int generation, string settings)
    {
        File.WriteAllText(server.Path("gatehouse.json"), settings);
        Assert.Equal((0, $"reloaded: generation {generation} serves\n", ""), await server.RunAsync("reload", "--pid-file", "app.pid"));
    }
}
