using Gatehouse.Hosting;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting;

public sealed class SettingsFileTests
{
    [Fact]
    public async Task Every_setting_can_be_said_in_the_file()
    {
        foreach (Setting setting in SettingTable.All)
        {
            string text = Samples.Of(setting)[^1];
            string json = text.Replace("\"", "\\\"", StringComparison.Ordinal);
            using var terminal = new Terminal().WithNeedsOf(setting).WithFile($"{{\n  \"{setting.Name}\": \"{json}\"\n}}");
            Assert.Equal(0, await terminal.RunAsync(setting.Verbs[^1].Word()));
            Assert.NotNull(setting.Read(terminal.Settings));
            Assert.Equal("gatehouse.json line 2", terminal.Effective.OriginOf(setting.Name));
        }
    }

    [Fact]
    public async Task People_may_write_it_as_people_do()
    {
        using var terminal = new Terminal().WithFile(
            """
            // Where we listen.
            {
              "bind": [":80", "unix:/run/a,b.sock",], /* both */
              "workers": 4,
              "timeout": 1.5,
              "noDaemon": true,
              "umask": "027",
              "accessLog": null,
              "trustedProxies": "10.0.0.0/8, unix:",
              "user": "caf\u00e9",
            }
            """);
        Assert.Equal(0, await terminal.RunAsync("prefork"));
        Assert.Equal([":80", "unix:/run/a,b.sock"], terminal.Settings.Bind);
        Assert.Equal(4, terminal.Settings.Workers);
        Assert.Equal(TimeSpan.FromSeconds(1.5), terminal.Settings.Timeout);
        Assert.True(terminal.Settings.NoDaemon);
        Assert.Equal(23, terminal.Settings.Umask);
        Assert.Null(terminal.Settings.AccessLog);
        Assert.Equal(["10.0.0.0/8", "unix:"], terminal.Settings.TrustedProxies);
        Assert.Equal("café", terminal.Settings.User);
    }

    [Fact]
    public async Task A_byte_order_mark_and_an_empty_object_are_no_errors()
    {
        using var terminal = new Terminal().WithFile("\ufeff{}");
        Assert.Equal(0, await terminal.RunAsync("prefork"));
    }

    [Fact]
    public async Task An_empty_list_of_proxies_trusts_nobody()
    {
        using var terminal = new Terminal { App = new() { Name = "hello", TrustedProxies = ["unix:"] } }.WithFile("""{"trustedProxies": []}""");
        Assert.Equal(0, await terminal.RunAsync("prefork"));
        Assert.Empty(terminal.Effective.TrustedProxies);
    }

    [Theory]
    [InlineData("{\n\n  \"wrokers\": 4\n}", "unknown setting 'wrokers' (gatehouse.json line 3); did you mean 'workers'?")]
    [InlineData("{\"graceful_timeout\": 4}", "unknown setting 'graceful_timeout' (gatehouse.json line 1); did you mean 'gracefulTimeout'?")]
    [InlineData("{\"port\": 4}", "unknown setting 'port' (gatehouse.json line 1); did you mean 'bind'?")]
    [InlineData("{\"xyzzy\": {\"a\": [1]}}", "unknown setting 'xyzzy' (gatehouse.json line 1)")]
    [InlineData("{\n\"workers\": 0}", "'0' for workers (from gatehouse.json line 2) is not a whole number from 1 to 1024")]
    [InlineData("{\n\"workers\":\n\n 1.5}", "'1.5' for workers (from gatehouse.json line 2) is not a whole number from 1 to 1024")]
    [InlineData("{\"workers\": true}", "'true' for workers (from gatehouse.json line 1) is not a whole number from 1 to 1024")]
    [InlineData("{\"workers\": [4]}", "the value of workers (gatehouse.json line 1) is not a whole number from 1 to 1024")]
    [InlineData("{\"bind\": {\"port\": 4}}", "the value of bind (gatehouse.json line 1) is not an address to listen on")]
    [InlineData("{\"bind\": [4]}", "an item of bind (gatehouse.json line 1) is not a text in quotes")]
    [InlineData("{\"bind\": [\":80\", \"::1\"]}", "'::1' for bind (from gatehouse.json line 1) is not an address to listen on: an IPv6 address needs brackets: [::1]:8000")]
    [InlineData("{\"workers\": 1,\n\"workers\": 2}", "'workers' is set twice (gatehouse.json line 2)")]
    [InlineData("\n[]", "gatehouse.json line 2 is not a JSON object of settings")]
    [InlineData("{\n\"workers\" 4}", "gatehouse.json line 2 is not JSON: …")]
    [InlineData("{\n\"workers\": 4\n", "gatehouse.json line 3 is not JSON: …")]
    [InlineData("{}\n{}", "gatehouse.json line 2 is not JSON: …")]
    [InlineData("", "gatehouse.json line 1 is not JSON: …")]
    public async Task An_error_in_the_file_names_the_line(string text, string message)
    {
        using var terminal = new Terminal().WithFile(text);
        Assert.Equal(2, await terminal.RunAsync("prefork"));

        // How it is not JSON is the words of the base library.
        if (message.EndsWith('…'))
            Assert.StartsWith($"hello: {message[..^1]}", terminal.Error, StringComparison.Ordinal);
        else
            Assert.Equal($"hello: {message}\n", terminal.Error);
        Assert.Single(terminal.Error, '\n');
    }

    [Fact]
    public async Task A_file_may_be_named()
    {
        using var terminal = new Terminal().WithFile("{\"workers\": 0}").WithFile("{\"workers\": 7}", "other.json");
        Assert.Equal(0, await terminal.RunAsync("prefork", "--config", "other.json"));
        Assert.Equal("other.json line 1", terminal.Effective.OriginOf("workers"));
        Assert.Equal(0, await terminal.With("GATEHOUSE_CONFIG", "other.json").RunAsync("prefork"));
        Assert.Equal(7, terminal.Effective.Workers);
    }

    [Fact]
    public async Task A_named_file_must_be_there()
    {
        using var option = new Terminal();
        Assert.Equal(2, await option.RunAsync("prefork", "-c", "no.json"));
        Assert.Equal("hello: cannot read the config file 'no.json' (from --config): there is no such file\n", option.Error);

        using var variable = new Terminal().With("GATEHOUSE_CONFIG", "no/no.json");
        Assert.Equal(2, await variable.RunAsync("prefork"));
        Assert.Equal("hello: cannot read the config file 'no/no.json' (from GATEHOUSE_CONFIG): there is no such file\n", variable.Error);

        using var folder = new Terminal();
        Assert.Equal(2, await folder.RunAsync("prefork", "-c", "."));
        Assert.Equal("hello: cannot read the config file '.' (from --config): it is a directory\n", folder.Error);
    }
}
