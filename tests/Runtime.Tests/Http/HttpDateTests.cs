using System.Globalization;
using System.Text;
using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>Dates as clients send them: RFC 9110 section 5.6.7.</summary>
public class HttpDateTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37")]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37")]
    [InlineData("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37")]
    [InlineData("Wed Nov 16 08:49:37 1994", "1994-11-16T08:49:37")]
    [InlineData("Thu, 29 Feb 2024 23:59:59 GMT", "2024-02-29T23:59:59")]
    [InlineData("Sat, 31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00:00")]
    [InlineData("Thursday, 01-Jan-70 00:00:00 GMT", "2070-01-01T00:00:00")]
    [InlineData("Monday, 01-Jun-76 12:00:00 GMT", "2076-06-01T12:00:00")]
    [InlineData("Monday, 01-Jun-76 12:00:01 GMT", "1976-06-01T12:00:01")]
    [InlineData("Saturday, 01-Jan-00 00:00:00 GMT", "2000-01-01T00:00:00")]
    [InlineData("Wednesday, 29-Feb-00 00:00:00 GMT", "2000-02-29T00:00:00")]
    public void All_three_forms_are_read(string text, string expected)
    {
        Assert.True(HttpDateParser.TryParse(Encoding.ASCII.GetBytes(text), Now, out DateTimeOffset date));
        Assert.Equal(expected, date.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("Sun, 06 Nov 1994 08:49:37")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 UTC")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 gmt")]
    [InlineData("sun, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 6 Nov 1994 08:49:37 GMT ")]
    [InlineData("Sun, 31 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 00 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 0000 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 24:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:60:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:49:61 GMT")]
    [InlineData("Sun, 06 Nov 1994 08-49-37 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:49:3x GMT")]
    [InlineData("Thu, 29 Feb 2023 00:00:00 GMT")]
    [InlineData("Sunday, 06-Nov-1994 08:49:37 GMT")]
    [InlineData("Someday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sunday, 06 Nov 94 08:49:37 GMT")]
    [InlineData("Sun Nov 6 08:49:37 1994     ")]
    [InlineData("Sun Nov  6 08:49:37 1994 GMT")]
    [InlineData("1994-11-06T08:49:37.0000000Z")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT")]
    public void What_is_no_date_is_none(string text) =>
        Assert.False(HttpDateParser.TryParse(Encoding.ASCII.GetBytes(text), Now, out _));

    [Fact]
    public void What_the_server_writes_it_reads()
    {
        var random = new Random(5);
        byte[] text = new byte[HttpDate.Length];
        for (int i = 0; i < 1000; i++)
        {
            DateTimeOffset date = DateTimeOffset.FromUnixTimeSeconds(random.NextInt64(0, 20_000_000_000));
            HttpDate.Format(date, text);
            Assert.True(HttpDateParser.TryParse(text, Now, out DateTimeOffset read));
            Assert.Equal(date, read);
        }
    }

    [Fact]
    public void No_text_throws()
    {
        var random = new Random(7);
        string[] seeds = ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"];
        for (int i = 0; i < 100_000; i++)
        {
            byte[] text = Encoding.ASCII.GetBytes(seeds[i % seeds.Length]);
            for (int changes = random.Next(4); changes >= 0; changes--) text[random.Next(text.Length)] = (byte)random.Next(256);
            HttpDateParser.TryParse(text.AsSpan(0, random.Next(text.Length + 1)), Now, out _);
        }
    }
}
