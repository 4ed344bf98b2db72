using System.Net;
using System.Text;
using Gatehouse.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Linux;

public sealed class PeerAddressTests
{
    // RFC 5952 section 4.2: the longest run of zeros, the first of equals, never a single group; lower case.
    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("::", "::")]
    [InlineData("::1", "::1")]
    [InlineData("2001:DB8::", "2001:db8::")]
    [InlineData("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [InlineData("2001:0:0:1:0:0:0:1", "2001:0:0:1::1")]
    [InlineData("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("fe80::1%7", "fe80::1%7")]
    public void IsWrittenAsRfc5952Says(string text, string expected) =>
        Assert.Equal(expected, Format(PeerAddress.From(IPAddress.Parse(text), 80)));

    [Fact]
    public void IsWrittenAsTheBaseLibraryDoes()
    {
        var random = new Random(5952);
        byte[] bytes = new byte[16];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(bytes);
            for (int group = 0; group < 16; group += 2)
            {
                if (random.Next(2) == 0) bytes[group] = bytes[group + 1] = 0;
            }

            // The first bit keeps clear of addresses that the base library writes with a dotted end.
            bytes[0] |= 0x80;
            bytes[10] |= 1;
            PeerAddress address = PeerAddress.From(new IPAddress(bytes), 0);
            Assert.Equal(address.ToString(), Format(address));
        }
    }

    [Fact]
    public void AUnixPeerAndNoPeerHaveWords() =>
        Assert.Equal(("unix:", "-"), (Format(PeerAddress.Unix), Format(default)));

    private static string Format(PeerAddress address)
    {
        byte[] room = new byte[PeerAddress.MaxFormatted];
        return Encoding.ASCII.GetString(room, 0, address.Format(room));
    }
}
