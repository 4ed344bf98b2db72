using System.Globalization;
using System.Text;
using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>What is written before and around a response body.</summary>
public class ResponseHeadTests
{
    private const string Whole =
        "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n"
        + "X-Name: a\u00e9\u00ff\r\nTransfer-Encoding: chunked\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n";

    private static readonly byte[] Date = "Sun, 06 Nov 1994 08:49:37 GMT"u8.ToArray();

    [Fact]
    public void Writes_each_line_as_it_goes_on_the_wire()
    {
        byte[] room = new byte[Whole.Length];
        var writer = new ResponseHeadWriter(room);
        Assert.True(WriteAll(ref writer));
        Assert.Equal(Whole, Encoding.Latin1.GetString(room, 0, writer.Written));
    }

    [Fact]
    public void Writes_whole_lines_or_nothing_where_room_is_short()
    {
        for (int size = 0; size < Whole.Length; size++)
        {
            byte[] room = new byte[size];
            var writer = new ResponseHeadWriter(room);
            Assert.False(WriteAll(ref writer));
            string written = Encoding.Latin1.GetString(room, 0, writer.Written);
            Assert.StartsWith(written, Whole, StringComparison.Ordinal);
            Assert.True(written.Length == 0 || written.EndsWith("\r\n", StringComparison.Ordinal));
            Assert.All(room[writer.Written..], b => Assert.Equal(0, b));
        }
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(long.MaxValue, "9223372036854775807")]
    public void Writes_lengths_of_any_size(long length, string digits)
    {
        byte[] room = new byte[64];
        var writer = new ResponseHeadWriter(room);
        Assert.True(writer.TryContentLength(length));
        Assert.Equal($"Content-Length: {digits}\r\n", Encoding.ASCII.GetString(room, 0, writer.Written));
    }

    [Theory]
    [InlineData(200, "HTTP/1.1 200 OK\r\n")]
    [InlineData(404, "HTTP/1.1 404 Not Found\r\n")]
    [InlineData(413, "HTTP/1.1 413 Content Too Large\r\n")]
    [InlineData(431, "HTTP/1.1 431 Request Header Fields Too Large\r\n")]
    [InlineData(299, "HTTP/1.1 299 \r\n")]
    [InlineData(999, "HTTP/1.1 999 \r\n")]
    public void Writes_the_status_line_with_the_reason_of_the_registry(int status, string line)
    {
        Assert.Equal(line, Encoding.ASCII.GetString(StatusLines.Get(status)));
        Assert.Equal(line, Encoding.ASCII.GetString(StatusLines.Get(status)));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(1000)]
    public void A_status_has_three_digits(int status) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StatusLines.Get(status).Length);

    [Theory]
    [InlineData(100, false)]
    [InlineData(199, false)]
    [InlineData(200, true)]
    [InlineData(204, false)]
    [InlineData(205, false)]
    [InlineData(304, false)]
    [InlineData(404, true)]
    public void Knows_which_answers_have_no_body(int status, bool body) => Assert.Equal(body, StatusText.AllowsBody(status));

    [Theory]
    [InlineData(1, "1\r\n")]
    [InlineData(15, "f\r\n")]
    [InlineData(16, "10\r\n")]
    [InlineData(255, "ff\r\n")]
    [InlineData(256, "100\r\n")]
    [InlineData(0xabcdef, "abcdef\r\n")]
    [InlineData(int.MaxValue, "7fffffff\r\n")]
    public void Chunk_headers_are_hexadecimal_without_leading_zeros(int size, string header)
    {
        byte[] room = new byte[ChunkFraming.MaxHeaderLength];
        int length = ChunkFraming.WriteHeader(room, size);
        Assert.Equal(ChunkFraming.HeaderLength(size), length);
        Assert.Equal(header, Encoding.ASCII.GetString(room, 0, length));
    }

    [Fact]
    public void A_chunk_is_never_empty() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ChunkFraming.WriteHeader(new byte[ChunkFraming.MaxHeaderLength], 0));

    [Fact]
    public void Dates_are_IMF_fixdates_in_GMT()
    {
        AssertDate("Sun, 06 Nov 1994 08:49:37 GMT", new DateTimeOffset(1994, 11, 6, 8, 49, 37, 999, TimeSpan.Zero));
        AssertDate("Fri, 31 Dec 1999 23:30:00 GMT", new DateTimeOffset(2000, 1, 1, 1, 30, 0, TimeSpan.FromHours(2)));
        AssertDate("Thu, 29 Feb 2024 00:00:00 GMT", new DateTimeOffset(2024, 2, 29, 0, 0, 0, TimeSpan.Zero));

        DateTimeOffset day = DateTimeOffset.UnixEpoch;
        for (int i = 0; i < 400; i++, day += TimeSpan.FromSeconds(7_777_777))
            AssertDate(day.ToString("R", CultureInfo.InvariantCulture), day);

        static void AssertDate(string expected, DateTimeOffset value)
        {
            byte[] text = new byte[HttpDate.Length];
            HttpDate.Format(value, text);
            Assert.Equal(expected, Encoding.ASCII.GetString(text));
        }
    }

    [Fact]
    public void A_date_needs_its_room() =>
        Assert.Throws<ArgumentException>(() => HttpDate.Format(DateTimeOffset.UnixEpoch, new byte[HttpDate.Length - 1]));

    private static bool WriteAll(ref ResponseHeadWriter writer) =>
        writer.TryStatusLine(200) && writer.TryDate(Date) && writer.TryContentType("text/plain") && writer.TryContentLength(13)
        && writer.TryField("X-Name", "a\u00e9\u00ff") && writer.TryChunked() && writer.TryConnectionClose()
        && writer.TryConnectionKeepAlive() && writer.TryEnd();
}
