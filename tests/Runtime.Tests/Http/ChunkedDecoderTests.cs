using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>RFC 9112 section 7.1 as examples, each read in every cut, as the body of a request too.</summary>
public class ChunkedDecoderTests
{
    private const string Head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    private const string HeadRead = "POST Origin '/' host 'h' 1.1 keep chunked\n  Host: h\n  Transfer-Encoding: chunked\n  > ";

    public static TheoryData<string, string, string> Accepted => ChunkedCases.Accepted;

    public static TheoryData<string, int, string> Refused => ChunkedCases.Refused;

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Decodes_in_every_cut(string input, string body, string behind)
    {
        Assert.Equal($"{body}|{behind}", ChunkedReading.Read(input));
        Wire.AssertReads(Head + input, HeadRead + body + "\n");
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Refuses_with_the_first_wrong_byte(string input, int status, string reason)
    {
        string whole = ChunkedReading.Read(input);
        Assert.StartsWith($"! {status} ", whole, StringComparison.Ordinal);
        Assert.Contains(reason, whole, StringComparison.Ordinal);
        Assert.EndsWith($"\n{whole}\n", Wire.Read(Head + input), StringComparison.Ordinal);

        // Nothing but the last byte made it wrong, and what comes behind it changes nothing.
        Assert.Equal("...", ChunkedReading.Read(input[..^1]));
        Assert.Equal(whole, ChunkedReading.Read(input + "\r\n\r\n0\r\n\r\n"));
    }

    [Fact]
    public void Extensions_may_grow_with_the_body_but_not_beyond_it()
    {
        // Chunks of 100 bytes with 85 bytes of extension, as request signing makes them, may go on for ever.
        string extension = ";s=" + new string('a', 82);
        string signed = "64" + extension + "\r\n" + new string('x', 100) + "\r\n";
        Assert.Equal("...", ChunkedReading.Read(string.Concat(Enumerable.Repeat(signed, 60))));

        // Chunks of one byte with the same extension may not.
        string hollow = "1" + extension + "\r\nx\r\n";
        string read = ChunkedReading.Read(string.Concat(Enumerable.Repeat(hollow, 60)));
        Assert.StartsWith("! 400 ", read, StringComparison.Ordinal);
    }
}
