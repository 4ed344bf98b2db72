using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>Requests and answers on one connection, as transcripts.</summary>
public sealed class ConnectionTests
{
    private static readonly string[] Get = ["GET / HTTP/1.1", "Host: test", ""];
    private static readonly string[] GetLast = ["GET / HTTP/1.1", "Host: test", "Connection: close", ""];

    [Fact]
    public async Task ServesOneRequestAfterAnotherOnAConnection()
    {
        await using ServingHost host = await ServingHost.StartAsync(Say("hello"));
        using Wire wire = host.Connect();
        for (int i = 0; i < 3; i++)
        {
            wire.Send(Get);
            wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 5", "");
            wire.ExpectRaw("hello");
        }

        wire.Send(GetLast);
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 5", "Connection: close", "");
        wire.ExpectRaw("hello");
        wire.ExpectClose();
    }

    [Fact]
    public async Task AnswersPipelinedRequestsInOrderAndTogether()
    {
        await using ServingHost host = await ServingHost.StartAsync((request, response) =>
        {
            response.Write(request.Path);
            return default;
        });
        using Wire wire = host.Connect();
        wire.SendRaw(string.Concat(Enumerable.Range(0, 20).Select(i => $"GET /{i:00} HTTP/1.1\r\nHost: test\r\n\r\n")));
        string together = wire.ReadOnce();
        Assert.Equal(20, together.Split("HTTP/1.1 200 OK").Length - 1);
        int at = -1;
        for (int i = 0; i < 20; i++) Assert.True((at = together.IndexOf($"\r\n\r\n/{i:00}", at + 1, StringComparison.Ordinal)) >= 0, $"answer {i}");
    }

    [Fact]
    public async Task ServesARequestThatComesByteByByte()
    {
        await using ServingHost host = await ServingHost.StartAsync(Echo);
        using Wire wire = host.Connect();
        foreach (char c in "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n") wire.SendRaw(c.ToString());
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 5", "");
        wire.ExpectRaw("abcde");
    }

    [Fact]
    public async Task AnswersHeadWithTheLengthAndNoBody()
    {
        await using ServingHost host = await ServingHost.StartAsync(Say("hello"));
        using Wire wire = host.Connect();
        wire.Send("HEAD / HTTP/1.1", "Host: test", "");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 5", "");
        wire.Send(Get);
        wire.Expect("HTTP/1.1 200 OK");
    }

    [Fact]
    public async Task TellsAnHttp10ClientThatTheConnectionStays()
    {
        await using ServingHost host = await ServingHost.StartAsync(Say("hello"));
        using Wire wire = host.Connect();
        wire.Send("GET / HTTP/1.0", "Connection: keep-alive", "");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 5", "Connection: keep-alive", "");
        wire.ExpectRaw("hello");
        wire.Send("GET / HTTP/1.0", "");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 5", "Connection: close", "");
        wire.ExpectRaw("hello");
        wire.ExpectClose();
    }

