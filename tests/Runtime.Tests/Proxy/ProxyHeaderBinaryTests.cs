using System.Net;
using System.Text;
using Gatehouse.Proxy;
using Xunit;
using AddressFamily = Gatehouse.Linux.AddressFamily;

namespace Gatehouse.Runtime.Tests.Proxy;

/// <summary>Version 2 of the PROXY protocol (proxy-protocol.txt section 2.2).</summary>
public sealed class ProxyHeaderBinaryTests
{
    private const string Malformed = "the fields of its PROXY header are malformed";
    private const string BadFamily = "its PROXY header has an unknown address family or protocol";

    private static readonly IPEndPoint Client = new(IPAddress.Parse("192.0.2.1"), 56324);
    private static readonly IPEndPoint Server = new(IPAddress.Parse("198.51.100.9"), 443);
    private static readonly byte[] IPv4Ends = [192, 0, 2, 1, 198, 51, 100, 9, 0xdc, 0x04, 0x01, 0xbb];

    [Theory]
    [InlineData("192.0.2.1", "198.51.100.9", "192.0.2.1", "198.51.100.9")]
    [InlineData("2001:db8::1", "2001:db8::2", "2001:db8::1", "2001:db8::2")]
    [InlineData("::ffff:192.0.2.1", "::ffff:198.51.100.9", "192.0.2.1", "198.51.100.9")]
    public void A_header_names_both_ends(string source, string destination, string client, string server)
    {
        ProxyHeader header = ProxyHeaderReadings.Whole(
            ProxyHeaderBytes.Binary(new IPEndPoint(IPAddress.Parse(source), 56324), new IPEndPoint(IPAddress.Parse(destination), 443)));
        Assert.Equal((2, false, 0), (header.Version, header.IsLocal, header.FieldsLength));
        Assert.Equal((client, 56324), (header.Source.ToString(), header.Source.Port));
        Assert.Equal((server, 443), (header.Destination.ToString(), header.Destination.Port));
    }

    [Fact]
    public void A_client_that_came_to_the_proxy_over_datagrams_has_an_address_too() =>
        Assert.Equal("192.0.2.1", ProxyHeaderReadings.Whole(ProxyHeaderBytes.Binary(0x21, 0x12, IPv4Ends)).Source.ToString());

    [Theory]
    [InlineData(0x00, 0)]
    [InlineData(0x31, 216)]
    [InlineData(0x32, 216)]
    public void Without_an_ip_address_nobody_is_known_and_fields_are_read(int family, int ends)
    {
        byte[] bytes = ProxyHeaderBytes.Binary(0x21, family, new byte[ends], ProxyHeaderBytes.Field(5, "id"));
        ProxyHeader header = ProxyHeaderReadings.Whole(bytes);
        Assert.Equal((AddressFamily.None, AddressFamily.None), (header.Source.Family, header.Destination.Family));
        Assert.Equal((16 + ends, 5), (header.FieldsStart, header.FieldsLength));
    }

    [Fact]
    public void What_stands_in_a_header_without_a_family_is_ignored_where_it_is_no_field()
    {
        ProxyHeader header = ProxyHeaderReadings.Whole(ProxyHeaderBytes.Binary(0x21, 0x00, IPv4Ends));
        Assert.Equal((AddressFamily.None, 0), (header.Source.Family, header.FieldsLength));
    }

    [Theory]
    [InlineData(0x00, 0)]
    [InlineData(0x11, 12)]
    [InlineData(0xff, 7)]
    [InlineData(0x11, 0)]
    public void Of_a_proxy_that_speaks_for_itself_nothing_else_is_read(int family, int rest)
    {
        ProxyHeader header = ProxyHeaderReadings.Whole(ProxyHeaderBytes.Binary(0x20, family, [.. Enumerable.Repeat((byte)0xee, rest)]));
        Assert.Equal((2, true, AddressFamily.None, 0), (header.Version, header.IsLocal, header.Source.Family, header.FieldsLength));
    }

    [Theory]
    [InlineData(0x11, 0x11, "its PROXY header is of no known version")]
    [InlineData(0x31, 0x11, "its PROXY header is of no known version")]
    [InlineData(0x01, 0x11, "its PROXY header is of no known version")]
    [InlineData(0x22, 0x11, "its PROXY header has an unknown command")]
    [InlineData(0x2f, 0x11, "its PROXY header has an unknown command")]
    [InlineData(0x21, 0x10, BadFamily)]
    [InlineData(0x21, 0x13, BadFamily)]
    [InlineData(0x21, 0x01, BadFamily)]
    [InlineData(0x21, 0x41, BadFamily)]
    [InlineData(0x21, 0x21, "its PROXY header is too short for its addresses")]
    [InlineData(0x21, 0x31, "its PROXY header is too short for its addresses")]
    public void What_no_proxy_may_send_is_refused(int command, int family, string reason) =>
        Assert.Equal(reason, ProxyHeaderReadings.Refusal(ProxyHeaderBytes.Binary(command, family, IPv4Ends)));

    [Fact]
    public void The_version_and_the_command_are_known_before_the_rest()
    {
        Assert.Equal(ProxyHeaderStatus.NeedMore, ProxyHeaderReadings.Of(ProxyHeaderBytes.Signature).Status);
        Assert.Equal(ProxyHeaderStatus.NeedMore, ProxyHeaderReadings.Of([.. ProxyHeaderBytes.Signature, 0x21]).Status);
        Assert.Equal(ProxyHeaderStatus.Invalid, ProxyHeaderReadings.Of([.. ProxyHeaderBytes.Signature, 0x32]).Status);
        Assert.Equal(ProxyHeaderStatus.Invalid, ProxyHeaderReadings.Of([.. ProxyHeaderBytes.Signature, 0x22]).Status);
    }

