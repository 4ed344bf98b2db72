using Gatehouse.Hosting;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting;

public sealed class PrecedenceTests
{
    /// <summary>The sources of a value, highest first, as the documentation lists them.</summary>
    private static readonly (string Origin, Action<Terminal, List<string>> Say)[] Sources =
    [
        ("--workers", (_, args) => args.AddRange(["--workers", "11"])),
        ("GATEHOUSE_WORKERS", (t, _) => t.With("GATEHOUSE_WORKERS", "12")),
        ("WEB_CONCURRENCY", (t, _) => t.With("WEB_CONCURRENCY", "13")),
        ("gatehouse.json line 1", (t, _) => t.WithFile("{\"workers\": 14}")),
        ("MSBuild property GatehouseWorkers", (t, _) => t.App = Declare("workers", "15", "MSBuild property GatehouseWorkers")),
        ("built-in default", (_, _) => { }),
    ];

    [Fact]
    public async Task Every_source_beats_every_source_below_it()
    {
        for (int subset = 0; subset < 1 << (Sources.Length - 1); subset++)
        {
            using var terminal = new Terminal();
            var args = new List<string> { "prefork" };
            int highest = Sources.Length - 1;
            for (int i = Sources.Length - 2; i >= 0; i--)
            {
                if ((subset & (1 << i)) == 0)
                    continue;
                Sources[i].Say(terminal, args);
                highest = i;
            }

            Assert.Equal(0, await terminal.RunAsync([.. args]));
            Assert.Equal(highest == Sources.Length - 1 ? 1 : 11 + highest, terminal.Effective.Workers);
            Assert.Equal(Sources[highest].Origin, terminal.Effective.OriginOf("workers"));
        }
    }

