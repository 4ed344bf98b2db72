using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Gatehouse.Linux;
using Gatehouse.Proxy;
using Xunit;

namespace Gatehouse.Runtime.Tests.Proxy;

/// <summary>Who is trusted, and how a bad declaration is told.</summary>
public class TrustPolicyTests
{
    private const string Expected = "expected an address such as 10.1.2.3 or fd00::1, a network such as 10.1.0.0/16, or 'unix:'";

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.4", false)]
    [InlineData("10.1.2.3/32", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "10.255.255.255", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("10.0.0.0/8", "9.255.255.255", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "::10.1.2.3", false)]
    [InlineData("0.0.0.0/0", "255.1.2.3", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("128.0.0.0/1", "127.255.255.255", false)]
    [InlineData("::1", "::1", true)]
    [InlineData("::1/128", "::2", false)]
    [InlineData("fd00::/8", "fdff::1", true)]
    [InlineData("fd00::/8", "fc00::1", false)]
    [InlineData("fe80::/10", "fe80::1%7", true)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "10.0.0.1", false)]
    [InlineData("::ffff:10.0.0.0/104", "10.9.9.9", true)]
    [InlineData("::ffff:10.0.0.0/104", "11.9.9.9", false)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", true)]
    public void Trusts_the_peers_of_a_network(string network, string peer, bool trusted) => Assert.Equal(
        trusted, Create(network).Trusts(PeerAddress.From(IPAddress.Parse(peer), 1234)));

    [Fact]
    public void Trusts_Unix_peers_only_where_they_are_declared()
    {
        Assert.True(Create("unix:").Trusts(PeerAddress.Unix));
        Assert.True(Create("10.0.0.0/8", "unix:").Trusts(PeerAddress.Unix));
        Assert.False(Create("0.0.0.0/0", "::/0").Trusts(PeerAddress.Unix));
        Assert.False(Create("unix:").Trusts(PeerAddress.IPv4(0, 0)));
        Assert.False(Create("unix:", "::/0", "0.0.0.0/0").Trusts(default));
    }

    [Fact]
    public void Trusts_any_of_several_networks()
    {
        TrustPolicy policy = Create("10.0.0.0/8", "192.168.1.0/24", "fd00::/8");
        Assert.True(policy.Trusts(PeerAddress.IPv4(0xc0a80105, 0)));
        Assert.False(policy.Trusts(PeerAddress.IPv4(0xc0a80205, 0)));
    }

    [Fact]
    public void Agrees_with_the_BCL_about_networks()
    {
        Gen<(uint Network, int Length, uint Peer)> inputs =
            from address in Gen.Choose(int.MinValue, int.MaxValue)
            from length in Gen.Choose(0, 32)
            from flip in Gen.Choose(0, 31)
            let network = length == 0 ? 0 : (uint)address & (uint.MaxValue << (32 - length))
            select (network, length, (uint)address ^ (1u << flip));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true), Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            string text = $"{PeerAddress.IPv4(input.Network, 0)}/{input.Length}";
            var peer = PeerAddress.IPv4(input.Peer, 0);
            return Create(text).Trusts(peer) == IPNetwork.Parse(text).Contains(peer.ToIPAddress()!);
        }));
    }

    [Theory]
    [InlineData("10.0.0.0/33", "the prefix length of '10.0.0.0' is a number from 0 to 32")]
    [InlineData("10.0.0.0/", "the prefix length of '10.0.0.0' is a number from 0 to 32")]
    [InlineData("10.0.0.0/-1", "the prefix length of '10.0.0.0' is a number from 0 to 32")]
    [InlineData("10.0.0.0/8/8", "the prefix length of '10.0.0.0' is a number from 0 to 32")]
    [InlineData("10.0.0.0/255.0.0.0", "the prefix length of '10.0.0.0' is a number from 0 to 32")]
    [InlineData("fd00::/129", "the prefix length of 'fd00::' is a number from 0 to 128")]
    [InlineData("::ffff:10.0.0.0/8", "the prefix length of '::ffff:10.0.0.0' is a number from 96 to 128")]
    [InlineData("*", "every peer could then name any client it likes; list the addresses of the proxies")]
    [InlineData("fe80::1%eth0", "an IPv6 zone cannot be named here; fe80::/10 covers all of them")]
    [InlineData("", Expected)]
    [InlineData("localhost", Expected)]
    [InlineData("10.1", Expected)]
    [InlineData("10.010.0.0/16", Expected)]
    [InlineData("unix:/run/x", Expected)]
    [InlineData(" 10.0.0.1", Expected)]
    public void A_bad_network_is_told_with_what_was_expected(string network, string expected) => Assert.Equal(
        $"'{network}' is not an IP network: {expected}.", Assert.Throws<FormatException>(() => Create(network)).Message);

    [Theory]
    [InlineData("10.1.2.3/8", "8 bits: write '10.0.0.0/8' for the network, or '10.1.2.3' for the one address.")]
    [InlineData("fd00::1/8", "8 bits: write 'fd00::/8' for the network, or 'fd00::1' for the one address.")]
    [InlineData("10.0.0.1/0", "0 bits: write '0.0.0.0/0' for the network, or '10.0.0.1' for the one address.")]
    [InlineData("::ffff:10.1.2.3/104", "8 bits: write '10.0.0.0/8' for the network, or '10.1.2.3' for the one address.")]
    public void A_network_with_host_bits_is_told_with_its_canonical_text(string network, string expected) => Assert.Equal(
        $"'{network}' has bits set behind its prefix of {expected}", Assert.Throws<FormatException>(() => Create(network)).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(-1)]
    public void Hops_are_one_to_eight(int hops) => Assert.Equal(
        $"'{hops}' is not a number of proxies: expected 1 to 8.",
        Assert.Throws<ArgumentException>(() => TrustPolicy.Create([], hops, Requests.AllNames)).Message);

    [Theory]
    [InlineData("X Forwarded For", "is not a header field name")]
    [InlineData("", "is not a header field name")]
    [InlineData("X-F\u00e9", "is not a header field name")]
    [InlineData("Host", "cannot carry a forwarded fact")]
    [InlineData("content-length", "cannot carry a forwarded fact")]
    [InlineData("x-forwarded-proto", "is declared for two forwarded facts")]
    public void A_header_name_that_cannot_serve_is_told(string name, string message)
    {
        var names = new ForwardedHeaderNames(Proto: "X-Forwarded-Proto", Host: name);
        ArgumentException error = Assert.Throws<ArgumentException>(() => TrustPolicy.Create([], 1, names));
        Assert.Contains($"'{name}' {message}", error.Message, StringComparison.Ordinal);
    }

    private static TrustPolicy Create(params string[] networks) => TrustPolicy.Create(networks, 1, Requests.AllNames);

    [Theory]
    [InlineData(0, "'0' is not a number of hops of Proto: expected 1 to 2, the number of proxies.")]
    [InlineData(3, "'3' is not a number of hops of Proto: expected 1 to 2, the number of proxies.")]
    public void Hops_of_a_fact_are_at_most_the_proxies(int hops, string complaint) => Assert.Equal(
        complaint,
        Assert.Throws<ArgumentException>(() => TrustPolicy.Create(["unix:"], 2, Requests.AllNames, new ForwardedHops(2, hops, 1, 1, 1))).Message);

    [Fact]
    public void Several_hops_need_the_addresses() => Assert.Equal(
        "Host is taken from 2 proxies, but For from none: only the addresses tell which proxies a request came through.",
        Assert.Throws<ArgumentException>(() => TrustPolicy.Create(["unix:"], 2, new ForwardedHeaderNames(Host: "X-Forwarded-Host"))).Message);

    [Fact]
    public void No_fact_has_more_hops_than_the_addresses() => Assert.Equal(
        "Proto is taken from 2 proxies, but For from 1: only the addresses tell which proxies a request came through.",
        Assert.Throws<ArgumentException>(() => TrustPolicy.Create(["unix:"], 2, Requests.AllNames, new ForwardedHops(1, 2, 1, 1, 1))).Message);

    [Fact]
    public void Hops_of_a_fact_that_is_not_taken_do_not_matter() =>
        Assert.NotNull(TrustPolicy.Create(["unix:"], 1, new ForwardedHeaderNames(For: "X-Forwarded-For"), new ForwardedHops(1, 9, 9, 0, 9)));
}
