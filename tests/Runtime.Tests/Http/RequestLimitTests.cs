using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>Limits on request heads: reached exactly, and passed by one byte, in every cut.</summary>
public class RequestLimitTests
{
    // "GET /aaaa HTTP/1.1" has 18 bytes; "Host: h" CRLF "A: 123" has 15.
    private static readonly RequestLimits Tight = new(18, 2, 15);

    [Fact]
    public void A_head_that_reaches_every_limit_is_read() => Wire.AssertReads(
        "GET /aaaa HTTP/1.1\r\nHost: h\r\nA: 123\r\n\r\n",
        "GET Origin '/aaaa' host 'h' 1.1 keep\n  Host: h\n  A: 123\n",
        Tight);

    [Theory]
    [InlineData("GET /aaaaa HTTP/1.1\r\n", 414)]
    [InlineData("GET /aaaaaaaaaaaaaaaaaaaa\0", 414)]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nA: 1234\r\n", 431)]
    [InlineData("GET / HTTP/1.1\r\nHost: hhhhhhhhhhhhhhhhhhhhh\0", 431)]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nA:\r\nB:\r\n", 431)]
    public void A_head_over_a_limit_is_refused(string input, int status)
    {
        string read = Wire.Read(input, Tight);
        Assert.StartsWith($"! {status} ", read, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unfinished_line_is_refused_with_its_first_byte_over_the_limit()
    {
        AssertEnds("GET /aaaaaaaaaaaaaa", 414);
        AssertEnds("GET / HTTP/1.1\r\nHost: h\r\nA: 1234", 431);

        static void AssertEnds(string input, int status)
        {
            Assert.Equal("", Wire.Read(input[..^1], Tight));
            Assert.StartsWith($"! {status} ", Wire.Read(input, Tight), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_buffer_of_the_longest_head_always_gets_an_answer()
    {
        const string Longest = "\r\n\r\nGET /aaaa HTTP/1.1\r\nHost: h\r\nA: 123\r\n\r\n";
        Assert.Equal(Longest.Length, Tight.MaxHeadBytes);
        Assert.NotEqual("", Wire.Read(Longest, Tight));
    }
}