    [Theory]
    [InlineData("--port 7", "127.0.0.1:7", "--port")]
    [InlineData("-b :8", ":8", "--bind")]
    [InlineData("", "[::1]:9", "GATEHOUSE_BIND")]
    public async Task Port_of_the_platform_gives_way_to_what_the_operator_says(string args, string address, string origin)
    {
        using var terminal = new Terminal().With("PORT", "tcp://nonsense").With("GATEHOUSE_BIND", "[::1]:9");
        Assert.Equal(0, await terminal.RunAsync(["epoll", .. args.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
        Assert.Equal([address], terminal.Effective.Bind.Select(b => b.ToString()));
        Assert.Equal(origin, terminal.Effective.OriginOf("bind"));
    }

    [Fact]
    public async Task What_the_platform_says_is_not_looked_at_when_the_command_line_says_it()
    {
        using var terminal = new Terminal().With("PORT", "nonsense").With("WEB_CONCURRENCY", "nonsense");
        Assert.Equal(0, await terminal.RunAsync("prefork", "-b", ":1", "-w", "2"));
    }

    [Fact]
    public async Task Port_of_the_platform_means_every_IPv4_interface()
    {
        using var terminal = new Terminal().With("PORT", "5000").WithFile("""{"bind": [":1"]}""");
        Assert.Equal(0, await terminal.RunAsync("epoll"));
        Assert.Equal("0.0.0.0:5000", Assert.Single(terminal.Effective.Bind).ToString());
        Assert.Equal("PORT", terminal.Effective.OriginOf("bind"));
    }

    [Fact]
    public async Task A_wrong_word_of_the_platform_is_named()
    {
        using var terminal = new Terminal().With("PORT", "http").With("WEB_CONCURRENCY", "many");
        Assert.Equal(2, await terminal.RunAsync("prefork"));
        Assert.Equal(
            """
            hello: '0.0.0.0:http' for bind (from PORT) is not an address to listen on: 'http' is not a port: a number from 0 to 65535
            hello: 'many' for workers (from WEB_CONCURRENCY) is not a whole number from 1 to 1024

            """,
            terminal.Error);
    }

    [Fact]
    public async Task Concurrency_of_the_platform_is_no_business_of_a_runtime_without_workers()
    {
        using var terminal = new Terminal().With("WEB_CONCURRENCY", "many");
        Assert.Equal(0, await terminal.RunAsync("green"));
    }

    [Fact]
    public async Task A_variable_set_to_nothing_is_not_set()
    {
        using var terminal = new Terminal().With("GATEHOUSE_WORKERS", "").With("PORT", "").With("GATEHOUSE_CONFIG", "");
        Assert.Equal(0, await terminal.RunAsync("prefork"));
        Assert.False(terminal.Effective.IsBindSaid);
        Assert.Equal(1, terminal.Effective.Workers);
    }

    [Theory]
    [InlineData("GATEHOUSE_WROKERS", "; did you mean 'GATEHOUSE_WORKERS'?")]
    [InlineData("GATEHOUSE_PORT", "; did you mean 'GATEHOUSE_BIND'?")]
    [InlineData("GATEHOUSE_WORKER_CLAS", "; did you mean 'GATEHOUSE_WORKER_CLASS'?")]
    [InlineData("GATEHOUSE_XYZZY", "")]
    public async Task An_unknown_variable_of_ours_is_an_error(string name, string suggestion)
    {
        using var terminal = new Terminal().With(name, "1").With("GATEHOUS_WORKERS", "not ours");
        Assert.Equal(2, await terminal.RunAsync("prefork"));
        Assert.Equal($"hello: unknown setting '{name}' in the environment{suggestion}\n", terminal.Error);
    }

    [Theory]
    [InlineData("GATEHOUSE_CI")]
    [InlineData("GATEHOUSE_WORKER")]
    [InlineData("GATEHOUSE_WORKER_FD")]
    [InlineData("GATEHOUSE_WORKER_GENERATION")]
    [InlineData("GATEHOUSE_DETACHED")]
    [InlineData("GATEHOUSE_DETACH_STATUS_FD")]
    public async Task Variables_of_the_machinery_are_not_settings(string name)
    {
        using var terminal = new Terminal().With(name, "1");
        Assert.Equal(0, await terminal.RunAsync("prefork"));
    }

    [Fact]
    public async Task Every_setting_can_be_said_in_the_environment()
    {
        foreach (Setting setting in SettingTable.All)
        {
            string sample = Samples.Of(setting)[^1];
            using var terminal = new Terminal().WithNeedsOf(setting).With(setting.EnvironmentName, sample);
            Assert.Equal(0, await terminal.RunAsync(setting.Verbs[^1].Word()));
            Assert.NotNull(setting.Read(terminal.Settings));
            Assert.Equal(setting.EnvironmentName, terminal.Effective.OriginOf(setting.Name));
        }
    }

    [Fact]
    public async Task A_setting_for_other_runtimes_does_not_reach_this_one()
    {
        using var terminal = new Terminal().With("GATEHOUSE_WORKERS", "4").WithFile("{\"threads\": 99, \"workerClass\": \"green\"}");
        Assert.Equal(0, await terminal.RunAsync("green"));
        EffectiveSettings effective = terminal.Effective;
        Assert.Equal((1, 8, WorkerClass.Sync), (effective.Workers, effective.Threads, effective.WorkerClass));
        Assert.Equal("built-in default", effective.OriginOf("workers"));
    }

    [Fact]
    public async Task Every_default_of_an_application_counts_and_names_where_it_was_declared()
    {
        foreach (Setting setting in SettingTable.All)
        {
            using var terminal = new Terminal { App = Declare(setting.Name, Samples.Of(setting)[^1], "the project") };
            Assert.Equal(0, await terminal.WithNeedsOf(setting).RunAsync(setting.Verbs[^1].Word()));
            Assert.Equal("the project", terminal.Effective.OriginOf(setting.Name));
            Assert.Null(setting.Read(terminal.Settings));
        }
    }

    [Fact]
    public async Task A_wrong_default_of_an_application_is_an_error()
    {
        using var terminal = new Terminal
        {
            App = new ApplicationDescription
            {
                Name = "hello",
                Defaults = [new("timeout", "soon", "MSBuild property GatehouseTimeout"), new("wokers", "1", "[Setting]")],
            },
        };
        Assert.Equal(2, await terminal.RunAsync("epoll"));
        Assert.Equal(
            """
            hello: 'soon' for timeout (from MSBuild property GatehouseTimeout) is not a time from 0 to 86400 seconds, such as 30, 1.5, 500ms or 2m
            hello: unknown setting 'wokers' (from [Setting]); did you mean 'workers'?

            """,
            terminal.Error);
    }

    [Fact]
    public async Task Declared_trust_counts_until_the_operator_says_otherwise()
    {
        var app = new ApplicationDescription { Name = "hello", TrustedProxies = ["unix:", "10.1.0.0/16"], ProxyHops = 2 };
        using var declared = new Terminal { App = app };
        Assert.Equal(0, await declared.RunAsync("epoll"));
        Assert.Equal(["unix:", "10.1.0.0/16"], declared.Effective.TrustedProxies);
        Assert.Equal(2, declared.Effective.ProxyHops);
        Assert.Equal("[TrustedProxies]", declared.Effective.OriginOf("trustedProxies"));

        using var said = new Terminal { App = app };
        Assert.Equal(0, await said.RunAsync("epoll", "--trusted-proxies", "none"));
        Assert.Empty(said.Effective.TrustedProxies);
        Assert.Equal("--trusted-proxies", said.Effective.OriginOf("trustedProxies"));
    }

    private static ApplicationDescription Declare(string name, string value, string origin) =>
        new() { Name = "hello", Defaults = [new SettingDefault(name, value, origin)] };
}
