using Gatehouse.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting;

public sealed class ValueTests
{
    [Theory]
    [InlineData("--workers 0", "'0' for workers (from --workers) is not a whole number from 1 to 1024")]
    [InlineData("--workers 1025", "'1025' for workers (from --workers) is not a whole number from 1 to 1024")]
    [InlineData("--workers -1", "'-1' for workers (from --workers) is not a whole number from 1 to 1024")]
    [InlineData("--workers 2x", "'2x' for workers (from --workers) is not a whole number from 1 to 1024")]
    [InlineData("--workers 99999999999999", "'99999999999999' for workers (from --workers) is not a whole number from 1 to 1024")]
    [InlineData("--threads 0", "'0' for threads (from --threads) is not a whole number from 1 to 1024")]
    [InlineData("--worker-connections 1000001", "'1000001' for workerConnections (from --worker-connections) is not a whole number from 1 to 1000000")]
    [InlineData("--backlog 0", "'0' for backlog (from --backlog) is not a whole number from 1 to 65535")]
    [InlineData("--timeout soon", "'soon' for timeout (from --timeout) is not a time from 0 to 86400 seconds, such as 30, 1.5, 500ms or 2m")]
    [InlineData("--timeout -1", "'-1' for timeout (from --timeout) is not a time from 0 to 86400 seconds, such as 30, 1.5, 500ms or 2m")]
    [InlineData("--timeout 25h", "'25h' for timeout (from --timeout) is not a time from 0 to 86400 seconds, such as 30, 1.5, 500ms or 2m")]
    [InlineData("--timeout 79228162514264337593543950335h", "'79228162514264337593543950335h' for timeout (from --timeout) is not a time from 0 to 86400 seconds, such as 30, 1.5, 500ms or 2m")]
    [InlineData("--header-timeout 0", "'0' for headerTimeout (from --header-timeout) is not a time from 0.01 to 86400 seconds, such as 30, 1.5, 500ms or 2m")]
    [InlineData("--max-request-body 1t", "'1t' for maxRequestBody (from --max-request-body) is not a size from 0 to 1099511627776 bytes, such as 65536, 500k or 10m")]
    [InlineData("--max-request-body 1025g", "'1025g' for maxRequestBody (from --max-request-body) is not a size from 0 to 1099511627776 bytes, such as 65536, 500k or 10m")]
    [InlineData("--max-request-line 63", "'63' for maxRequestLine (from --max-request-line) is not a whole number from 64 to 65536")]
    [InlineData("--umask 0778", "'0778' for umask (from --umask) is not an octal number from 0 to 0777")]
    [InlineData("--umask 1000", "'1000' for umask (from --umask) is not an octal number from 0 to 0777")]
    [InlineData("-k gevent", "'gevent' for workerClass (from --worker-class) is not one of sync, threads, epoll or green; did you mean 'green'?")]
    [InlineData("-k snyc", "'snyc' for workerClass (from --worker-class) is not one of sync, threads, epoll or green; did you mean 'sync'?")]
    [InlineData("--log-level loud", "'loud' for logLevel (from --log-level) is not one of trace, debug, info, warning, error, critical or none")]
    [InlineData("--log-level warn", "'warn' for logLevel (from --log-level) is not one of trace, debug, info, warning, error, critical or none; did you mean 'warning'?")]
    [InlineData("--error-log=", "'' for errorLog (from --error-log) is not a path without control characters")]
    [InlineData("--user=", "'' for user (from --user) is not a name or number")]
    [InlineData("--bind 127.0.0.1:99999", "'127.0.0.1:99999' for bind (from --bind) is not an address to listen on: port 99999 is not from 0 to 65535")]
    [InlineData("--port 65536", "'127.0.0.1:65536' for bind (from --port) is not an address to listen on: port 65536 is not from 0 to 65535")]
    [InlineData("--trusted-proxies 10.1.2.3/16", "'10.1.2.3/16' for trustedProxies (from --trusted-proxies) is not a network to trust: '10.1.2.3/16' has bits set behind its prefix of 16 bits: write '10.1.0.0/16' for the network, or '10.1.2.3' for the one address")]
    [InlineData("--trusted-proxies unix:,*", "'*' for trustedProxies (from --trusted-proxies) is not a network to trust: every peer could then name any client it likes; list the addresses of the proxies")]
    [InlineData("--proxy-hops 9", "'9' for proxyHops (from --proxy-hops) is not a whole number from 1 to 8")]
    public async Task A_wrong_value_is_named_with_its_origin_and_what_was_expected(string args, string message)
    {
        using var terminal = new Terminal();
        Assert.Equal(2, await terminal.RunAsync(["prefork", .. args.Split(' ')]));
        Assert.Equal($"hello: {message}\n", terminal.Error);
        Assert.Null(terminal.Served);
    }

