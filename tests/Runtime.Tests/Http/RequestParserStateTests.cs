using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>What the parser tells beside the head, what it remembers from call to call, and what it costs.</summary>
public class RequestParserStateTests
{
    [Fact]
    public void Knows_the_fields_that_the_engine_reads()
    {
        byte[] bytes = Cuts.Latin1(
            "GET / HTTP/1.1\r\nHOST: h\r\nconnection: x\r\nContent-TYPE: t\r\nUpgrade: u\r\nUser-Agent: a\r\nReferer: r\r\n"
            + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\nUser_Agent: b\r\nAccept: *\r\n\r\n");
        var head = new RequestHead();
        Assert.Equal(ParseStatus.Complete, default(RequestParser).Parse(bytes, head, Wire.Roomy));
        Assert.Equal(
            [
                KnownHeader.Host, KnownHeader.Connection, KnownHeader.ContentType, KnownHeader.Upgrade, KnownHeader.UserAgent,
                KnownHeader.Referer, KnownHeader.Expect, KnownHeader.TransferEncoding, KnownHeader.None, KnownHeader.None,
            ],
            head.Headers.ToArray().Select(f => f.Known));
    }

    [Fact]
    public void Says_how_many_bytes_the_head_has_and_where_it_starts()
    {
        byte[] bytes = Cuts.Latin1("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\nGET");
        var head = new RequestHead();
        var parser = new RequestParser();
        Assert.Equal(ParseStatus.Complete, parser.Parse(bytes, head, Wire.Roomy));
        Assert.Equal(2, head.Start);
        Assert.Equal(bytes.Length - 3, head.Length);
    }

    [Fact]
    public void Has_begun_with_the_first_byte_of_a_request_line()
    {
        byte[] bytes = Cuts.Latin1("\r\nG");
        var head = new RequestHead();
        var parser = new RequestParser();
        parser.Parse(bytes.AsSpan(0, 2), head, Wire.Roomy);
        Assert.False(parser.HasBegun);
        parser.Parse(bytes, head, Wire.Roomy);
        Assert.True(parser.HasBegun);
        parser.Reset();
        Assert.False(parser.HasBegun);
    }

    [Fact]
    public void Searches_no_byte_twice_for_the_end_of_its_line()
    {
        // Single bytes must not cost quadratic time. What was searched is changed behind the parser's back: it does not notice.
        byte[] bytes = Cuts.Latin1("GET /abc HTTP/1.1\r\nHost: h\r\nA: bcd\r\n\r\n");
        var head = new RequestHead();
        var parser = new RequestParser();
        AssertUnnoticed(upTo: 8, changed: 6);
        AssertUnnoticed(upTo: 34, changed: 33);
        Assert.Equal(ParseStatus.Complete, parser.Parse(bytes, head, Wire.Roomy));

        void AssertUnnoticed(int upTo, int changed)
        {
            Assert.Equal(ParseStatus.NeedMore, parser.Parse(bytes.AsSpan(0, upTo), head, Wire.Roomy));
            bytes[changed] = 0;
            Assert.Equal(ParseStatus.NeedMore, parser.Parse(bytes.AsSpan(0, upTo + 1), head, Wire.Roomy));
        }
    }

    [Fact]
    public void Stays_refused_until_it_is_reset()
    {
        byte[] good = Cuts.Latin1("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        var head = new RequestHead();
        var parser = new RequestParser();
        Assert.Equal(ParseStatus.Error, parser.Parse("\n"u8, head, Wire.Roomy));
        Assert.Equal(ParseStatus.Error, parser.Parse(good, head, Wire.Roomy));
        parser.Reset();
        Assert.Equal(ParseStatus.Complete, parser.Parse(good, head, Wire.Roomy));
    }

    [Fact]
    public void Allocates_nothing()
    {
        byte[] bytes = Cuts.Latin1("GET /a?b HTTP/1.1\r\nHost: h\r\nConnection: a, close\r\nTransfer-Encoding: chunked\r\n\r\n");
        byte[] bad = Cuts.Latin1("GET /a?b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n");
        var head = new RequestHead();
        var parser = new RequestParser();
        ParseBoth();
        long before = GC.GetAllocatedBytesForCurrentThread();
        ParseBoth();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void ParseBoth()
        {
            for (int i = 0; i < 100; i++)
            {
                parser.Parse(bytes, head, Wire.Roomy);
                parser.Parse(bad, head, Wire.Roomy);
                parser.Reset();
            }
        }
    }
}