    [Fact]
    public void A_header_has_4096_bytes_at_most_which_is_known_by_its_length()
    {
        byte[] longest = ProxyHeaderBytes.Binary(0x21, 0x11, IPv4Ends, ProxyHeaderBytes.Field(4, new byte[4096 - 16 - 12 - 3]));
        Assert.Equal(4096, longest.Length);
        Assert.Equal(4096 - 28, ProxyHeaderReadings.Whole(longest).FieldsLength);
        byte[] longer = ProxyHeaderBytes.Binary(0x21, 0x11, IPv4Ends, ProxyHeaderBytes.Field(4, new byte[4096 - 16 - 12 - 2]));
        Assert.Equal("its PROXY header is longer than 4096 bytes", ProxyHeaderReadings.Refusal(longer[..16]));
        Assert.Equal(
            "its PROXY header is longer than 4096 bytes", ProxyHeaderReadings.Refusal([.. ProxyHeaderBytes.Signature, 0x20, 0x00, 0xff, 0xff]));
    }

    [Fact]
    public void Fields_are_walked_in_their_order_and_within_one_too()
    {
        byte[] bytes = ProxyHeaderBytes.Binary(
            Client, Server, ProxyHeaderBytes.Field(2, "a.test"), ProxyHeaderBytes.Field(4),
            ProxyHeaderBytes.Tls(0x05, 1, ProxyHeaderBytes.Field(0x21, "TLSv1.3"), ProxyHeaderBytes.Field(0x22, "Jürgen")), ProxyHeaderBytes.Field(0xe0, 9));
        ProxyHeader header = ProxyHeaderReadings.Whole(bytes);
        ReadOnlySpan<byte> fields = bytes.AsSpan(header.FieldsStart, header.FieldsLength);
        Assert.Equal("02=a.test 04= 20=5/1 E0=\t", Walk(fields));
        var tls = new ProxyHeaderFields(fields);
        while (tls.MoveNext() && tls.Type != ProxyHeaderFields.Tls)
        {
            // Not yet.
        }

        Assert.Equal("21=TLSv1.3 22=Jürgen", Walk(tls.Value[ProxyHeaderFields.TlsFixedLength..]));
    }

    [Theory]
    [InlineData("01")]
    [InlineData("0100")]
    [InlineData("010001")]
    [InlineData("01000261")]
    [InlineData("01ffff61")]
    [InlineData("04000005000261")]
    [InlineData("200000")]
    [InlineData("20000401000000")]
    [InlineData("2000060100000000" + "21")]
    [InlineData("20000801000000002100" + "01")]
    [InlineData("2000050100000000" + "2000050100000000")]
    [InlineData("030003000000")]
    [InlineData("0300050000000000")]
    [InlineData("03000400000000" + "03000400000000")]
    public void Fields_that_do_not_end_where_they_say_are_refused(string hex)
    {
        byte[] header = ProxyHeaderBytes.Binary(0x21, 0x11, IPv4Ends, Convert.FromHexString(hex));
        Assert.Equal(Malformed, ProxyHeaderReadings.Refusal(header));
    }

    [Fact]
    public void A_checksum_is_verified_where_there_is_one()
    {
        byte[] header = ProxyHeaderBytes.Sealed(
            ProxyHeaderBytes.Binary(Client, Server, ProxyHeaderBytes.Field(5, "unique"), ProxyHeaderBytes.NoChecksum));
        Assert.Equal("192.0.2.1", ProxyHeaderReadings.Whole(header).Source.ToString());
        for (int i = 16; i < header.Length; i++)
        {
            // Of another type it would be no checksum.
            if (i == header.Length - ProxyHeaderBytes.NoChecksum.Length) continue;
            byte[] damaged = [.. header];
            damaged[i] ^= 0x10;
            Assert.Equal(ProxyHeaderStatus.Invalid, ProxyHeaderReadings.Of(damaged).Status);
        }

        header[^1] ^= 1;
        Assert.Equal("the checksum of its PROXY header is wrong", ProxyHeaderReadings.Refusal(header));
    }

    [Fact]
    public void The_checksum_may_stand_before_other_fields_and_is_that_of_RFC_4960()
    {
        // Computed apart from this project: CRC32c of the same bytes with zeros in the field's place.
        byte[] header = Convert.FromHexString("0d0a0d0a000d0a515549540a2111" + "0018" + "c0000201c6336409dc0401bb" + "030004" + KnownChecksum + "0500026964");
        Assert.Equal(ProxyHeaderStatus.Done, ProxyHeaderReadings.Of(header).Status);
    }

    private const string KnownChecksum = "cb7d0a5c";

    private static string Walk(ReadOnlySpan<byte> bytes)
    {
        var text = new List<string>();
        var fields = new ProxyHeaderFields(bytes);
        while (fields.MoveNext())
        {
            string value = fields.Type == ProxyHeaderFields.Tls
                ? $"{fields.Value[0]}/{fields.Value[4]}"
                : Encoding.UTF8.GetString(fields.Value);
            text.Add($"{fields.Type:X2}={value}");
        }

        Assert.False(fields.IsMalformed);
        return string.Join(' ', text);
    }
}
