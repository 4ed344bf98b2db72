using Xunit;
using static Gatehouse.Runtime.Tests.Conformance.Conversation;

namespace Gatehouse.Runtime.Tests.Conformance;

/// <summary>RFC 9112 sections 6 and 7: where a request's body ends.</summary>
public sealed class FramingTests
{
    private const string Post = "POST / HTTP/1.1\r\nHost: h\r\n";
    private const string PostRead = "POST Origin '/' host 'h' 1.1 keep";
    private const string Chunked = Post + "Transfer-Encoding: chunked\r\n\r\n";
    private const string ChunkedRead = PostRead + " chunked\n  Host: h\n  Transfer-Encoding: chunked\n  > ";

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("BREW")]
    [Conforms("9112", "6", "Content-Length or Transfer-Encoding say that there is a body, whatever the method is", "read")]
    public Task A_body_with_any_method(string method) => ReadsAsync(
        $"{method} / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi",
        $"{(method == "BREW" ? "other BREW" : method)} Origin '/' host 'h' 1.1 keep length 2\n  Host: h\n  Content-Length: 2\n  > hi\n",
        $"{method} h /  hi");

    [Fact]
    [Conforms("9112", "6.3", "A request with neither field has no body", "read")]
    public async Task A_request_without_a_length()
    {
        string heard = await HearAllAsync("POST /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.Contains("POST h /a  ", heard, StringComparison.Ordinal);
        Assert.EndsWith("GET h /b  ", heard, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n")]
    [InlineData("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("Transfer-Encoding: identity\r\nContent-Length: 3\r\n")]
    [Conforms("9112", "6.1", "A server MAY reject Content-Length beside Transfer-Encoding: it is what request smuggling is made of", "400, closed")]
    public Task Both_lengths(string fields) => RefusesAsync(400, Post + fields + "\r\n");

    [Fact]
    [Conforms("9112", "6.1", "A server MUST treat Transfer-Encoding in an HTTP/1.0 message as faulty framing", "400, closed")]
    public Task Chunked_in_HTTP_1_0() => RefusesAsync(400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

    [Theory]
    [InlineData("gzip, chunked")]
    [InlineData("deflate,chunked")]
    [InlineData("x;q=1, chunked")]
    [Conforms("9112", "6.1", "A server SHOULD answer 501 to a transfer coding that it does not understand", "501, closed")]
    public Task An_unknown_coding(string codings) => RefusesAsync(501, $"{Post}Transfer-Encoding: {codings}\r\n\r\n0\r\n\r\n");

    [Theory]
    [InlineData("Transfer-Encoding: chunked, chunked\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n")]
    [Conforms("9112", "6.1", "A sender MUST NOT apply chunked more than once, nor another coding after it", "400, closed")]
    public Task Chunked_twice(string fields) => RefusesAsync(400, Post + fields + "\r\n0\r\n\r\n");

    [Theory]
    [InlineData("gzip")]
    [InlineData("identity")]
    [InlineData("chunked, gzip")]
    [InlineData("xchunked")]
    [InlineData("chunkedx")]
    [Conforms("9112", "6.3", "A server MUST answer 400 when chunked is not the last coding of a request, and close", "400, closed")]
    public Task Chunked_not_last(string codings) => RefusesAsync(400, $"{Post}Transfer-Encoding: {codings}\r\n\r\n");

    [Theory]
    [InlineData("")]
    [InlineData(",chunked")]
    [InlineData("\"chunked\"")]
    [InlineData("chun ked")]
    [InlineData("chunked;q=1")]
    [InlineData("chunked ;")]
    [Conforms("9112", "7", "A coding is a token. Empty elements, which other lists may have (RFC 9110 section 5.6.1), are refused too: a proxy may not pass over them", "400, closed")]
    public Task A_malformed_coding(string codings) => RefusesAsync(400, $"{Post}Transfer-Encoding: {codings}\r\n\r\n");

    [Theory]
    [InlineData("\u000bchunked")]
    [InlineData("chunked\u000b")]
    [InlineData("\u0000chunked")]
    [Conforms("9110", "5.5", "A control character hides no transfer coding", "400, closed")]
    public Task A_hidden_coding(string codings) => RefusesAsync(400, $"{Post}Transfer-Encoding: {codings}\r\n\r\n");

    [Theory]
    [InlineData("Chunked")]
    [InlineData("CHUNKED")]
    [Conforms("9112", "7", "Names of transfer codings are case-insensitive", "read")]
    public Task A_coding_in_any_case(string coding) => ReadsAsync(
        $"{Post}Transfer-Encoding: {coding}\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        $"{PostRead} chunked\n  Host: h\n  Transfer-Encoding: {coding}\n  > hi\n",
        "POST h /  hi");

    [Theory]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("0x1")]
    [InlineData("1 1")]
    [InlineData("1.0")]
    [InlineData("1e0")]
    [InlineData("1_0")]
    [InlineData("")]
    [InlineData("\u00d9\u00a1")]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551617")]
    [Conforms("9112", "6.3", "An invalid Content-Length is an unrecoverable error: a server MUST answer 400 and close", "400, closed")]
    [Conforms("9110", "8.6", "A recipient MUST anticipate large numbers and prevent overflow", "400, closed")]
    public Task An_invalid_length(string length) => RefusesAsync(400, $"{Post}Content-Length: {length}\r\n\r\nx");

    [Theory]
    [InlineData("Content-Length: 1\r\nContent-Length: 2\r\n")]
    [InlineData("Content-Length: 1\r\nContent-Length: 1\r\n")]
    [InlineData("Content-Length: 1, 1\r\n")]
    [InlineData("Content-Length: 1, 2\r\n")]
    [InlineData("Content-Length: 1,\r\n")]
    [Conforms("9110", "8.6", "Several lengths: a recipient MUST reject the message, or take equal ones for one. We reject both kinds", "400, closed")]
    public Task Several_lengths(string fields) => RefusesAsync(400, Post + fields + "\r\nx");

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabc")]
    [InlineData(Chunked + "5\r\nabc")]
    [InlineData(Chunked + "3\r\nabc\r\n")]
    [InlineData(Chunked + "3\r\nabc\r\n0\r\n")]
    [Conforms("9112", "8", "A body that the connection's end cut short is incomplete, and not taken for a whole one", "400, closed")]
    public async Task A_body_cut_short(string bytes)
    {
        string? seen = null;
        await using var host = await Serving.ServingHost.StartAsync(async (request, _) =>
            seen = System.Text.Encoding.Latin1.GetString((await request.ReadBodyAsync()).Span));
        using Serving.Wire wire = host.Connect();
        wire.SendRaw(bytes);
        wire.EndSending();
        Assert.StartsWith("HTTP/1.1 400 ", wire.ReadToEnd(), StringComparison.Ordinal);
        Assert.Null(seen);
    }

    [Fact]
    [Conforms("9112", "7.1", "A recipient MUST be able to parse the chunked coding", "read")]
    public Task Chunks() => ReadsAsync(Chunked + "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n", ChunkedRead + "abc0123456789\n", "POST h /  abc0123456789");

    [Theory]
    [InlineData("10000000000000000")]
    [InlineData("8000000000000000")]
    [InlineData("fffffffffffffffff")]
    [Conforms("9112", "7.1", "A recipient MUST anticipate large sizes and prevent overflow", "400, closed")]
    public Task A_size_that_overflows(string size) => RefusesBodyAsync(400, size + "\r\nx");

    [Theory]
    [InlineData("\r\n")]
    [InlineData("x\r\n")]
    [InlineData("0x1\r\n")]
    [InlineData("+1\r\n")]
    [InlineData("-1\r\n")]
    [InlineData(" 1\r\n")]
    [InlineData("1 \r\n")]
    [InlineData("1\n")]
    [InlineData("1\r\nab\r\n")]
    [InlineData("2\r\na\r\n\r\n")]
    [InlineData("1\r\na\n")]
    [InlineData("1\r\na0\r\n\r\n")]
    [InlineData("0\r\n\n")]
    [Conforms("9112", "7.1", "Sizes are hexadecimal digits, and every line and every run of data ends with CRLF", "400, closed")]
    public Task A_malformed_chunk(string body) => RefusesBodyAsync(400, body);

    [Theory]
    [InlineData("3;a\r\nabc\r\n0;b=c\r\n\r\n")]
    [InlineData("3 ; a = \"x\\\"y;z\"\r\nabc\r\n0\r\n\r\n")]
    [Conforms("9112", "7.1.1", "A recipient MUST ignore chunk extensions that it does not know", "ignored")]
    public Task Chunk_extensions(string body) => ReadsAsync(Chunked + body, ChunkedRead + "abc\n", "POST h /  abc");

    [Theory]
    [InlineData("1;\r\n")]
    [InlineData("1;a=\r\n")]
    [InlineData("1;a=\"\n\"\r\n")]
    [InlineData("1;a\n")]
    [InlineData("1;a b\r\n")]
    [InlineData("1;\u0000\r\n")]
    [Conforms("9112", "7.1.1", "Extensions have a grammar. A line end that is hidden in one would be a second way to read the body", "400, closed")]
    public Task A_malformed_extension(string body) => RefusesBodyAsync(400, body);

    [Fact]
    [Conforms("9112", "7.1.1", "A server ought to limit the total length of extensions", "400, closed")]
    public async Task Extensions_without_end()
    {
        string heard = await HearAllAsync(Chunked + "1;" + new string('a', 5000) + "\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", heard, StringComparison.Ordinal);
    }

    [Fact]
    [Conforms("9112", "7.1.2", "Trailer fields MUST NOT be merged into the header section unless their definition allows it", "dropped")]
    public async Task Trailer_fields()
    {
        string said = await SayAsync(
            Chunked + "1\r\nx\r\n0\r\nX-Sum: y\r\n\r\n",
            async (request, response) =>
            {
                await request.ReadBodyAsync();
                response.Write($"{request.Headers.Count} {request.Headers["X-Sum"] ?? "none"}");
            });
        Assert.Equal("2 none", said);
    }

    [Theory]
    [InlineData("Content-Length: 5")]
    [InlineData("Transfer-Encoding: chunked")]
    [InlineData("Host: evil")]
    [InlineData("Authorization: Basic eA==")]
    [InlineData("Cookie: a=b")]
    [InlineData("X-Forwarded-For: 6.6.6.6")]
    [InlineData("Content-Type: text/html")]
    [InlineData("Trailer: x")]
    [Conforms("9110", "6.5.1", "Framing, routing, authentication and content fields MUST NOT be trailers", "400, closed")]
    public Task A_forbidden_trailer(string field) => RefusesBodyAsync(400, $"0\r\n{field}\r\n\r\n");

    [Theory]
    [InlineData("A\r\n")]
    [InlineData(" A: b\r\n")]
    [InlineData("A : b\r\n")]
    [InlineData("A: b\n")]
    [InlineData("A: \u0000\r\n")]
    [Conforms("9112", "7.1.2", "Trailer fields have the grammar of header fields", "400, closed")]
    public Task A_malformed_trailer(string trailer) => RefusesBodyAsync(400, $"0\r\n{trailer}\r\n");

    [Fact]
    [Conforms("9112", "7.1.2", "The trailer section has a limit, as the header section has", "431, closed")]
    public async Task Trailers_over_the_limit()
    {
        string heard = await HearAllAsync(Chunked + "0\r\nA: " + new string('a', 9000) + "\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 431 ", heard, StringComparison.Ordinal);
    }

    // The handler has the head already: it fails when it reads the body, and the connection does not outlive that.
    private static async Task RefusesBodyAsync(int status, string body)
    {
        string read = Http.Wire.Read(Chunked + body);
        Assert.Contains($"\n! {status} ", read, StringComparison.Ordinal);
        string heard = await HearAllAsync(Chunked + body);
        Assert.StartsWith($"HTTP/1.1 {status} ", heard, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", heard, StringComparison.Ordinal);
        Assert.Equal(1, heard.Split("HTTP/1.1 ").Length - 1);
    }
}
