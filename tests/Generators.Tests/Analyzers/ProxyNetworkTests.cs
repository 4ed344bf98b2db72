using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Gatehouse.Generators.Analyzers.Trust;

namespace Gatehouse.Generators.Tests.Analyzers;

/// <summary>What the rules say of the text of a network holds for what .NET makes of it.</summary>
public class ProxyNetworkTests
{
    [Fact]
    public void Networks_are_read_as_dotnet_reads_them() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(Texts(), text =>
        {
            string? expected = System.Net.IPNetwork.TryParse(text, out System.Net.IPNetwork network) ? network.ToString() : null;
            Assert.Equal(expected, ProxyNetwork.Read(text, isAddress: false)?.ToString());
        }));

    [Fact]
    public void A_network_contains_what_dotnet_says_it_contains() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(Texts(), Texts(), (outer, address) =>
        {
            address = address.Split('/')[0];
            if (!System.Net.IPNetwork.TryParse(outer, out System.Net.IPNetwork network) || !IPAddress.TryParse(address, out IPAddress? peer)) return;
            // IPv4 in IPv6 form is compared in both forms by .NET, and told by GH1014 anyway.
            if (peer.AddressFamily != network.BaseAddress.AddressFamily || peer.IsIPv4MappedToIPv6) return;
            Assert.Equal(network.Contains(peer), ProxyNetwork.Of(outer).Contains(ProxyNetwork.Read(address, isAddress: true)!));
        }));

    /// <summary>Texts that are networks, or nearly so.</summary>
    private static Arbitrary<string> Texts() => Gen.Elements(
            "10.0.0.0", "10.1.2.3", "010.0.0.1", "10.1", "0.0.0.0", "256.1.1.1", "192.168.0.1", "::", "::1", "2001:db8::1", "::ffff:10.0.0.5", "[::1]", "0x0a.0.0.0", "", "a")
        .SelectMany(_ => Gen.Elements("/", "/", "/", "", "//"), (address, slash) => address + slash)
        .SelectMany(_ => Gen.Elements("0", "1", "7", "8", "08", "16", "24", "31", "32", "33", "96", "104", "128", "129", "-1", "+8", "x", ""), (text, length) => text + length)
        .ToArbitrary();
}
