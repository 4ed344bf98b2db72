using System.Text.Json;
using System.Text.Json.Serialization;
using Gatehouse.CompilerServices;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>What does not bind, on the wire.</summary>
public sealed partial class BindingProblemTests
{
    [Fact]
    public async Task AValueThatDoesNotBindIsAnsweredWithAProblemDocument()
    {
        await using ServingHost host = await ServingHost.StartAsync(static (request, response) =>
        {
            response.ContentType = "text/html";
            response.Write("half an answer");
            response.Write($"{QueryValue.Required<int, IntegerFormat<int>>(request, "page")}");
            return default;
        });
        using Wire wire = host.Connect();
        wire.Send("GET /?page=x HTTP/1.1", "Host: test", "");
        string head = wire.ReadHead();
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: application/problem+json\r\n", head, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(wire.Read(Wire.ContentLength(head)));
        Assert.Equal(
            ["title=Bad Request", "status=400", "detail=The query parameter 'page' is not a whole number of 32 bits.", "source=query", "parameter=page", "expected=a whole number of 32 bits"],
            document.RootElement.EnumerateObject().Select(member => $"{member.Name}={member.Value}"));

        // The connection goes on: nothing of the request was left unread.
        wire.Send("GET /?page=5 HTTP/1.1", "Host: test", "");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", wire.ReadHead(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABodyThatComesInPiecesIsBoundWhenItIsThere()
    {
        await using ServingHost host = await ServingHost.StartAsync(Count);
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Content-Type: application/json", "Content-Length: 5", "Expect: 100-continue", "");
        wire.Expect("HTTP/1.1 100 Continue", "");
        wire.SendRaw("[1,");
        wire.SendRaw("2]");
        string head = wire.ReadHead();
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", head, StringComparison.Ordinal);
        wire.ExpectRaw("2");
    }

    [Fact]
    public async Task AwayFromTheLoopTheWaitKeepsItsThread()
    {
        await using ServingHost host = await ServingHost.StartAsync(static async (request, response) => await Task.Run(() =>
        {
            ValueTask<int[]> read = JsonBody.ReadAsync(request, NumbersJson.Default.Int32Array);
            response.Write(read.IsCompletedSuccessfully ? $"{read.Result.Length}" : "went on without");
        }));
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Content-Type: application/json", "Content-Length: 5", "Expect: 100-continue", "");
        wire.Expect("HTTP/1.1 100 Continue", "");
        wire.SendRaw("[1,2]");
        Assert.Equal(1, Wire.ContentLength(wire.ReadHead()));
        wire.ExpectRaw("2");
    }

    [Fact]
    public async Task ABodyThatIsTooLargeStaysA413()
    {
        await using ServingHost host = await ServingHost.StartAsync(Count, options => options with { MaxRequestBody = 4 });
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", "Content-Type: application/json", "Transfer-Encoding: chunked", "", "5", "[1,2]", "0", "");
        string head = wire.ReadHead();
        Assert.StartsWith("HTTP/1.1 413 ", head, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: text/plain; charset=utf-8\r\n", head, StringComparison.Ordinal);
    }

    private static async ValueTask Count(Request request, Response response)
    {
        int[] numbers = await JsonBody.ReadAsync(request, NumbersJson.Default.Int32Array);
        response.Write($"{numbers.Length}");
    }

    [JsonSerializable(typeof(int[]))]
    internal sealed partial class NumbersJson : JsonSerializerContext;
}
