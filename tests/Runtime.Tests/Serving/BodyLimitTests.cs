using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>How large a request body may be, for one route and by the handler's own word.</summary>
public sealed class BodyLimitTests
{
    [Theory]
    [InlineData("/limit-20", 20, 200)]
    [InlineData("/limit-20", 21, 413)]
    [InlineData("/limit-5", 6, 413)]
    [InlineData("/limit-0", 1, 413)]
    [InlineData("/", 10, 200)]
    [InlineData("/", 11, 413)]
    public async Task ARouteHasALimitOfItsOwn(string path, int length, int status)
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Echo, o => o with { MaxRequestBody = 10 });
        using Wire counted = host.Connect();
        counted.Send($"POST {path} HTTP/1.1", "Host: test", $"Content-Length: {length}", "Connection: close", "");
        counted.SendRaw(new string('x', length));
        Assert.StartsWith($"HTTP/1.1 {status} ", counted.ReadToEnd());

        using Wire chunked = host.Connect();
        chunked.Send($"POST {path} HTTP/1.1", "Host: test", "Transfer-Encoding: chunked", "Connection: close", "", $"{length:x}");
        chunked.Send(new string('x', length), "0", "");
        Assert.StartsWith($"HTTP/1.1 {status} ", chunked.ReadToEnd());
    }

    [Fact]
    public async Task TheLimitOfOneRequestIsNotThatOfTheNext()
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Echo, o => o with { MaxRequestBody = 10 });
        using Wire wire = host.Connect();
        wire.Send("POST /limit-20 HTTP/1.1", "Host: test", "Content-Length: 15", "");
        wire.SendRaw(new string('x', 15));
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 15", "");
        wire.ExpectRaw(new string('x', 15));
        wire.Send("POST / HTTP/1.1", "Host: test", "Content-Length: 15", "");
        Assert.StartsWith("HTTP/1.1 413 ", wire.ReadToEnd());
    }

    [Fact]
    public async Task ARefusedBodyIsNeverAskedFor()
    {
        bool ran = false;
        await using ServingHost host = await ServingHost.StartAsync((_, _) =>
        {
            ran = true;
            return default;
        });
        using Wire wire = host.Connect();
        wire.Send("POST /limit-5 HTTP/1.1", "Host: test", "Content-Length: 6", "Expect: 100-continue", "");
        Assert.StartsWith("HTTP/1.1 413 ", wire.ReadToEnd());
        Assert.False(ran);
    }

    [Theory]
    [InlineData("Content-Length: 6", "abcdef")]
    [InlineData("Transfer-Encoding: chunked", "6\r\nabcdef\r\n0\r\n\r\n")]
    public async Task AHandlerMayTakeLess(string framing, string body)
    {
        await using ServingHost host = await ServingHost.StartAsync((request, response) =>
        {
            Assert.Equal(10, request.MaxRequestBody);
            request.MaxRequestBody = 5;
            return ConnectionTests.Echo(request, response);
        }, o => o with { MaxRequestBody = 10 });
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", framing, "");
        wire.SendRaw(body);
        string answer = wire.ReadToEnd();
        Assert.StartsWith("HTTP/1.1 413 ", answer);
        Assert.EndsWith("The request body is over 5 bytes.\n", answer);
    }
}
