using System.Text;
using Gatehouse.Runtime.Tests.Http;
using Gatehouse.Runtime.Tests.Proxy;
using Gatehouse.Serving;
using Xunit;
using static Gatehouse.Runtime.Tests.Serving.ProxiedHost;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>Whose a connection is that began with a PROXY header, and what is believed on it.</summary>
public sealed class ProxiedConnectionTests
{
    private static readonly byte[] Unknown = "PROXY UNKNOWN\r\n"u8.ToArray();
    private static readonly byte[] Local = ProxyHeaderBytes.Binary(0x20, 0, []);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_source_in_the_header_is_the_client_for_the_whole_connection(bool onUnixSocket)
    {
        await using ServingHost host = await StartAsync(onUnixSocket: onUnixSocket);
        foreach ((byte[] header, string client) in (ReadOnlySpan<(byte[], string)>)
            [(Line(), Client), (Header(), Client), (Header("2001:db8::1"), "2001:db8::1"), (Header("::ffff:203.0.113.5"), Client)])
        {
            using Wire wire = host.Connect();
            wire.SendRaw(header);
            for (int i = 0; i < 3; i++) Assert.Equal($"{client} {client} http", Ask(wire));
        }

        Assert.Equal(0, host.Totals.ProxyRefused);
    }

    [Fact]
    public async Task A_header_may_come_in_any_pieces_with_requests_behind_it()
    {
        await using ServingHost host = await StartAsync();
        byte[] requests = Cuts.Latin1(string.Concat(Enumerable.Repeat("GET / HTTP/1.1\r\nHost: test\r\n\r\n", 2)));
        foreach (byte[] header in (byte[][])[Line(), Header(Client, ProxyHeaderBytes.Field(5, "id"))])
        {
            byte[] all = [.. header, .. requests];
            foreach (int[] cuts in Cuts.All(header.Length + 2))
            {
                using Wire wire = host.Connect();
                foreach (byte[] piece in Cuts.Pieces(all, cuts)) wire.SendRaw(piece);
                Assert.Equal($"{Client} {Client} http", Hear(wire));
                Assert.Equal($"{Client} {Client} http", Hear(wire));
            }
        }
    }

    [Fact]
    public async Task A_client_that_sends_no_more_is_answered()
    {
        await using ServingHost host = await StartAsync();
        using Wire wire = host.Connect();
        wire.SendRaw([.. Header(), .. "GET / HTTP/1.1\r\nHost: test\r\n\r\n"u8]);
        wire.EndSending();
        Assert.EndsWith($"{Client} {Client} http", wire.ReadToEnd());
    }

    [Fact]
    public async Task Forwarding_headers_are_believed_only_of_a_source_that_is_a_proxy()
    {
        await using ServingHost host = await StartAsync();
        string[] forwarded = ["X-Forwarded-For: 198.51.100.77", "X-Forwarded-Proto: https"];
        Assert.Equal($"{Client} {Client} http", AskBehind(host, Header(), forwarded));
        Assert.Equal($"{Client} {Client} http", AskBehind(host, Line(), forwarded));
        Assert.Equal($"198.51.100.77 {OuterProxy} https", AskBehind(host, Header(OuterProxy), forwarded));
        Assert.Equal($"198.51.100.77 {OuterProxy} https", AskBehind(host, Line(OuterProxy), forwarded));
    }

    [Fact]
    public async Task Of_a_client_that_nobody_knows_nothing_is_believed()
    {
        foreach (bool onUnixSocket in (bool[])[false, true])
        {
            await using ServingHost host = await StartAsync(onUnixSocket: onUnixSocket);
            byte[][] headers =
            [
                Unknown, "PROXY UNKNOWN 192.0.2.7 192.0.2.7 1 2\r\n"u8.ToArray(), ProxyHeaderBytes.Binary(0x21, 0, []),
                ProxyHeaderBytes.Binary(0x21, 0x31, new byte[216]),
            ];
            foreach (byte[] header in headers)
                Assert.Equal("nobody nobody http", AskBehind(host, header, "X-Forwarded-For: 198.51.100.77", "X-Forwarded-Proto: https"));
        }
    }

    [Fact]
    public async Task A_proxy_that_speaks_for_itself_is_the_client_and_believed_nothing()
    {
        await using ServingHost host = await StartAsync();
        Assert.Equal("127.0.0.1 127.0.0.1 http", AskBehind(host, Local, "X-Forwarded-For: 198.51.100.77", "X-Forwarded-Proto: https"));

        // Nor may it say that what it asks for came over TLS.
        using Wire wire = host.Connect();
        wire.SendRaw(Local);
        wire.Send("GET https://test/ HTTP/1.1", "Host: test", "");
        wire.Expect("HTTP/1.1 421 Misdirected Request");
    }

    [Fact]
    public async Task A_client_that_came_over_tls_to_the_proxy_uses_https()
    {
        await using ServingHost host = await StartAsync();
        Assert.Equal($"{Client} {Client} https", AskBehind(host, Header(Client, ProxyHeaderBytes.Tls(0x01, 0))));
        Assert.Equal($"{Client} {Client} http", AskBehind(host, Header(Client, ProxyHeaderBytes.Tls(0x06, 0))));
        using Wire wire = host.Connect();
        wire.SendRaw(Header(Client, ProxyHeaderBytes.Tls(0x01, 1)));
        wire.Send("GET https://test/ HTTP/1.1", "Host: test", "");
        Assert.Equal($"{Client} {Client} https", Hear(wire));
    }

