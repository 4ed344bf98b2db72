using System.Text;

namespace Gatehouse.Fuzz;

/// <summary>
/// An application that uses a connection in every way there is. Which way, the target's length decides: so it is the same however
/// the bytes came. Writes down which requests reached it.
/// </summary>
internal sealed class FuzzApp : IGatewayApplication<FuzzApp>
{
    private readonly byte[] piece = new byte[64];

    /// <summary>Method and target of every request that reached a handler, a line each.</summary>
    public StringBuilder Seen { get; } = new();

    public static ApplicationDescription Describe() => new() { Name = "fuzz" };

    public static ValueTask<FuzzApp> StartAsync(WorkerContext context) => new(new FuzzApp());

    public static ValueTask StopAsync(FuzzApp application) => default;

    public static Handler Select(Request request) => Handler.Of(request.Target.Length % 8, isBlocking: false, route: null);

    public static ValueTask InvokeAsync(FuzzApp application, Handler handler, Request request, Response response)
    {
        application.Seen.Append(request.Method).Append(' ').Append(request.Target).Append('\n');
        return handler.Id switch
        {
            0 => IgnoreBody(response),
            1 => application.StreamAsync(request, response),
            2 => application.ReadOnceAsync(request, response),
            3 => throw new HttpStatusException(409, "conflict"),
            4 => SendNoBodyAsync(request, response),
            5 => RepeatLaterAsync(request, response),
            _ => RepeatAsync(request, response),
        };
    }

    private static ValueTask IgnoreBody(Response response)
    {
        response.Write("ignored");
        return default;
    }

    private static async ValueTask RepeatAsync(Request request, Response response)
    {
        ReadOnlyMemory<byte> body = await request.ReadBodyAsync();
        response.Write($"{request.Method} {request.Host} {request.Target}\n");
        response.Write(body.Span);
    }

    private static async ValueTask RepeatLaterAsync(Request request, Response response)
    {
        await Task.Yield();
        await RepeatAsync(request, response);
    }

    private async ValueTask StreamAsync(Request request, Response response)
    {
        response.Trailers.Add("X-Sum", "1");
        while (await request.Body.ReadAsync(piece) is var count and > 0)
        {
            response.Write(piece.AsSpan(0, count));
            await response.FlushAsync();
        }
    }

    private async ValueTask ReadOnceAsync(Request request, Response response)
    {
        _ = await request.Body.ReadAsync(piece.AsMemory(0, 5));
        response.Write("once");
    }

    private static async ValueTask SendNoBodyAsync(Request request, Response response)
    {
        response.Status = (request.Target.Length / 8 % 3) switch { 0 => 204, 1 => 304, _ => 205 };
        response.Write("not to be sent");
        if (request.Method.Length > 3) await response.FlushAsync();
    }
}
