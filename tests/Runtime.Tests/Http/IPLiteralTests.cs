using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>IP addresses as text: stricter than the BCL, and of one opinion with it about what both accept.</summary>
public class IPLiteralTests
{
    [Theory]
    [InlineData("0.0.0.0", 0u)]
    [InlineData("127.0.0.1", 0x7f000001u)]
    [InlineData("255.255.255.255", 0xffffffffu)]
    public void Reads_IPv4(string text, uint expected)
    {
        Assert.True(IPLiteral.TryParseIPv4(Encoding.ASCII.GetBytes(text), out uint address));
        Assert.Equal(expected, address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("01.2.3.4")]
    [InlineData("1.2.3.00")]
    [InlineData("0x1.2.3.4")]
    [InlineData("1.2.3.4 ")]
    [InlineData(" 1.2.3.4")]
    [InlineData("1..3.4")]
    [InlineData("1.2.3.")]
    [InlineData("1.2.3.1234")]
    [InlineData("2130706433")]
    [InlineData("-1.2.3.4")]
    public void Refuses_what_is_no_IPv4(string text) => Assert.False(IPLiteral.TryParseIPv4(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("1::")]
    [InlineData("1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7::")]
    [InlineData("::2:3:4:5:6:7:8")]
    [InlineData("2001:DB8::fFfF")]
    [InlineData("1::3:4")]
    [InlineData("::ffff:192.0.2.1")]
    [InlineData("1:2:3:4:5:6:192.0.2.1")]
    [InlineData("1::192.0.2.1")]
    public void Reads_IPv6_as_the_BCL_does(string text)
    {
        Assert.True(IPLiteral.TryParseIPv6(Encoding.ASCII.GetBytes(text), out UInt128 address));
        Assert.Equal(IPAddress.Parse(text), ToIPAddress(address));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1")]
    [InlineData("1:2")]
    [InlineData(":1::2")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4::5:6:7:8")]
    [InlineData("12345::")]
    [InlineData("::g")]
    [InlineData("::1:")]
    [InlineData("::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("::1.2.3")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("::1.2.3.4:5")]
    [InlineData("::01.2.3.4")]
    [InlineData("::1/64")]
    public void Refuses_what_is_no_IPv6(string text) => Assert.False(IPLiteral.TryParseIPv6(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Reads_back_what_the_BCL_writes()
    {
        Gen<byte[]> addresses = Gen.Elements<byte>(0, 0, 0, 1, 0x10, 0xff, 0xab).ArrayOf(16);
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true), Prop.ForAll(addresses.ToArbitrary(), bytes =>
        {
            var address = new IPAddress(bytes);
            return IPLiteral.TryParseIPv6(Encoding.ASCII.GetBytes(address.ToString()), out UInt128 read)
                && address.Equals(ToIPAddress(read));
        }));
    }

    [Fact]
    public void Reads_nothing_that_the_BCL_reads_otherwise()
    {
        Gen<string> texts = Gen.Elements("1", "ff", "0", "abcd", ":", ":", ":", "::", "1.2.3.4").ListOf().Select(string.Concat);
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000).WithQuietOnSuccess(true), Prop.ForAll(texts.ToArbitrary(), text =>
            !IPLiteral.TryParseIPv6(Encoding.ASCII.GetBytes(text), out UInt128 read)
            || (IPAddress.TryParse(text, out IPAddress? address) && address.Equals(ToIPAddress(read)))));
    }

    private static IPAddress ToIPAddress(UInt128 address)
    {
        byte[] bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return new IPAddress(bytes);
    }
}
