using System.Net.Sockets;
using Gatehouse.Runtime.Tests.Proxy;
using Gatehouse.Serving;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving.Tls;

/// <summary>TLS behind a PROXY header: the header comes in clear, and first.</summary>
public sealed class ProxiedTlsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task The_handshake_comes_behind_the_header(int largestPiece)
    {
        await using TlsHost host = await StartAsync();
        foreach (byte[] header in (byte[][])[ProxiedHost.Line(), ProxiedHost.Header(), ProxiedHost.Header(fields: ProxyHeaderBytes.Field(2, "a.test"))])
        {
            using SecureWire wire = await host.ConnectAsync(below: stream =>
                new OpeningStream(largestPiece == 0 ? stream : new CuttingStream(stream, new Random(1), largestPiece), header));
            for (int i = 0; i < 2; i++) Assert.Equal($"HTTP/1.1 200 OK {ProxiedHost.Client} {ProxiedHost.Client} https", wire.Ask("/"));
        }
    }

    [Fact]
    public async Task A_header_may_come_long_before_the_handshake()
    {
        await using TlsHost host = await StartAsync();
        Socket socket = host.Server.ConnectSocket();
        socket.NoDelay = true;
        socket.Send(ProxiedHost.Header());
        using (SecureWire other = await host.ConnectAsync(below: stream => new OpeningStream(stream, ProxiedHost.Line(ProxiedHost.OuterProxy))))
            Assert.Contains(ProxiedHost.OuterProxy, other.Ask("/"));
        using SecureWire wire = await SecureWire.ConnectAsync(socket);
        Assert.Equal($"HTTP/1.1 200 OK {ProxiedHost.Client} {ProxiedHost.Client} https", wire.Ask("/"));
    }

    [Fact]
    public async Task A_handshake_without_a_header_is_not_answered()
    {
        await using TlsHost host = await StartAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => host.ConnectAsync());
        Assert.Contains(host.Server.Log, line => line.Contains("it does not begin with a PROXY header", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_handshake_has_a_deadline_of_its_own_behind_the_header()
    {
        await using TlsHost host = await StartAsync(handshakeTimeout: 150);
        using Wire wire = new(host.Server.ConnectSocket());
        wire.SendRaw(ProxiedHost.Header());
        wire.ExpectClose();
        Assert.Contains(host.Server.Log, line => line.Contains($"The TLS handshake with {ProxiedHost.Client} failed", StringComparison.Ordinal));
        Assert.Equal(0, host.Server.Totals.ProxyRefused);
    }

    [Fact]
    public async Task A_client_whose_address_has_its_share_is_turned_away_before_the_handshake()
    {
        await using TlsHost host = await StartAsync(o => o with { Connections = new ConnectionLimits(100, 1, ProxiedHost.Trust) });
        using SecureWire wire = await host.ConnectAsync(below: stream => new OpeningStream(stream, ProxiedHost.Line()));
        await Assert.ThrowsAnyAsync<IOException>(() => host.ConnectAsync(below: stream => new OpeningStream(stream, ProxiedHost.Line())));
        Assert.Contains($"{ProxiedHost.Client} ", wire.Ask("/"));
    }

    private static Task<TlsHost> StartAsync(Func<ServingOptions, ServingOptions>? configure = null, long handshakeTimeout = 10_000) => TlsHost.StartAsync(
        ProxiedHost.Tell,
        options: (_, offered) => offered with { HandshakeTimeout = handshakeTimeout },
        configure: o => configure is null ? o with { Trust = ProxiedHost.Trust } : configure(o with { Trust = ProxiedHost.Trust }),
        isProxied: true);

    /// <summary>Sends some bytes before the first ones, together with them.</summary>
    private sealed class OpeningStream(Stream below, byte[] opening) : StreamLayer(below)
    {
        private byte[] unsent = opening;

        public override void Write(byte[] buffer, int offset, int count)
        {
            byte[] all = [.. unsent, .. buffer.AsSpan(offset, count)];
            unsent = [];
            base.Write(all, 0, all.Length);
        }
    }
}
