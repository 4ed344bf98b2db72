using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>RFC 9110 sections 5.6.6 and 8.3.1.</summary>
public class MediaTypeTests
{
    [Theory]
    [InlineData("text/plain", null)]
    [InlineData("TEXT/Plain;charset=utf-8", "utf-8")]
    [InlineData("text/plain ; CHARSET=\"utf-8\"", "utf-8")]
    [InlineData("text/plain;;\t; charset=u;", "u")]
    [InlineData("text/plain; x=\"a;charset=no\\\"\"; charset=yes", "yes")]
    [InlineData("text/plain; charset=\"a\\b\\\\c\"", "ab\\c")]
    [InlineData("text/plain; charset=\"\"", "")]
    public void Reads(string value, string? charset)
    {
        Assert.True(MediaType.TryParse(Cuts.Latin1(value), out MediaType type));
        Assert.True(type.Is("text", "plain"));
        Assert.True(type.TryParameter("charset", out string? found));
        Assert.Equal(charset, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("text/")]
    [InlineData("/plain")]
    [InlineData("te xt/plain")]
    [InlineData("text/plain charset=utf-8")]
    [InlineData("text/plain, text/html")]
    [InlineData("text/plain; charset")]
    [InlineData("text/plain; charset=")]
    [InlineData("text/plain; charset =utf-8")]
    [InlineData("text/plain; charset= utf-8")]
    [InlineData("text/plain; charset=\"utf-8")]
    [InlineData("text/plain; charset=\"utf-8\\")]
    [InlineData("text/plain; charset=\"utf-8\"x")]
    [InlineData("text/plain; charset=utf-8 x")]
    [InlineData("text/plain; =utf-8")]
    public void Refuses(string value) => Assert.False(MediaType.TryParse(Cuts.Latin1(value), out _));

    [Fact]
    public void A_parameter_that_stands_there_twice_has_no_value()
    {
        Assert.True(MediaType.TryParse("multipart/form-data; boundary=a; Boundary=b"u8, out MediaType type));
        Assert.False(type.TryParameter("boundary", out _));
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/problem+JSON", true)]
    [InlineData("image/svg+xml", false)]
    [InlineData("text/json", false)]
    [InlineData("application/+json", false)]
    public void Knows_json(string value, bool json)
    {
        Assert.True(MediaType.TryParse(Cuts.Latin1(value), out MediaType type));
        Assert.Equal(json, type.IsJson);
    }
}