    [Fact]
    public async Task Each_wrong_value_has_its_line()
    {
        using var terminal = new Terminal();
        Assert.Equal(2, await terminal.RunAsync("daemon", "-n=maybe", "--threads", "0", "--pid-file", "a\nb"));
        Assert.Equal(
            """
            hello: '0' for threads (from --threads) is not a whole number from 1 to 1024
            hello: 'maybe' for noDaemon (from --no-daemon) is not true or false
            hello: 'a?b' for pidFile (from --pid-file) is not a path without control characters

            """,
            terminal.Error);
    }

    [Theory]
    [InlineData("30", 30_000)]
    [InlineData("1.5", 1_500)]
    [InlineData("500ms", 500)]
    [InlineData("2m", 120_000)]
    [InlineData("2 m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("15s", 15_000)]
    [InlineData("0", 0)]
    [InlineData("86400", 86_400_000)]
    public async Task A_duration_is_seconds_or_has_a_unit(string text, int milliseconds)
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync("epoll", "--timeout", text));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), terminal.Settings.Timeout);
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("65536", 65536L)]
    [InlineData("500k", 512000L)]
    [InlineData("10M", 10485760L)]
    [InlineData("1024g", 1L << 40)]
    public async Task A_size_is_bytes_or_has_a_suffix(string text, long bytes)
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync("epoll", "--max-request-body", text));
        Assert.Equal(bytes, terminal.Settings.MaxRequestBody);
    }

    [Theory]
    [InlineData("info", LogLevel.Information)]
    [InlineData("INFORMATION", LogLevel.Information)]
    [InlineData("debug", LogLevel.Debug)]
    [InlineData("none", LogLevel.None)]
    public async Task A_choice_ignores_case(string text, LogLevel level)
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync("epoll", "--log-level", text));
        Assert.Equal(level, terminal.Settings.LogLevel);
    }

    [Theory]
    [InlineData("10.1.0.0/16,unix:", new[] { "10.1.0.0/16", "unix:" })]
    [InlineData("none", new string[0])]
    public async Task A_list_has_commas(string text, string[] networks)
    {
        using var terminal = new Terminal();
        Assert.Equal(0, await terminal.RunAsync("epoll", "--trusted-proxies", text));
        Assert.Equal(networks, terminal.Settings.TrustedProxies);
    }

    [Fact]
    public void What_is_printed_reads_back()
    {
        foreach (Setting setting in SettingTable.All)
        {
            foreach (string text in Samples.Of(setting))
            {
                var first = new ServerSettings();
                Assert.Null(setting.Write(ref first, [text], "test"));
                var second = new ServerSettings();
                Assert.Null(setting.Write(ref second, setting.Read(first)!, "test"));
                Assert.Equal(setting.Read(first), setting.Read(second));
            }
        }
    }

    [Theory]
    [InlineData("graceful_timeout", "gracefulTimeout")]
    [InlineData("GracefulTimeout", "gracefulTimeout")]
    [InlineData("grcaeful-timeout", "gracefulTimeout")]
    [InlineData("worker", "workers")]
    [InlineData("gracef", "gracefulTimeout")]
    [InlineData("", null)]
    [InlineData("q", null)]
    [InlineData("completelyDifferent", null)]
    public void A_slip_of_the_pen_is_recognized(string word, string? expected) =>
        Assert.Equal(expected, Suggestion.For(word, SettingTable.All.Select(s => s.Name)));
}
