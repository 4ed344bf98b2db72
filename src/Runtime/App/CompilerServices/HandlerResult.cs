using System.ComponentModel;
using System.Net.ServerSentEvents;

namespace Gatehouse.CompilerServices;

/// <summary>Turns what a handler returns into the response. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class HandlerResult
{
    /// <summary>Text, as UTF-8; null is 204 (No Content).</summary>
    /// <param name="response">The response.</param>
    /// <param name="text">What the handler returned.</param>
    public static ValueTask WriteAsync(Response response, string? text)
    {
        if (text is null) return NoContent(response);
        response.ContentType ??= Response.PlainText;
        response.Write(text);
        return default;
    }

    /// <summary>Bytes; null is 204 (No Content).</summary>
    /// <param name="response">The response.</param>
    /// <param name="body">What the handler returned.</param>
    public static ValueTask WriteAsync(Response response, byte[]? body) =>
        body is null ? NoContent(response) : WriteAsync(response, body.AsMemory());

    /// <summary>Bytes.</summary>
    /// <param name="response">The response.</param>
    /// <param name="body">What the handler returned.</param>
    public static ValueTask WriteAsync(Response response, ReadOnlyMemory<byte> body)
    {
        response.ContentType ??= "application/octet-stream";
        response.SetBody(body);
        return default;
    }

    /// <summary>A response of the handler's own; null is 204 (No Content).</summary>
    /// <param name="response">The response.</param>
    /// <param name="result">What the handler returned.</param>
    public static ValueTask WriteAsync(Response response, Response? result)
    {
        if (result is null) return NoContent(response);
        response.Adopt(result);
        return response.SendBodyAsync(result);
    }

    /// <summary>A stream of pieces, each sent as it comes.</summary>
    /// <param name="response">The response.</param>
    /// <param name="chunks">What the handler returned.</param>
    public static ValueTask WriteAsync(Response response, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        response.ContentType ??= "application/octet-stream";
        return response.SendBodyAsync(chunks);
    }

    /// <summary>Server-Sent Events, each sent as it comes.</summary>
    /// <param name="response">The response.</param>
    /// <param name="events">What the handler returned.</param>
    public static ValueTask WriteAsync(Response response, IAsyncEnumerable<SseItem<string>> events)
    {
        ServerSentEvents.SetHeaders(response);
        return response.SendBodyAsync(new EventSource(events, ServerSentEvents.DefaultKeepAlive));
    }

    // A handler may return Task<string> or Task<string?>, which the compiler tells apart although one call serves both: these
    // take no side, so that the generated call is free of warnings either way.
#nullable disable annotations

    /// <summary>Text to come.</summary>
    /// <param name="response">The response.</param>
    /// <param name="pending">What the handler returned.</param>
    public static ValueTask WriteAsync(Response response, ValueTask<string> pending)
    {
        return pending.IsCompletedSuccessfully ? WriteAsync(response, pending.Result) : Await(response, pending);

        static async ValueTask Await(Response response, ValueTask<string> pending) => await WriteAsync(response, await pending);
    }

    /// <summary>Bytes to come.</summary>
    /// <param name="response">The response.</param>
    /// <param name="pending">What the handler returned.</param>
    public static ValueTask WriteAsync(Response response, ValueTask<byte[]> pending)
    {
        return pending.IsCompletedSuccessfully ? WriteAsync(response, pending.Result) : Await(response, pending);

        static async ValueTask Await(Response response, ValueTask<byte[]> pending) => await WriteAsync(response, await pending);
    }

    /// <summary>Bytes to come.</summary>
    /// <param name="response">The response.</param>
    /// <param name="pending">What the handler returned.</param>
    public static ValueTask WriteAsync(Response response, ValueTask<ReadOnlyMemory<byte>> pending)
    {
        return pending.IsCompletedSuccessfully ? WriteAsync(response, pending.Result) : Await(response, pending);

        static async ValueTask Await(Response response, ValueTask<ReadOnlyMemory<byte>> pending) =>
            await WriteAsync(response, await pending);
    }

    /// <summary>A response to come.</summary>
    /// <param name="response">The response.</param>
    /// <param name="pending">What the handler returned.</param>
    public static ValueTask WriteAsync(Response response, ValueTask<Response> pending)
    {
        return pending.IsCompletedSuccessfully ? WriteAsync(response, pending.Result) : Await(response, pending);

        static async ValueTask Await(Response response, ValueTask<Response> pending) => await WriteAsync(response, await pending);
    }

    /// <summary>Text to come.</summary>
    /// <param name="response">The response.</param>
    /// <param name="pending">What the handler returned.</param>
    public static ValueTask WriteAsync(Response response, Task<string> pending) => WriteAsync(response, new ValueTask<string>(pending));

    /// <summary>Bytes to come.</summary>
    /// <param name="response">The response.</param>
    /// <param name="pending">What the handler returned.</param>
    public static ValueTask WriteAsync(Response response, Task<byte[]> pending) => WriteAsync(response, new ValueTask<byte[]>(pending));

    /// <summary>Bytes to come.</summary>
    /// <param name="response">The response.</param>
    /// <param name="pending">What the handler returned.</param>
    public static ValueTask WriteAsync(Response response, Task<ReadOnlyMemory<byte>> pending) =>
        WriteAsync(response, new ValueTask<ReadOnlyMemory<byte>>(pending));

    /// <summary>A response to come.</summary>
    /// <param name="response">The response.</param>
    /// <param name="pending">What the handler returned.</param>
    public static ValueTask WriteAsync(Response response, Task<Response> pending) =>
        WriteAsync(response, new ValueTask<Response>(pending));

#nullable restore annotations

    private static ValueTask NoContent(Response response)
    {
        response.Status = 204;
        return default;
    }
}
