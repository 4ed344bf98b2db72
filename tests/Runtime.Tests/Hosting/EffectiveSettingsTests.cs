using System.Reflection;
using Gatehouse.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting;

public sealed class EffectiveSettingsTests
{
    private static readonly ApplicationDescription App = new() { Name = "hello" };

    [Fact]
    public void Nothing_said_gives_the_documented_defaults()
    {
        var settings = EffectiveSettings.Resolve(new ServerSettings(), App, Verb.PreFork);
        Assert.Equal("127.0.0.1:8000", Assert.Single(settings.Bind).ToString());
        Assert.False(settings.IsBindSaid);
        Assert.Equal((1, WorkerClass.Sync, 8, 1000, 2048), (settings.Workers, settings.WorkerClass, settings.Threads, settings.WorkerConnections, settings.Backlog));
        Assert.Equal(
            (30, 30, 75, 15, 30, 30),
            (Seconds(settings.Timeout), Seconds(settings.GracefulTimeout), Seconds(settings.KeepAlive), Seconds(settings.HeaderTimeout), Seconds(settings.BodyTimeout), Seconds(settings.WriteTimeout)));
        Assert.Equal((8190, 100, 32768, 10L << 20), (settings.MaxRequestLine, settings.MaxHeaderCount, settings.MaxHeaderBytes, settings.MaxRequestBody));
        Assert.Equal((null, "-", LogLevel.Information, null), (settings.AccessLog, settings.ErrorLog, settings.LogLevel, settings.PidFile));
        Assert.Equal((false, null, null, null, null), (settings.NoDaemon, settings.RunDir, settings.Umask, settings.User, settings.Group));
        Assert.Empty(settings.TrustedProxies);
        Assert.Equal(1, settings.ProxyHops);
        Assert.Equal("hello", settings.ServiceName);
        Assert.Same(App.ForwardedHeaders, settings.ForwardedHeaders);
        Assert.Null(settings.LoggerFactory);

        static int Seconds(TimeSpan time) => (int)time.TotalSeconds;
    }

    [Fact]
    public void Epoll_has_a_loop_a_core() =>
        Assert.Equal(Environment.ProcessorCount, EffectiveSettings.Resolve(new ServerSettings(), App, Verb.Epoll).Workers);

    [Fact]
    public void A_detached_daemon_leaves_files_where_others_write_to_the_terminal()
    {
        var detached = EffectiveSettings.Resolve(new ServerSettings(), App, Verb.Daemon);
        Assert.Equal(("hello.pid", "hello.log", 63), (detached.PidFile, detached.ErrorLog, detached.Umask));
        var inFront = EffectiveSettings.Resolve(new ServerSettings { NoDaemon = true, PidFile = "" }, App, Verb.Daemon);
        Assert.Equal((null, "-", null), (inFront.PidFile, inFront.ErrorLog, inFront.Umask));
    }

    [Fact]
    public void A_value_of_code_beats_the_application_and_names_its_property()
    {
        var app = new ApplicationDescription { Name = "hello", Defaults = [new("bind", ":1", "project"), new("timeout", "9", "project")] };
        var settings = EffectiveSettings.Resolve(new ServerSettings { Bind = [":5000"] }, app, Verb.Green);
        Assert.Equal(":5000", Assert.Single(settings.Bind).ToString());
        Assert.Equal("ServerSettings.Bind in code", settings.OriginOf("bind"));
        Assert.True(settings.IsBindSaid);
        Assert.Equal("project", settings.OriginOf("timeout"));
    }

    [Fact]
    public async Task A_value_that_code_changed_is_no_longer_the_operators()
    {
        using var terminal = new Terminal();
        await terminal.RunAsync("prefork", "-w", "4", "--threads", "9");
        ServerSettings changed = terminal.Settings with { Workers = 5, Threads = 9 };
        var effective = EffectiveSettings.Resolve(changed, App, Verb.PreFork);
        Assert.Equal("ServerSettings.Workers in code", effective.OriginOf("workers"));
        Assert.Equal("--threads", effective.OriginOf("threads"));
    }

    public static TheoryData<ServerSettings, string> Wrong => new()
    {
        { new() { Workers = 0 }, "'0' for workers (from ServerSettings.Workers in code) is not a whole number from 1 to 1024" },
        { new() { Bind = [":80", "x"] }, "'x' for bind (from ServerSettings.Bind in code) is not an address to listen on: 'x' is not an IP address; host names other than localhost are not looked up" },
        { new() { Timeout = Timeout.InfiniteTimeSpan }, "'-0.001' for timeout (from ServerSettings.Timeout in code) is not a time from 0 to 86400 seconds, such as 30, 1.5, 500ms or 2m" },
        { new() { WorkerClass = (WorkerClass)77 }, "'77' for workerClass (from ServerSettings.WorkerClass in code) is not one of sync, threads, epoll or green" },
        { new() { Umask = -1 }, "'-1' for umask (from ServerSettings.Umask in code) is not an octal number from 0 to 0777" },
        { new() { MaxRequestBody = -1 }, "'-1' for maxRequestBody (from ServerSettings.MaxRequestBody in code) is not a size from 0 to 1099511627776 bytes, such as 65536, 500k or 10m" },
        { new() { ErrorLog = "" }, "'' for errorLog (from ServerSettings.ErrorLog in code) is not a path without control characters" },
        { new() { ProxyHops = 0, Threads = 0 }, "'0' for threads (from ServerSettings.Threads in code) is not a whole number from 1 to 1024\n'0' for proxyHops (from ServerSettings.ProxyHops in code) is not a whole number from 1 to 8" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_wrong_value_of_code_is_refused(ServerSettings settings, string message) =>
        Assert.Equal(message, Assert.Throws<StartupException>(() => EffectiveSettings.Resolve(settings, App, Verb.Daemon)).Message);

    [Fact]
    public void Every_property_of_the_settings_is_in_the_table()
    {
        // The loggers are an object of the embedding program, not a value that anybody could write down.
        IEnumerable<string> properties = typeof(ServerSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(p => p.Name)
            .Where(n => n != nameof(ServerSettings.LoggerFactory))
            .Order();
        Assert.Equal(properties, SettingTable.All.Select(s => char.ToUpperInvariant(s.Name[0]) + s.Name[1..]).Order());
    }
}
