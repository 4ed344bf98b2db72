using Gatehouse.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting;

public sealed class ServerLogTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("gatehouse-test").FullName;

    private string LogPath => Path.Combine(directory, "error.log");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData(0, "+0000", "02:05:05")]
    [InlineData(330, "+0530", "07:35:05")]
    [InlineData(-210, "-0330", "22:35:05")]
    public void A_line_has_the_form_of_Gunicorns(int minutes, string offset, string time)
    {
        using (ServerLog log = Open(LogLevel.Information, new FixedClock(minutes)))
            log.Factory.CreateLogger("any").LogInformation("{Count} workers", 4);
        string day = minutes < 0 ? "22" : "23";
        Assert.Equal($"[2026-11-{day} {time} {offset}] [{Environment.ProcessId}] [INFO] 4 workers\n", File.ReadAllText(LogPath));
    }

    [Fact]
    public void Each_severity_has_its_word_and_lesser_ones_are_left_out()
    {
        using (ServerLog log = Open(LogLevel.Debug))
        {
            ILogger logger = log.Factory.CreateLogger("any");
            foreach (LogLevel level in Enum.GetValues<LogLevel>())
                logger.Log(level, "x");
        }

        Assert.Equal(
            ["[DEBUG]", "[INFO]", "[WARNING]", "[ERROR]", "[CRITICAL]"],
            File.ReadAllLines(LogPath).Select(l => l.Split(' ')[4]));
    }

    [Fact]
    public void A_client_cannot_begin_a_line()
    {
        using (ServerLog log = Open(LogLevel.Information))
            log.Factory.CreateLogger("any").LogError(new IOException("b\nad"), "GET {Path}", "/\r\n[2026-01-01] \u001b[31m forged\u0085");
        string line = Assert.Single(File.ReadAllLines(LogPath));
        Assert.EndsWith("[ERROR] GET /\\r\\n[2026-01-01] \\x1b[31m forged\\x85: System.IO.IOException: b\\nad", line);
    }

    [Theory]
    [InlineData(LogLevel.Information, 1)]
    [InlineData(LogLevel.Debug, 3)]
    public void A_stack_trace_is_for_debugging(LogLevel level, int lines)
    {
        using (ServerLog log = Open(level))
            log.Factory.CreateLogger("any").LogError(Thrown(), "failed");
        string[] written = File.ReadAllLines(LogPath);
        Assert.Equal(lines, written.Length);
        Assert.EndsWith("[ERROR] failed: System.InvalidOperationException: no luck", written[0]);
        Assert.All(written.Skip(1), l => Assert.StartsWith("    ", l));
    }

    [Fact]
    public void A_rotated_log_is_made_again()
    {
        using ServerLog log = Open(LogLevel.Information);
        ILogger logger = log.Factory.CreateLogger("any");
        logger.LogInformation("old");
        File.Move(LogPath, LogPath + ".1");
        log.Reopen();
        logger.LogInformation("new");
        Assert.EndsWith("old\n", File.ReadAllText(LogPath + ".1"));
        Assert.EndsWith("new\n", File.ReadAllText(LogPath));
    }

    [Fact]
    public void A_log_that_cannot_be_made_again_says_so_in_the_old_one()
    {
        using ServerLog log = Open(LogLevel.Information);
        File.Move(LogPath, LogPath + ".1");
        Directory.CreateDirectory(LogPath);
        log.Reopen();
        Assert.EndsWith("[WARNING] The error log cannot be opened again: Is a directory\n", File.ReadAllText(LogPath + ".1"));
    }

    [Fact]
    public void A_log_that_cannot_be_opened_ends_the_start()
    {
        var settings = new ServerSettings { ErrorLog = directory + "/no/error.log" };
        Assert.Equal(
            $"cannot open the error log '{directory}/no/error.log' (from ServerSettings.ErrorLog in code): No such file or directory",
            Assert.Throws<StartupException>(() => Open(settings)).Message);
    }

    [Fact]
    public void The_loggers_of_the_embedding_program_are_used_and_left_alone()
    {
        using var own = new LoggerFactory();
        ServerLog log = Open(new ServerSettings { LoggerFactory = own, ErrorLog = LogPath });
        Assert.Same(own, log.Factory);
        log.Reopen();
        log.Dispose();
        own.CreateLogger("still usable");
        Assert.False(File.Exists(LogPath));
    }

    private static Exception Thrown()
    {
        try
        {
            throw new InvalidOperationException("no luck");
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }

    private static ServerLog Open(ServerSettings settings, TimeProvider? clock = null) =>
        ServerLog.Open(EffectiveSettings.Resolve(settings, new ApplicationDescription { Name = "hello" }, Verb.Epoll), clock ?? TimeProvider.System);

    private ServerLog Open(LogLevel level, TimeProvider? clock = null) => Open(new ServerSettings { ErrorLog = LogPath, LogLevel = level }, clock);

    private sealed class FixedClock(int minutes) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromMinutes(minutes), null, null);

        public override DateTimeOffset GetUtcNow() => new(2026, 11, 23, 2, 5, 5, TimeSpan.Zero);
    }
}
