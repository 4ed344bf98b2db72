using System.Text;
using Gatehouse.Linux;
using Gatehouse.Proxy;
using Xunit;

namespace Gatehouse.Runtime.Tests.Proxy;

/// <summary>Version 1 of the PROXY protocol (proxy-protocol.txt section 2.1).</summary>
public sealed class ProxyHeaderLineTests
{
    private const string NotBegun = "it does not begin with a PROXY header";
    private const string TooLong = "its PROXY line is longer than 107 bytes";
    private const string NoEnd = "its PROXY line does not end with CRLF";
    private const string Malformed = "its PROXY line is malformed";

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.9 56324 443\r\n", "192.0.2.1", 56324, "198.51.100.9", 443)]
    [InlineData("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255", 65535, "255.255.255.255", 65535)]
    [InlineData("PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r\n", "0.0.0.0", 0, "0.0.0.0", 0)]
    [InlineData("PROXY TCP6 2001:db8::1 2001:DB8:0:0::2 1 2\r\n", "2001:db8::1", 1, "2001:db8::2", 2)]
    [InlineData("PROXY TCP6 ::ffff:192.0.2.1 ::ffff:c000:0202 1 2\r\n", "192.0.2.1", 1, "192.0.2.2", 2)]
    [InlineData(
        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 65535, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 65535)]
    public void A_line_names_both_ends(string line, string source, int sourcePort, string destination, int destinationPort)
    {
        ProxyHeader header = ProxyHeaderReadings.Whole(Encoding.Latin1.GetBytes(line));
        Assert.Equal((1, false, 0), (header.Version, header.IsLocal, header.FieldsLength));
        Assert.Equal((source, sourcePort), (header.Source.ToString(), header.Source.Port));
        Assert.Equal((destination, destinationPort), (header.Destination.ToString(), header.Destination.Port));
    }

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("PROXY UNKNOWN 192.0.2.1 198.51.100.9 56324 443\r\n")]
    [InlineData("PROXY UNKNOWN   \0\u00ff what ever\r\n")]
    [InlineData("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n")]
    public void Of_an_unknown_client_nothing_is_taken(string line)
    {
        ProxyHeader header = ProxyHeaderReadings.Whole(Encoding.Latin1.GetBytes(line));
        Assert.Equal((AddressFamily.None, AddressFamily.None), (header.Source.Family, header.Destination.Family));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n", NotBegun)]
    [InlineData("PUT / HTTP/1.1\r\n", NotBegun)]
    [InlineData("PROXY\r\n", NotBegun)]
    [InlineData("PROXY\tTCP4 1.2.3.4 1.2.3.4 1 2\r\n", NotBegun)]
    [InlineData("proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n", NotBegun)]
    [InlineData(" PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n", NotBegun)]
    [InlineData("\r\nPROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n", NotBegun)]
    [InlineData("\u0016\u0003\u0001", NotBegun)]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n", NoEnd)]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\r\n", NoEnd)]
    [InlineData("PROXY TCP4 1.2.3.4\r1.2.3.4 1 2\r\n", NoEnd)]
    [InlineData("PROXY \r\n", Malformed)]
    [InlineData("PROXY TCP4\r\n", Malformed)]
    [InlineData("PROXY tcp4 1.2.3.4 1.2.3.4 1 2\r\n", Malformed)]
    [InlineData("PROXY TCP 1.2.3.4 1.2.3.4 1 2\r\n", Malformed)]
    [InlineData("PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n", Malformed)]
    [InlineData("PROXY UNKNOWNS\r\n", Malformed)]
    [InlineData("PROXY  UNKNOWN\r\n", Malformed)]
    [InlineData("PROXY TCP4  1.2.3.4 1.2.3.4 1 2\r\n", Malformed)]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1  2\r\n", Malformed)]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n", Malformed)]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n", Malformed)]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n", Malformed)]
    [InlineData("PROXY TCP4 01.2.3.4 1.2.3.4 1 2\r\n", Malformed)]
    [InlineData("PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n", Malformed)]
    [InlineData("PROXY TCP4 1.2.3.256 1.2.3.4 1 2\r\n", Malformed)]
    [InlineData("PROXY TCP4 ::1 ::1 1 2\r\n", Malformed)]
    [InlineData("PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n", Malformed)]
    [InlineData("PROXY TCP6 ::1 1.2.3.4 1 2\r\n", Malformed)]
    [InlineData("PROXY TCP6 [::1] [::1] 1 2\r\n", Malformed)]
    [InlineData("PROXY TCP6 fe80::1%1 ::1 1 2\r\n", Malformed)]
    [InlineData("PROXY TCP6 ::1::1 ::1 1 2\r\n", Malformed)]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n", Malformed)]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 00\r\n", Malformed)]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 65536 2\r\n", Malformed)]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 99999\r\n", Malformed)]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 +1 2\r\n", Malformed)]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 0x1 2\r\n", Malformed)]
    public void What_is_not_exactly_the_grammar_is_refused(string line, string reason) =>
        Assert.Equal(reason, ProxyHeaderReadings.Refusal(Encoding.Latin1.GetBytes(line)));

    [Fact]
    public void A_line_has_107_bytes_at_most()
    {
        Assert.Equal(1, ProxyHeaderReadings.Whole(Unknown(107)).Version);
        Assert.Equal(TooLong, ProxyHeaderReadings.Refusal(Unknown(108)));
        Assert.Equal(TooLong, ProxyHeaderReadings.Refusal(Unknown(109)));
        Assert.Equal(TooLong, ProxyHeaderReadings.Refusal(Unknown(4000)));

        // It is known at the byte that is one too many, whatever it is.
        Assert.Equal(ProxyHeaderStatus.NeedMore, ProxyHeaderReadings.Of(Unknown(4000)[..106]).Status);
        Assert.Equal(ProxyHeaderStatus.Invalid, ProxyHeaderReadings.Of(Unknown(4000)[..107]).Status);
        Assert.Equal(ProxyHeaderStatus.Invalid, ProxyHeaderReadings.Of(Unknown(108)[..107]).Status);
    }

    [Fact]
    public void A_client_that_speaks_http_is_known_by_its_first_bytes()
    {
        Assert.Equal(ProxyHeaderStatus.NeedMore, ProxyHeaderReadings.Of([]).Status);
        Assert.Equal(ProxyHeaderStatus.NeedMore, ProxyHeaderReadings.Of("P"u8.ToArray()).Status);
        Assert.Equal(NotBegun, ProxyHeaderReadings.Refusal("PO"u8.ToArray()));
        Assert.Equal(NotBegun, ProxyHeaderReadings.Refusal("G"u8.ToArray()));
    }

    private static byte[] Unknown(int length) =>
        Encoding.ASCII.GetBytes("PROXY UNKNOWN ".PadRight(length - 2, 'x') + "\r\n");
}
