using System.Net.Sockets;
using Gatehouse.Linux;
using Gatehouse.Proxy;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Runtime.Tests.Proxy;
using Gatehouse.Serving;
using Xunit;
using static Gatehouse.Runtime.Tests.Serving.ProxiedHost;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>Connections on a listener for proxies that are closed for want of a header, or of trust in whoever sends it.</summary>
public sealed class ProxyHeaderRefusalTests
{
    private const string Quiet = "More of that address are not told of for a minute";

    [Fact]
    public async Task What_does_not_begin_with_a_whole_header_is_closed_counted_and_told_of_once()
    {
        await using ServingHost host = await StartAsync();
        byte[] broken = Header();
        broken[13] = 0x77;
        byte[][] beginnings = ["GET / HTTP/1.1\r\nHost: test\r\n\r\n"u8.ToArray(), broken, "PROXY TCP4 1.2.3.4\r\n"u8.ToArray(), "\u0016\u0003\u0001"u8.ToArray()];
        foreach (byte[] bytes in beginnings)
        {
            using Wire wire = host.Connect();
            wire.SendRaw(bytes);
            ExpectNothing(wire);
        }

        Eventually.True(() => host.Totals.ProxyRefused == beginnings.Length, () => $"{host.Totals.ProxyRefused} are counted.");
        Assert.Equal([$"Warning Closed a connection of 127.0.0.1: it does not begin with a PROXY header. {Quiet}"], Told(host));
        Assert.Equal(0, host.Totals.Requests);
        Eventually.True(() => host.Totals.Connections == 0, () => $"{host.Totals.Connections} are open.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    public async Task A_header_that_does_not_come_in_time_is_not_waited_for(int sent)
    {
        await using ServingHost host = await StartAsync(configure: o => o with { HeaderTimeout = 150 });
        using Wire wire = host.Connect();
        wire.SendRaw(Header()[..sent]);
        ExpectNothing(wire);
        Eventually.True(() => host.Totals.ProxyRefused == 1, () => $"{host.Totals.ProxyRefused} are counted.");
        Assert.Equal([$"Warning Closed a connection of 127.0.0.1: its PROXY header did not come in time. {Quiet}"], Told(host));
    }

    [Fact]
    public async Task A_header_and_the_first_head_have_one_deadline()
    {
        await using ServingHost host = await StartAsync(configure: o => o with { HeaderTimeout = 150 });
        using Wire wire = host.Connect();
        wire.SendRaw(Header());
        wire.ExpectClose();
        Assert.Equal(0, host.Totals.ProxyRefused);
    }

    [Fact]
    public async Task A_connection_that_ends_within_its_header_is_told_of()
    {
        await using ServingHost host = await StartAsync();
        using Wire wire = host.Connect();
        wire.SendRaw(Header()[..20]);
        wire.EndSending();
        ExpectNothing(wire);
        Assert.Equal([$"Warning Closed a connection of 127.0.0.1: it ended within its PROXY header. {Quiet}"], Told(host));
    }

    [Fact]
    public async Task A_connection_that_says_nothing_at_all_is_a_load_balancer_that_looks()
    {
        await using ServingHost host = await StartAsync();
        using (Wire wire = host.Connect())
        {
            wire.EndSending();
            wire.ExpectClose();
        }

        using (Wire wire = host.Connect())
        {
            wire.SendRaw(ProxyHeaderBytes.Binary(0x20, 0, []));
            wire.EndSending();
            wire.ExpectClose();
        }

        Eventually.True(() => host.Totals.Connections == 0, () => $"{host.Totals.Connections} are open.");
        Assert.Equal(0, host.Totals.ProxyRefused);
        Assert.Empty(Told(host));
    }

    [Fact]
    public async Task Whoever_is_not_trusted_is_closed_at_once()
    {
        await using ServingHost host = await StartAsync(configure: o => o with { Trust = TrustPolicy.Create(["10.0.0.0/8", "unix:"], 1, new ForwardedHeaderNames()) });
        for (int i = 0; i < 3; i++)
        {
            // Its header is the best there is; it is not looked at, nor waited for.
            using Wire wire = host.Connect();
            if (i > 0) TrySend(wire, Header());
            ExpectNothing(wire);
        }

        Eventually.True(() => host.Totals.ProxyRefused == 3, () => $"{host.Totals.ProxyRefused} are counted.");
        Assert.Equal([$"Warning Closed a connection of 127.0.0.1: it is none of the trusted proxies, and this listener is for them. {Quiet}"], Told(host));
        Assert.Equal(0, host.Totals.Accepted);
    }

    [Fact]
    public async Task A_drain_serves_what_comes_and_does_not_complain_of_what_does_not()
    {
        await using ServingHost host = await StartAsync(configure: o => o with { KeepAlive = 0 });
        using Wire silent = host.Connect();
        using Wire late = host.Connect();
        using Wire partial = host.Connect();
        partial.SendRaw(Header()[..20]);
        Eventually.True(() => host.Totals.Connections == 3, () => $"{host.Totals.Connections} are open.");
        host.Worker.Stop(TimeSpan.FromSeconds(20));
        late.SendRaw(Header());
        Assert.Equal($"{Client} {Client} http", Ask(late));
        silent.ExpectClose();
        partial.ExpectClose();
        silent.Dispose();
        partial.Dispose();
        late.Dispose();
        await host.Worker.Ended.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(Told(host));
    }

    [Fact]
    public void An_address_is_told_of_once_a_minute_and_of_many_only_some()
    {
        var notices = new PeerNotices();
        Assert.True(notices.IsNews(PeerAddress.IPv4(1, 10), 1000));
        Assert.False(notices.IsNews(PeerAddress.IPv4(1, 11), 60_999));
        Assert.True(notices.IsNews(PeerAddress.IPv6(1, 0, 10), 60_999));
        Assert.False(notices.IsNews(PeerAddress.IPv6(2, 0, 10), 60_999));
        Assert.True(notices.IsNews(PeerAddress.IPv4(1, 12), 61_000));
        Assert.False(notices.IsNews(PeerAddress.IPv4(1, 12), 61_001));
        for (uint i = 2; i < PeerNotices.Most; i++) Assert.True(notices.IsNews(PeerAddress.IPv4(i, 10), 62_000));
        Assert.False(notices.IsNews(PeerAddress.IPv4(1_000_000, 10), 62_000));

        // The IPv6 address is the oldest.
        Assert.True(notices.IsNews(PeerAddress.IPv4(1_000_000, 10), 120_999));
        Assert.False(notices.IsNews(PeerAddress.IPv4(1_000_001, 10), 120_999));
        Assert.True(notices.IsNews(PeerAddress.IPv4(1_000_001, 10), 200_000));
    }

    /// <summary>Hears the end, or a reset where what was sent was not read; and not a byte before.</summary>
    private static void ExpectNothing(Wire wire)
    {
        try
        {
            Assert.Equal("", wire.ReadToEnd());
        }
        catch (SocketException e)
        {
            Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        }
    }

    private static void TrySend(Wire wire, byte[] bytes)
    {
        try
        {
            wire.SendRaw(bytes);
        }
        catch (SocketException)
        {
            // It is closed already.
        }
    }

    private static string[] Told(ServingHost host) => [.. host.Log.Where(line => line.StartsWith("Warning", StringComparison.Ordinal))];
}
