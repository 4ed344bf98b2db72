using Gatehouse.Hosting;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting;

public sealed class SnapshotTests
{
    [Fact]
    public async Task A_worker_gets_what_its_master_was_told_and_from_where()
    {
        using var terminal = new Terminal()
            .With("GATEHOUSE_TIMEOUT", "1.2345678")
            .WithFile("{\"bind\": [\"unix:/run/a,b.sock\", \":0\"], \"trustedProxies\": []}");
        Assert.Equal(0, await terminal.RunAsync("prefork", "-w", "3", "--access-log", "ünïcode \"log\""));
        ServerSettings settings = SettingsSnapshot.Read(SettingsSnapshot.Write(terminal.Settings));
        AssertSame(terminal.Settings, settings);
        var effective = EffectiveSettings.Resolve(settings, terminal.App, Verb.PreFork);
        Assert.Equal(
            ["--workers", "GATEHOUSE_TIMEOUT", "gatehouse.json line 1", "built-in default"],
            new[] { "workers", "timeout", "bind", "backlog" }.Select(effective.OriginOf));
    }

    [Fact]
    public void Nothing_said_stays_nothing_said() =>
        AssertSame(new ServerSettings(), SettingsSnapshot.Read(SettingsSnapshot.Write(new ServerSettings())));

    [Fact]
    public void Any_settings_come_through()
    {
        var random = new Random(20261123);
        for (int run = 0; run < 200; run++)
        {
            var settings = new ServerSettings();
            foreach (Setting setting in SettingTable.All.Where(_ => random.Next(2) == 0))
            {
                IReadOnlyList<string> samples = Samples.Of(setting);
                string[] texts = [.. samples.Where(_ => random.Next(2) == 0).Append(samples[0])];
                Assert.Null(SettingOrigins.Write(ref settings, setting, texts, $"origin \"{random.Next()}\""));
            }

            AssertSame(settings, SettingsSnapshot.Read(SettingsSnapshot.Write(settings)));
        }
    }

    [Fact]
    public void Durations_come_through_to_the_tick()
    {
        var settings = new ServerSettings { Timeout = TimeSpan.FromTicks(1), KeepAlive = TimeSpan.FromTicks(863_999_999_999) };
        ServerSettings copy = SettingsSnapshot.Read(SettingsSnapshot.Write(settings));
        Assert.Equal((settings.Timeout, settings.KeepAlive), (copy.Timeout, copy.KeepAlive));
    }

    [Fact]
    public void A_snapshot_that_is_cut_short_is_refused()
    {
        byte[] bytes = SettingsSnapshot.Write(new ServerSettings { Workers = 4, Bind = [":80", ":81"] });
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<FormatException>(() => SettingsSnapshot.Read(bytes.AsSpan(0, length)));
        SettingsSnapshot.Read(bytes);
    }

    [Fact]
    public void A_value_that_is_not_allowed_is_refused()
    {
        byte[] bytes = SettingsSnapshot.Write(new ServerSettings { Workers = 1 });
        bytes[bytes.AsSpan().LastIndexOf((byte)'1')] = (byte)'0';
        Assert.Equal(
            "'0' for workers (from ServerSettings.Workers in code) is not a whole number from 1 to 1024",
            Assert.Throws<FormatException>(() => SettingsSnapshot.Read(bytes)).Message);
    }

    [Fact]
    public void A_setting_that_the_worker_does_not_know_is_left_out()
    {
        byte[] bytes = SettingsSnapshot.Write(new ServerSettings { Workers = 7, Threads = 9 });
        bytes[bytes.AsSpan().IndexOf("workers"u8)] = (byte)'W';
        ServerSettings settings = SettingsSnapshot.Read(bytes);
        Assert.Equal((null, 9), (settings.Workers, settings.Threads));
    }

    private static void AssertSame(ServerSettings expected, ServerSettings actual)
    {
        foreach (Setting setting in SettingTable.All)
        {
            Assert.Equal(setting.Read(expected), setting.Read(actual));
            Assert.Equal(SettingOrigins.Of(setting, expected), SettingOrigins.Of(setting, actual));
        }
    }
}
