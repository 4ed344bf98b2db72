using Gatehouse.Http;
using Gatehouse.Runtime.Tests.Serving;
using Xunit;
using static Gatehouse.Runtime.Tests.Conformance.Conversation;
using Wire = Gatehouse.Runtime.Tests.Serving.Wire;

namespace Gatehouse.Runtime.Tests.Conformance;

/// <summary>What an answer looks like, and where it ends: RFC 9112 sections 4, 6 and 7, RFC 9110 sections 6, 8, 9.3.2 and 15.</summary>
public sealed class ResponseTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private const string Head = "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n";
    private const string Last = "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    [Fact]
    [Conforms("9112", "4", "A server MUST send the space after the status code, even where the reason is empty", "sent")]
    public async Task A_status_without_a_reason() =>
        Assert.StartsWith("HTTP/1.1 299 \r\n", await HearAllAsync(Last, Answer(r => r.Status = 299)), StringComparison.Ordinal);

    [Theory]
    [InlineData(Last, 200)]
    [InlineData("GET /missing HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 404)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400)]
    [Conforms("9110", "6.6.1", "An origin server with a clock MUST generate Date in all 2xx, 3xx and 4xx answers", "Date, also with 5xx")]
    [Conforms("9110", "5.6.7", "A sender MUST generate dates as IMF-fixdate in GMT", "as the RFC's example")]
    public async Task A_date_in_every_answer(string bytes, int status)
    {
        string answer = await HearAllAsync(bytes);
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Matches(@"\r\nDate: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\r\n", answer);
    }

    [Fact]
    [Conforms("9110", "10.2.4", "Server is optional; a precise one tells attackers what to try", "none is sent")]
    public async Task No_server_version() => Assert.DoesNotContain("\r\nServer:", await HearAllAsync(Last), StringComparison.Ordinal);

    [Fact]
    [Conforms("9110", "9.3.2", "An answer to HEAD MUST NOT have a body; Content-Length says what GET would have", "head only")]
    [Conforms("9112", "6.3", "An answer to HEAD ends with its head", "head only")]
    public async Task The_answer_to_HEAD()
    {
        string heard = await HearAllAsync(Head + Last, Answer(r => r.Write("hello")));
        Assert.Equal(["200 Content-Length: 5|", "200 Content-Length: 5, Connection: close|hello"], Transcript.Of(heard, "HEAD", "GET"));
    }

    [Fact]
    [Conforms("9110", "8.6", "To HEAD, Content-Length MUST NOT be sent unless it is what GET would have", "left out when the handler wrote nothing")]
    public async Task HEAD_without_a_known_length()
    {
        string heard = await HearAllAsync(Head + Last, (request, response) =>
        {
            if (request.Method == "GET") response.Write("hello");
            return default;
        });
        Assert.Equal(["200 |", "200 Content-Length: 5, Connection: close|hello"], Transcript.Of(heard, "HEAD", "GET"));
    }

    [Fact]
    [Conforms("9110", "9.3.2", "A streamed answer to HEAD has no body either", "head only")]
    public async Task HEAD_to_a_stream()
    {
        string heard = await HearAllAsync(Head + Last, async (_, response) =>
        {
            response.Write("hel");
            await response.FlushAsync();
            response.Write("lo");
        });
        Assert.Equal(["200 |", "200 Transfer-Encoding: chunked, Connection: close|hello"], Transcript.Of(heard, "HEAD", "GET"));
    }

    [Theory]
    [InlineData("HEAD / HTTP/1.1\r\nA: b\r\n\r\n", 400)]
    [InlineData("HEAD / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n", 413)]
    [InlineData("HEAD / HTTP/1.1\r\nHost: h\r\nExpect: x\r\n\r\n", 417)]
    [Conforms("9110", "9.3.2", "Not even an error to HEAD has a body", "head only")]
    public async Task A_HEAD_that_is_refused(string bytes, int status)
    {
        string heard = await HearAllAsync(bytes);
        Assert.StartsWith($"HTTP/1.1 {status} ", heard, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", heard, StringComparison.Ordinal);
        Assert.Equal(heard.Length - 4, heard.IndexOf("\r\n\r\n", StringComparison.Ordinal));
    }

    [Fact]
    [Conforms("9110", "9.3.2", "A HEAD that outlives its deadline gets no body", "head only")]
    public async Task A_HEAD_that_is_given_up()
    {
        string heard = await HearAllAsync(
            Head, async (request, _) => await Task.Delay(Timeout.Infinite, request.Aborted), o => o with { RequestTimeout = 50 });
        Assert.StartsWith("HTTP/1.1 503 ", heard, StringComparison.Ordinal);
        Assert.EndsWith("Connection: close\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n", heard, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(204, "")]
    [InlineData(304, "")]
    [InlineData(205, "Content-Length: 0")]
    [Conforms("9112", "6.3", "204 and 304 end with their head", "no body, whatever the handler wrote")]
    [Conforms("9110", "8.6", "Content-Length MUST NOT be sent with 1xx and 204", "none")]
    [Conforms("9110", "15.3.6", "A server MUST NOT generate content in a 205", "Content-Length: 0")]
    [Conforms("9110", "15.4.5", "A 304 has no content", "no body, no length")]
    [Conforms("9112", "6.1", "Transfer-Encoding MUST NOT be sent with 1xx and 204", "none, also when it streams")]
    public async Task A_status_without_a_body(int status, string framing)
    {
        string heard = await HearAllAsync(Get + Get + Last, async (request, response) =>
        {
            response.Status = status;
            response.Write("not to be sent");
            if (request.Path != "/last") await response.FlushAsync();
            response.Write("nor this");
        });
        string last = framing.Length == 0 ? "Connection: close" : framing + ", Connection: close";
        Assert.Equal([$"{status} {framing}|", $"{status} {framing}|", $"{status} {last}|"], Transcript.Of(heard, "GET", "GET", "GET"));
    }

    [Fact]
    [Conforms("9112", "6.2", "Content-Length MUST NOT stand beside Transfer-Encoding", "one of them")]
    public async Task A_stream_of_unknown_length()
    {
        string heard = await HearAllAsync(Get + Last, async (_, response) =>
        {
            response.Write("a");
            await response.FlushAsync();
            await response.FlushAsync();
            response.Write("b");
        });
        Assert.Equal(["200 Transfer-Encoding: chunked|ab", "200 Transfer-Encoding: chunked, Connection: close|ab"], Transcript.Of(heard, "GET", "GET"));
        Assert.Contains("\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n", heard, StringComparison.Ordinal);
    }

    [Fact]
    [Conforms("9112", "7.1", "A chunk of no bytes ends the body, so that an empty flush MUST NOT send one", "nothing is sent")]
    public async Task An_empty_flush()
    {
        string heard = await HearAllAsync(Last, async (_, response) =>
        {
            await response.FlushAsync();
            await response.WriteAsync(ReadOnlyMemory<byte>.Empty);
            await response.FlushAsync();
            response.Write("late");
        });
        Assert.EndsWith("\r\n\r\n4\r\nlate\r\n0\r\n\r\n", heard, StringComparison.Ordinal);
    }

    [Fact]
    [Conforms("9112", "6.1", "A server MUST NOT send Transfer-Encoding unless the request is HTTP/1.1 or later", "ended by the connection's end")]
    public async Task A_stream_to_HTTP_1_0()
    {
        string heard = await HearAllAsync("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", async (_, response) =>
        {
            response.Write("a");
            await response.FlushAsync();
            response.Write("b");
        });
        Assert.DoesNotContain("Transfer-Encoding", heard, StringComparison.Ordinal);
        Assert.EndsWith("\r\nConnection: close\r\n\r\nab", heard, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("Transfer-Encoding")]
    [InlineData("transfer-encoding")]
    [InlineData("Connection")]
    [InlineData("Keep-Alive")]
    [InlineData("Trailer")]
    [InlineData("Date")]
    [Conforms("9112", "6.3", "No answer is framed ambiguously: the application cannot write the fields that frame it", "refused with an exception")]
    public void Fields_of_the_engine(string name)
    {
        var response = new Response();
        Assert.Throws<ArgumentException>(() => response.Headers.Add(name, "1"));
        Assert.Throws<ArgumentException>(() => response.Headers[name] = "1");
    }

    [Theory]
    [InlineData(10, "short")]
    [InlineData(3, "longer")]
    [Conforms("9110", "8.6", "A sender MUST NOT send a Content-Length that is known to be wrong", "500")]
    public async Task A_wrong_length(long declared, string body)
    {
        string heard = await HearAllAsync(Last, Answer(r =>
        {
            r.ContentLength = declared;
            r.Write(body);
        }));
        Assert.StartsWith("HTTP/1.1 500 ", heard, StringComparison.Ordinal);
        Assert.DoesNotContain(body, heard, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, "short")]
    [InlineData(3, "longer")]
    [Conforms("9112", "8", "An answer that was cut off must not look complete: what was streamed with a wrong length ends with a reset", "reset")]
    public async Task A_wrong_length_of_a_stream(long declared, string body)
    {
        await using ServingHost host = await ServingHost.StartAsync(async (_, response) =>
        {
            response.ContentLength = declared;
            response.Write(body[..2]);
            await response.FlushAsync();
            response.Write(body[2..]);
        });
        using Wire wire = host.Connect();
        wire.SendRaw(Get);
        wire.ExpectReset();
    }

    [Fact]
    [Conforms("9110", "6.5.1", "A sender MUST NOT generate a trailer field unless its definition allows that", "refused with an exception")]
    public void Forbidden_trailers()
    {
        foreach (string name in (string[])["Content-Length", "Transfer-Encoding", "Host", "Set-Cookie", "Content-Type", "Cache-Control", "Trailer", "Upgrade"])
            Assert.Throws<ArgumentException>(() => new Response().Trailers.Add(name, "x"));
    }

    [Fact]
    [Conforms("9110", "6.6.2", "A sender SHOULD announce its trailer fields in Trailer", "announced")]
    public async Task Announced_trailers()
    {
        string heard = await HearAllAsync(Last, Answer(r =>
        {
            r.Trailers.Add("X-Sum", "1");
            r.Write("a");
        }));
        Assert.Contains("\r\nTrailer: X-Sum\r\n", heard, StringComparison.Ordinal);
        Assert.EndsWith("\r\n0\r\nX-Sum: 1\r\n\r\n", heard, StringComparison.Ordinal);
    }

    [Fact]
    [Conforms("9112", "7.1.2", "No chunks, and so no trailers, for HTTP/1.0 and HEAD", "left out")]
    public async Task Trailers_that_cannot_be_sent()
    {
        foreach (string request in (string[])["GET / HTTP/1.0\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"])
        {
            string heard = await HearAllAsync(request, Answer(r =>
            {
                r.Trailers.Add("X-Sum", "1");
                r.Write("a");
            }));
            Assert.DoesNotContain("X-Sum", heard, StringComparison.Ordinal);
            Assert.DoesNotContain("Transfer-Encoding", heard, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Conforms("9110", "15.2", "A server MUST NOT send a 1xx to an HTTP/1.0 client", "left out")]
    public async Task No_1xx_to_HTTP_1_0()
    {
        string heard = await HearAllAsync("GET / HTTP/1.0\r\n\r\n", async (_, response) => await response.SendEarlyHintsAsync("</a>; rel=preload"));
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", heard, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(199)]
    [InlineData(100)]
    [InlineData(600)]
    [InlineData(0)]
    [Conforms("9110", "15", "A final status is 200 to 599: an application cannot end an exchange with 1xx", "refused with an exception")]
    public void A_status_that_is_not_final(int status) => Assert.Throws<ArgumentOutOfRangeException>(() => new Response { Status = status });

    [Fact]
    [Conforms("9110", "15.5.22", "A server MUST send Upgrade with a 426", "the application's Upgrade is sent")]
    [Conforms("9110", "7.8", "A sender of Upgrade MUST also send the Upgrade connection option", "Connection: Upgrade")]
    public async Task Upgrade_required()
    {
        string heard = await HearAllAsync(Last, Answer(r =>
        {
            r.Status = 426;
            r.Headers["Upgrade"] = "websocket";
        }));
        Assert.StartsWith("HTTP/1.1 426 Upgrade Required\r\n", heard, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: Upgrade\r\n", heard, StringComparison.Ordinal);
        Assert.Contains("\r\nUpgrade: websocket\r\n", heard, StringComparison.Ordinal);
    }

    [Fact]
    [Conforms("9110", "5.5", "The reason phrase is the registry's: no text of the application gets into the status line", "fixed")]
    public void Reasons_of_the_registry()
    {
        for (int status = 100; status < 600; status++) Assert.True(HeaderRules.IsFieldValue(StatusText.Reason(status)));
    }

    private static TestHandler Answer(Action<Response> fill) => (_, response) =>
    {
        fill(response);
        return default;
    };
}
