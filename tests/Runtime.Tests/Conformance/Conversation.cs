using Gatehouse.Runtime.Tests.Serving;
using Gatehouse.Serving;
using Xunit;
using EveryCut = Gatehouse.Runtime.Tests.Http.Wire;
using Wire = Gatehouse.Runtime.Tests.Serving.Wire;

namespace Gatehouse.Runtime.Tests.Conformance;

/// <summary>
/// What the tests of a rule have in common: the parser reads the bytes in every cut and behind another request, and a connection
/// answers them. By default the handler answers with what it was asked.
/// </summary>
internal static class Conversation
{
    /// <summary>The parser refuses with this status; the connection answers with it, closes, and calls no handler.</summary>
    public static async Task RefusesAsync(int status, string bytes, Func<ServingOptions, ServingOptions>? configure = null)
    {
        string read = EveryCut.Read(bytes, configure is null ? null : configure(Defaults).Limits);
        Assert.StartsWith($"! {status} ", read, StringComparison.Ordinal);
        string answer = await AnswerAsync(status, bytes, configure);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
    }

    /// <summary>The connection answers with this status, once and for all, without a handler.</summary>
    public static async Task<string> AnswerAsync(int status, string bytes, Func<ServingOptions, ServingOptions>? configure = null)
    {
        int called = 0;
        await using ServingHost host = await ServingHost.StartAsync(
            (_, _) =>
            {
                called++;
                return default;
            },
            configure);
        using Wire wire = host.Connect();
        wire.SendRaw(bytes);
        string answer = wire.ReadToEnd();
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
        Assert.Equal(0, called);
        return answer;
    }

    /// <summary>The parser reads this; the connection calls the handler, which says what it was asked.</summary>
    public static async Task ReadsAsync(string bytes, string reading, string asked)
    {
        EveryCut.AssertReads(bytes, reading);
        Assert.Equal(asked, await SayAsync(bytes));
    }

    /// <summary>What the handler says to the first request, as the body of the answer.</summary>
    public static async Task<string> SayAsync(string bytes, TestHandler? handler = null, Func<ServingOptions, ServingOptions>? configure = null)
    {
        await using ServingHost host = await ServingHost.StartAsync(handler ?? Repeat, configure);
        using Wire wire = host.Connect();
        wire.SendRaw(bytes);
        string head = wire.ReadHead();
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", head, StringComparison.Ordinal);
        return System.Text.Encoding.Latin1.GetString(wire.Read(Wire.ContentLength(head)));
    }

    /// <summary>Everything that the server says to these bytes, up to the end of the connection.</summary>
    public static async Task<string> HearAllAsync(string bytes, TestHandler? handler = null, Func<ServingOptions, ServingOptions>? configure = null)
    {
        await using ServingHost host = await ServingHost.StartAsync(handler ?? Repeat, configure);
        using Wire wire = host.Connect();
        wire.SendRaw(bytes);
        return wire.ReadToEnd();
    }

    /// <summary>Method, host, path, query and body, as the application sees them.</summary>
    public static async ValueTask Repeat(Request request, Response response)
    {
        string body = System.Text.Encoding.Latin1.GetString((await request.ReadBodyAsync()).Span);
        response.Write($"{request.Method} {request.Host} {request.Path} {request.QueryString} {body}");
    }

    private static ServingOptions Defaults => new()
    {
        Logger = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
        Trust = Gatehouse.Proxy.TrustPolicy.Nobody,
    };
}