    [Fact]
    public async Task AnswersWithoutAHandlerWhenNothingMatches()
    {
        await using ServingHost host = await ServingHost.StartAsync(Say("hello"));
        using Wire wire = host.Connect();
        wire.Send("GET /missing HTTP/1.1", "Host: test", "");
        wire.Expect("HTTP/1.1 404 Not Found", "Date: *", "Content-Length: 10", "Content-Type: text/plain; charset=utf-8", "");
        wire.ExpectRaw("Not Found\n");
        wire.Send("PUT /wrong-method HTTP/1.1", "Host: test", "");
        wire.Expect("HTTP/1.1 405 Method Not Allowed", "Date: *", "Content-Length: 19", "Content-Type: text/plain; charset=utf-8", "Allow: GET, HEAD", "");
        wire.ExpectRaw("Method Not Allowed\n");
        wire.Send("OPTIONS /wrong-method HTTP/1.1", "Host: test", "");
        wire.Expect("HTTP/1.1 204 No Content", "Date: *", "Allow: GET, HEAD", "");
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "400 Bad Request")]
    [InlineData("GET / HTTP/1.1\nHost: test\n\n", "400 Bad Request")]
    [InlineData("GET / HTTP/2.0\r\nHost: test\r\n\r\n", "505 HTTP Version Not Supported")]
    [InlineData("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400 Bad Request")]
    [InlineData("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "501 Not Implemented")]
    [InlineData("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nExpect: a-wonder\r\n\r\n", "417 Expectation Failed")]
    public async Task RefusesWhatIsNoRequestAndCloses(string bytes, string status)
    {
        await using ServingHost host = await ServingHost.StartAsync(Say("hello"));
        using Wire wire = host.Connect();
        wire.SendRaw(bytes);
        string answer = wire.ReadToEnd();
        Assert.StartsWith($"HTTP/1.1 {status}\r\n", answer);
        Assert.Contains("Connection: close\r\n", answer);
    }

    [Fact]
    public async Task RefusesAHeadOverItsLimits()
    {
        await using ServingHost host = await ServingHost.StartAsync(Say("hello"));
        using (Wire wire = host.Connect())
        {
            wire.SendRaw($"GET /{new string('a', 9000)}");
            Assert.StartsWith("HTTP/1.1 414 ", wire.ReadToEnd());
        }

        using (Wire wire = host.Connect())
        {
            wire.SendRaw($"GET / HTTP/1.1\r\nHost: test\r\nX: {new string('a', 40000)}");
            Assert.StartsWith("HTTP/1.1 431 ", wire.ReadToEnd());
        }
    }

    [Fact]
    public async Task AcceptsAHeadLargerThanABuffer()
    {
        await using ServingHost host = await ServingHost.StartAsync((request, response) =>
        {
            response.Write($"{request.Headers["X"]!.Length}");
            return default;
        });
        using Wire wire = host.Connect();
        wire.Send("GET / HTTP/1.1", "Host: test", $"X: {new string('a', 30000)}", "");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 5", "");
        wire.ExpectRaw("30000");
    }

    [Fact]
    public async Task AHandlerThatThrowsGets500AndALogLineAndTheConnectionStays()
    {
        await using ServingHost host = await ServingHost.StartAsync((request, _) =>
            request.Path == "/bad" ? throw new InvalidOperationException("boom") : default);
        using Wire wire = host.Connect();
        wire.Send("GET /bad HTTP/1.1", "Host: test", "");
        wire.Expect("HTTP/1.1 500 Internal Server Error", "Date: *", "Content-Length: 22", "Content-Type: text/plain; charset=utf-8", "");
        wire.ExpectRaw("Internal Server Error\n");
        wire.Send(Get);
        wire.Expect("HTTP/1.1 200 OK");
        Assert.Contains("Error Error handling request GET /bad boom", host.Log);
    }

    [Fact]
    public async Task AHandlersStatusExceptionIsTheAnswer()
    {
        await using ServingHost host = await ServingHost.StartAsync((_, response) =>
        {
            response.Write("what was written before does not count");
            throw new HttpStatusException(404, "no such item");
        });
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect("HTTP/1.1 404 Not Found", "Date: *", "Content-Length: 13", "Content-Type: text/plain; charset=utf-8", "");
        wire.ExpectRaw("no such item\n");
    }

    [Fact]
    public async Task AnswersWithoutABodyWhereTheStatusHasNone()
    {
        await using ServingHost host = await ServingHost.StartAsync((_, response) =>
        {
            response.Status = 204;
            response.Write("ignored");
            return default;
        });
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect("HTTP/1.1 204 No Content", "Date: *", "");
        wire.Send(Get);
        wire.Expect("HTTP/1.1 204 No Content");
    }

    [Fact]
    public async Task ADeclaredLengthThatIsWrongIsA500()
    {
        await using ServingHost host = await ServingHost.StartAsync((_, response) =>
        {
            response.ContentLength = 10;
            response.Write("short");
            return default;
        });
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect("HTTP/1.1 500 Internal Server Error");
        Assert.Contains(host.Log, line => line.Contains("declared 10 bytes and has 5", StringComparison.Ordinal));
    }

    internal static TestHandler Say(string text) => (_, response) =>
    {
        response.Write(text);
        return default;
    };

    internal static async ValueTask Echo(Request request, Response response)
    {
        ReadOnlyMemory<byte> body = await request.ReadBodyAsync();
        response.Write(body.Span);
    }
}