    [Fact]
    public async Task The_application_sees_the_header_once_for_a_connection()
    {
        var seen = new List<ProxyProtocol>();
        await using ServingHost host = await StartAsync((request, _) =>
        {
            seen.Add(request.ProxyProtocol!);
            return default;
        });
        using Wire wire = host.Connect();
        wire.SendRaw(Header(
            Client, ProxyHeaderBytes.Field(2, "a.test"), ProxyHeaderBytes.Field(5, "unique"), ProxyHeaderBytes.Field(5, "another"),
            ProxyHeaderBytes.Tls(0x05, 0, ProxyHeaderBytes.Field(0x21, "TLSv1.3"), ProxyHeaderBytes.Field(0x22, "Jürgen"))));
        Ask(wire);
        Ask(wire);
        ProxyProtocol header = seen[0];
        Assert.Same(header, seen[1]);
        Assert.Equal((2, false, "203.0.113.5:1234", "198.51.100.9:443"), (header.Version, header.IsLocal, $"{header.Source}", $"{header.Destination}"));
        Assert.Equal([2, 5, 5, 0x20], header.Fields.Select(f => (int)f.Type));
        Assert.Equal("a.test", header.Authority);
        Assert.True(header.TryFind(5, out ReadOnlyMemory<byte> id));
        Assert.Equal("unique", Encoding.ASCII.GetString(id.Span));
        Assert.False(header.TryFind(1, out id));
        Assert.True(header.Tls is { IsUsed: true, HasClientCertificate: true, IsClientCertificateVerified: true });
        Assert.Equal(("TLSv1.3", "Jürgen"), (header.Tls!.Version, header.Tls.ClientCommonName));
        Assert.True(header.Tls.TryFind(0x22, out _));
        Assert.False(header.Tls.TryFind(0x23, out _));
    }

    [Theory]
    [InlineData(0x01, 0u, false, false)]
    [InlineData(0x03, 0u, true, true)]
    [InlineData(0x05, 0u, true, true)]
    [InlineData(0x03, 1u, true, false)]
    [InlineData(0x01, 1u, false, false)]
    public async Task A_certificate_is_verified_only_if_there_is_one(int flags, uint verify, bool has, bool isVerified)
    {
        ProxyProtocolTls? tls = null;
        await using ServingHost host = await StartAsync((request, _) =>
        {
            tls = request.ProxyProtocol!.Tls;
            return default;
        });
        AskBehind(host, Header(Client, ProxyHeaderBytes.Tls(flags, verify)));
        Assert.Equal((true, has, isVerified), (tls!.IsUsed, tls.HasClientCertificate, tls.IsClientCertificateVerified));
    }

    [Fact]
    public async Task What_is_not_stated_is_null()
    {
        ProxyProtocol? header = null;
        await using ServingHost host = await StartAsync((request, _) =>
        {
            header = request.ProxyProtocol;
            return default;
        });
        AskBehind(host, Local);
        Assert.True(header is { Version: 2, IsLocal: true, Source: null, Destination: null, Tls: null, Authority: null, Fields.Count: 0 });
        AskBehind(host, Unknown);
        Assert.True(header is { Version: 1, IsLocal: false, Source: null, Destination: null, Tls: null, Authority: null, Fields.Count: 0 });
    }

    [Fact]
    public async Task An_ordinary_listener_has_no_header_and_refuses_one()
    {
        ProxyProtocol? header = null;
        await using ServingHost host = await ServingHost.StartAsync(
            (request, _) =>
            {
                header = request.ProxyProtocol;
                return default;
            },
            o => o with { Trust = Trust });
        using (Wire wire = host.Connect()) Ask(wire);
        Assert.Null(header);
        foreach (byte[] bytes in (byte[][])[Line(), Header(), Local, Unknown])
        {
            using Wire wire = host.Connect();
            wire.SendRaw(bytes);
            wire.Send("GET / HTTP/1.1", "Host: test", "");
            wire.Expect("HTTP/1.1 400 Bad Request");
        }
    }

    [Fact]
    public async Task Connections_are_counted_by_the_stated_address()
    {
        using var log = new LogFile("%(h)s %(r)s %(s)s");
        await using ServingHost host = await StartAsync(
            configure: o => o with { Connections = new ConnectionLimits(100, 1, Trust), AccessLog = log.Log });
        Wire first = host.Connect();
        first.SendRaw(Header());
        Ask(first);
        using (Wire second = host.Connect())
        {
            second.SendRaw(Line());
            Assert.Equal("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", second.ReadToEnd());
        }

        foreach (byte[] other in (byte[][])[Header("203.0.113.6"), Header(OuterProxy), Header(OuterProxy), Local, Unknown, Unknown]) AskBehind(host, other);
        Assert.Equal(
            [$"{Client} GET / HTTP/1.1 200", $"{Client} - 503", "203.0.113.6 GET / HTTP/1.1 200", $"{OuterProxy} GET / HTTP/1.1 200"],
            (await log.LinesAsync(8))[..4]);

        // What is refused is not counted: the place is free when the first one is gone.
        first.Dispose();
        Gatehouse.Runtime.Tests.Linux.Eventually.True(
            () =>
            {
                try
                {
                    return AskBehind(host, Header()).StartsWith(Client, StringComparison.Ordinal);
                }
                catch (Exception e) when (e is Xunit.Sdk.XunitException or System.Net.Sockets.SocketException)
                {
                    return false;
                }
            },
            () => "The count does not go down.");
    }

    private static string AskBehind(ServingHost host, byte[] header, params string[] fields)
    {
        using Wire wire = host.Connect();
        wire.SendRaw(header);
        return Ask(wire, fields);
    }
}
