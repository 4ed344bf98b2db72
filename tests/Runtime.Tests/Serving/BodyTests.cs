using System.Text;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>Request bodies: how they arrive, what is left of them, and what is refused.</summary>
public sealed class BodyTests
{
    private static readonly string[] Get = ["GET / HTTP/1.1", "Host: test", ""];

    [Fact]
    public async Task ReadsABodyThatIsLargerThanAnyBuffer()
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Echo);
        using Wire wire = host.Connect();
        string body = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i:00000000}"));
        wire.Send("POST / HTTP/1.1", "Host: test", $"Content-Length: {body.Length}", "");
        wire.SendRaw(body);
        wire.Expect("HTTP/1.1 200 OK", "Date: *", $"Content-Length: {body.Length}", "");
        wire.ExpectRaw(body);
    }

    [Fact]
    public async Task StreamsABodyThroughTheStream()
    {
        await using ServingHost host = await ServingHost.StartAsync(async (request, response) =>
        {
            using var reader = new StreamReader(request.Body, Encoding.ASCII);
            response.Write(await reader.ReadToEndAsync());
        });
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Transfer-Encoding: chunked", "");
        for (int i = 0; i < 50; i++) wire.SendRaw($"5\r\nab{i:00}\n\r\n");
        wire.SendRaw("0\r\n\r\n");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 250", "");
        wire.ExpectRaw(string.Concat(Enumerable.Range(0, 50).Select(i => $"ab{i:00}\n")));
        wire.Send(Get);
        wire.Expect("HTTP/1.1 200 OK");
    }

    [Fact]
    public async Task AsksForABodyOnlyWhenTheHandlerReads()
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Echo);
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Content-Length: 3", "Expect: 100-continue", "");
        wire.Expect("HTTP/1.1 100 Continue", "");
        wire.SendRaw("abc");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 3", "");
        wire.ExpectRaw("abc");
    }

    [Fact]
    public async Task ClosesWhenABodyWasAnnouncedButNeverAskedFor()
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Say("no thanks"));
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Content-Length: 3", "Expect: 100-continue", "");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 9", "Connection: close", "");
        wire.ExpectRaw("no thanks");
        wire.ExpectClose();
    }

    [Fact]
    public async Task ReadsAwayALittleBodyThatTheHandlerLeft()
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Say("ok"));
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Content-Length: 20000", "");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 2", "");
        wire.ExpectRaw("ok");
        wire.SendRaw(new string('x', 20000));
        wire.Send(Get);
        wire.Expect("HTTP/1.1 200 OK");
    }

    [Fact]
    public async Task ClosesRatherThanReadAwayALargeBody()
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Say("ok"));
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Content-Length: 1000000", "");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 2", "Connection: close", "");
        wire.ExpectRaw("ok");
        wire.ExpectClose();
    }

    [Fact]
    public async Task RefusesADeclaredBodyOverTheLimitBeforeReadingIt()
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Echo, o => o with { MaxRequestBody = 10 });
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Content-Length: 11", "");
        Assert.StartsWith("HTTP/1.1 413 ", wire.ReadToEnd());
    }

    [Fact]
    public async Task RefusesAChunkedBodyOnceItIsOverTheLimit()
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Echo, o => o with { MaxRequestBody = 10 });
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Transfer-Encoding: chunked", "", "6", "abcdef", "6", "abcdef");
        string answer = wire.ReadToEnd();
        Assert.StartsWith("HTTP/1.1 413 ", answer);
        Assert.Contains("Connection: close\r\n", answer);
    }

    [Fact]
    public async Task RefusesAMalformedChunk()
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Echo);
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Transfer-Encoding: chunked", "", "0x3", "abc", "0", "");
        Assert.StartsWith("HTTP/1.1 400 ", wire.ReadToEnd());
    }

    [Fact]
    public async Task ABodyThatIsTooSlowGets408()
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Echo, o => o with { BodyTimeout = 100 });
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Content-Length: 3", "");
        wire.SendRaw("a");
        Assert.StartsWith("HTTP/1.1 408 ", wire.ReadToEnd());
    }

    [Fact]
    public async Task AHandlersOwnThreadMayReadAndFlush()
    {
        await using ServingHost host = await ServingHost.StartAsync(async (request, response) => await Task.Run(async () =>
        {
            ReadOnlyMemory<byte> body = await request.ReadBodyAsync();
            response.Write(body.Span);
            await response.FlushAsync();
            response.Write("!");
        }));
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Content-Length: 5", "");
        wire.SendRaw("abcde");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Transfer-Encoding: chunked", "", "5", "abcde", "1", "!", "0", "");
    }
}
