using Gatehouse.Proxy;
using Gatehouse.Runtime.Tests.Serving;
using Xunit;
using static Gatehouse.Runtime.Tests.Conformance.Conversation;
using Wire = Gatehouse.Runtime.Tests.Serving.Wire;

namespace Gatehouse.Runtime.Tests.Conformance;

/// <summary>RFC 9112 section 9, and what of RFC 9110 is about a connection: methods, expectations, upgrades.</summary>
public sealed class ConnectionRulesTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private const string Last = "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    [Fact]
    [Conforms("9112", "9.3", "HTTP/1.1 connections persist unless the client says close", "kept")]
    public async Task A_connection_persists() =>
        Assert.Equal(["200 Content-Length: 9|GET h /  ", "200 Content-Length: 13, Connection: close|GET h /last  "], Transcript.Of(await HearAllAsync(Get + Last), "GET", "GET"));

    [Theory]
    [InlineData("Connection: close")]
    [InlineData("Connection: CLOSE")]
    [InlineData("Connection: x, close")]
    [InlineData("Connection: keep-alive, close")]
    [InlineData("Connection: keep-alive\r\nConnection: close")]
    [Conforms("9112", "9.6", "A server that receives close MUST close after the answer, SHOULD say close in it, and MUST NOT process what follows", "Connection: close, closed")]
    public async Task A_client_says_close(string field)
    {
        string heard = await HearAllAsync($"GET / HTTP/1.1\r\nHost: h\r\n{field}\r\n\r\n{Get}");
        Assert.Equal(["200 Content-Length: 9, Connection: close|GET h /  "], Transcript.Of(heard, "GET"));
    }

    [Fact]
    [Conforms("9112", "9.3", "An HTTP/1.0 connection persists if the client asks for it, and the server says so", "Connection: keep-alive")]
    public async Task A_connection_of_HTTP_1_0()
    {
        string heard = await HearAllAsync("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n" + Get);
        Assert.Equal(["200 Content-Length: 8, Connection: keep-alive|GET  /  ", "200 Content-Length: 8, Connection: close|GET  /  "], Transcript.Of(heard, "GET", "GET"));
    }

    [Fact]
    [Conforms("9112", "C.2.2", "Proxy-Connection is nobody's field", "ignored")]
    public async Task Proxy_Connection() => Assert.Equal(
        ["200 Content-Length: 8, Connection: close|GET  /  "],
        Transcript.Of(await HearAllAsync("GET / HTTP/1.0\r\nProxy-Connection: keep-alive\r\n\r\n" + Get), "GET"));

    [Fact]
    [Conforms("9112", "9.3.2", "A server MUST answer pipelined requests in the order they came", "in order")]
    public async Task Pipelined_requests()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ServingHost host = await ServingHost.StartAsync(async (request, response) =>
        {
            if (request.Path == "/slow") await release.Task;
            response.Write(request.Path);
        });
        using Wire wire = host.Connect();
        wire.SendRaw("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n" + Last);
        release.SetResult();
        Assert.Equal(["200 Content-Length: 5|/slow", "200 Content-Length: 5, Connection: close|/last"], Transcript.Of(wire.ReadToEnd(), "GET", "GET"));
    }

    [Theory]
    [InlineData("Content-Length: 3\r\n\r\nabc")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")]
    [Conforms("9112", "9.3", "A server MUST read the whole request body, or close: what the handler left is never taken for a request", "read away")]
    public async Task A_body_that_nobody_read(string framedBody)
    {
        string heard = await HearAllAsync($"POST / HTTP/1.1\r\nHost: h\r\n{framedBody}{Last}", (request, response) =>
        {
            response.Write(request.Path);
            return default;
        });
        Assert.Equal(["200 Content-Length: 1|/", "200 Content-Length: 5, Connection: close|/last"], Transcript.Of(heard, "POST", "GET"));
    }

    [Fact]
    [Conforms("9112", "9.3", "A body too large to be read away ends the connection", "Connection: close, closed")]
    public async Task A_large_body_that_nobody_read()
    {
        string heard = await HearAllAsync("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n" + Get, (_, _) => default);
        Assert.Equal(["200 Content-Length: 0, Connection: close|"], Transcript.Of(heard, "POST"));
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nxyz")]
    [Conforms("9112", "7.1", "A chunked body that is broken ends the connection even if the handler never read it", "closed")]
    public async Task A_broken_body_that_nobody_read(string framedBody)
    {
        string heard = await HearAllAsync($"POST / HTTP/1.1\r\nHost: h\r\n{framedBody}{Get}", (_, response) =>
        {
            response.Write("ok");
            return default;
        });
        Assert.Equal(["200 Content-Length: 2|ok"], Transcript.Of(heard, "POST"));
    }

    [Fact]
    [Conforms("9112", "9.5", "A server that times out an idle connection SHOULD close it", "closed")]
    [Conforms("9110", "15.5.9", "408 SHOULD say close", "408 for a slow head, Connection: close")]
    public async Task A_slow_head()
    {
        string heard = await HearAllAsync("GET / HTTP/1.1\r\nHost:", null, o => o with { HeaderTimeout = 50 });
        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", heard, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", heard, StringComparison.Ordinal);
        Assert.Equal("", await HearAllAsync("", null, o => o with { HeaderTimeout = 50, KeepAlive = 50 }));
    }

    [Fact]
    [Conforms("9112", "9.6", "A server SHOULD close in stages, so that its last answer is not lost to a reset", "our side first, then the rest is read away")]
    public async Task The_last_answer_is_not_lost()
    {
        string heard = await HearAllAsync("GET / HTTP/1.0\r\n\r\n" + new string('x', 50_000));
        Assert.EndsWith("GET  /  ", heard, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Get, true)]
    [InlineData("", false)]
    [Conforms("9112", "9.6", "A client that closes its side with its request is answered, and the connection closed at once", "closed")]
    public async Task A_client_that_ends_with_its_request(string bytes, bool answered)
    {
        // The end comes with the bytes, often before they are read: no later event tells it again.
        await using ServingHost host = await ServingHost.StartAsync(Repeat);
        for (int i = 0; i < 20; i++)
        {
            using Wire wire = host.Connect();
            wire.SendRaw(bytes);
            wire.EndSending();
            Assert.Equal(answered, wire.ReadToEnd().EndsWith("GET h /  ", StringComparison.Ordinal));
        }
    }

    [Fact]
    [Conforms("9110", "9.3.6", "Most origin servers do not implement CONNECT: it opens no tunnel, and nothing behind it is taken for a request", "501, closed")]
    public async Task CONNECT() => await AnswerAsync(501, "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n" + Get);

    [Fact]
    [Conforms("9110", "9.3.7", "OPTIONS * asks for the server as a whole: a ping", "200, empty")]
    public async Task OPTIONS_of_the_server()
    {
        await using ServingHost host = await ServingHost.StartAsync(Repeat);
        using Wire wire = host.Connect();
        wire.Send("OPTIONS * HTTP/1.1", "Host: h", "");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 0", "");
    }

    [Fact]
    [Conforms("9110", "9.3.8", "TRACE is the application's to allow; the engine reflects nothing by itself", "405")]
    [Conforms("9110", "15.5.6", "405 MUST have Allow", "Allow")]
    public async Task A_method_that_the_path_does_not_have()
    {
        await using ServingHost host = await ServingHost.StartAsync(Repeat);
        using Wire wire = host.Connect();
        foreach (string method in (string[])["TRACE", "BREW", "DELETE"])
        {
            wire.Send($"{method} /wrong-method HTTP/1.1", "Host: h", "Cookie: secret", "");
            wire.Expect("HTTP/1.1 405 Method Not Allowed", "Date: *", "Content-Length: 19", "Content-Type: text/plain; charset=utf-8", "Allow: GET, HEAD", "");
            wire.ExpectRaw("Method Not Allowed\n");
        }
    }

    [Theory]
    [InlineData("GET https://h/ HTTP/1.1")]
    [InlineData("GET HTTPS://h/ HTTP/1.1")]
    [Conforms("9110", "7.4", "An origin server MUST reject a request for an https resource on a connection that is not secured", "421, closed")]
    public Task An_https_resource_without_TLS(string line) => AnswerAsync(421, line + "\r\nHost: h\r\n\r\n");

    [Fact]
    [Conforms("9110", "7.4", "Except from a trusted gateway, which has secured it", "read")]
    public async Task An_https_resource_behind_a_gateway() => Assert.Equal(
        "GET h /x  ",
        await SayAsync(
            "GET https://h/x HTTP/1.1\r\nHost: h\r\n\r\n",
            configure: o => o with { Trust = TrustPolicy.Create(["127.0.0.1/32"], 1, new ForwardedHeaderNames("X-Forwarded-For")) }));

    [Fact]
    [Conforms("9110", "10.1.1", "To 100-continue a server MUST send 100 or a final status", "100, when the handler reads")]
    public async Task A_client_that_waits_for_100()
    {
        await using ServingHost host = await ServingHost.StartAsync(Repeat);
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: h", "Content-Length: 3", "Expect: 100-continue", "");
        wire.Expect("HTTP/1.1 100 Continue", "");
        wire.SendRaw("abc");
        wire.Expect("HTTP/1.1 200 OK");
    }

    [Fact]
    [Conforms("9110", "10.1.1", "A server MAY leave 100 away when it has some of the body already", "left out")]
    public async Task A_client_that_does_not_wait() => Assert.StartsWith(
        "HTTP/1.1 200 OK\r\n",
        await HearAllAsync("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\nabc"),
        StringComparison.Ordinal);

    [Fact]
    [Conforms("9110", "10.1.1", "A final status instead of 100: the body may or may not follow, so that the connection MUST close", "Connection: close, closed")]
    public async Task An_answer_instead_of_100()
    {
        string heard = await HearAllAsync(
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n" + Get, (_, _) => default);
        Assert.Equal(["200 Content-Length: 0, Connection: close|"], Transcript.Of(heard, "POST"));
    }

    [Fact]
    [Conforms("9110", "10.1.1", "A client that waits for 100 hears at once that its body is too large", "413 instead of 100, closed")]
    public Task A_body_that_is_too_large_to_be_asked_for() => AnswerAsync(
        413, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n", o => o with { MaxRequestBody = 10 });

    [Fact]
    [Conforms("9110", "10.1.1", "A server MUST ignore 100-continue in an HTTP/1.0 request", "ignored")]
    public async Task An_expectation_in_HTTP_1_0() => Assert.StartsWith(
        "HTTP/1.1 200 OK\r\n",
        await HearAllAsync("POST / HTTP/1.0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc"),
        StringComparison.Ordinal);

    [Fact]
    [Conforms("9110", "10.1.1", "A server MUST NOT send 100 to a request that did not ask for it", "left out")]
    public async Task No_100_unasked()
    {
        await using ServingHost host = await ServingHost.StartAsync(Repeat);
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: h", "Content-Length: 3", "");
        wire.SendRaw("abc");
        wire.Expect("HTTP/1.1 200 OK");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("100-continue, x")]
    [InlineData("200-ok")]
    [InlineData("100-continue;q=1")]
    [Conforms("9110", "10.1.1", "A server that cannot meet an expectation MAY answer 417", "417, closed")]
    [Conforms("9110", "15.5.18", "The status for an expectation that is not met", "417, closed")]
    public Task Another_expectation(string value) => RefusesAsync(417, $"GET / HTTP/1.1\r\nHost: h\r\nExpect: {value}\r\n\r\n");

    [Theory]
    [InlineData("Content-Length: 11\r\n\r\n")]
    [InlineData("Content-Length: 9223372036854775807\r\n\r\n")]
    [Conforms("9110", "15.5.14", "A body over the limit is refused before it is read where its length says so", "413, closed")]
    public Task A_body_over_the_limit(string fields) =>
        AnswerAsync(413, "POST / HTTP/1.1\r\nHost: h\r\n" + fields, o => o with { MaxRequestBody = 10 });

    [Fact]
    [Conforms("9110", "15.5.14", "A chunked body is refused with the first byte over the limit", "413, closed")]
    public async Task A_chunked_body_over_the_limit()
    {
        string heard = await HearAllAsync(
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n6\r\nabcdef\r\n0\r\n\r\n" + Get, null, o => o with { MaxRequestBody = 10 });
        Assert.StartsWith("HTTP/1.1 413 ", heard, StringComparison.Ordinal);
        Assert.Equal(1, heard.Split("HTTP/1.1 ").Length - 1);
    }

    [Theory]
    [InlineData("Connection: Upgrade\r\nUpgrade: websocket")]
    [InlineData("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk")]
    [InlineData("Upgrade: x/1, y/2")]
    [Conforms("9110", "7.8", "A server MAY ignore Upgrade, and MUST NOT switch to a protocol that the client did not name", "ignored unless the handler upgrades")]
    public async Task An_upgrade_that_nobody_serves(string fields)
    {
        string heard = await HearAllAsync($"GET / HTTP/1.1\r\nHost: h\r\n{fields}\r\n\r\n{Last}");
        Assert.Equal(["200 Content-Length: 9|GET h /  ", "200 Content-Length: 13, Connection: close|GET h /last  "], Transcript.Of(heard, "GET", "GET"));
    }

    [Theory]
    [InlineData("GET / HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, close\r\nUpgrade: x\r\nContent-Length: 3\r\n\r\n")]
    [Conforms("9110", "7.8", "A server MUST ignore Upgrade in an HTTP/1.0 request; nor does it upgrade before a body is read", "refused to the handler")]
    public async Task An_upgrade_that_cannot_be(string bytes)
    {
        string heard = await HearAllAsync(bytes, async (request, response) =>
        {
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await request.Exchange.UpgradeAsync("x", CancellationToken.None));
            response.Write("no");
        });
        Assert.DoesNotContain("101", heard, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nno", heard, StringComparison.Ordinal);
    }

    [Fact]
    [Conforms("9110", "7.6.1", "Connection may name other fields. An origin server forwards nothing, and drops nothing for it", "kept")]
    public async Task Fields_that_Connection_names()
    {
        string said = await SayAsync("GET / HTTP/1.1\r\nHost: h\r\nConnection: Authorization, Host\r\nAuthorization: x\r\n\r\n", (request, response) =>
        {
            response.Write($"{request.Headers["Authorization"]} {request.Host}");
            return default;
        });
        Assert.Equal("x h", said);
    }
}
