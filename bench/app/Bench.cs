using System.Text.Json.Serialization;
using Gatehouse;

/// <summary>What is measured. bench/peers has the same routes with the same answers for each other server.</summary>
[GatewayApp]
public sealed partial class Bench
{
    private static readonly ReadOnlyMemory<byte> SixtyFourKiB = Filled(64 * 1024);

    [Get("/")]
    public string Index() => "Hello, World!";

    [Get("/client")]
    public string Client(Request request) => $"{request.ClientAddress} {request.Scheme}";

    [Get("/64k")]
    public Response Large() => Response.Bytes(SixtyFourKiB);

    [Post("/echo")]
    public async ValueTask<Response> Echo(Request request) => Response.Bytes(await request.ReadBodyAsync());

    [WebSocket("/ws")]
    public async Task Mirror(GatewayWebSocket socket)
    {
        await foreach (WebSocketMessage message in socket.ReadAllAsync()) await socket.SendBinaryAsync(message.Data);
    }

    /// <summary>Gives back to the kernel what is not in use, so that memory can be counted.</summary>
    [Post("/collect")]
    public string Collect()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return "collected";
    }

    private static byte[] Filled(int length)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill((byte)'x');
        return bytes;
    }
}

internal sealed record Item(int Id, string Kind, string Name, decimal Price, bool InStock, string[] Tags)
{
    private static readonly string[] SomeTags = ["new", "sale"];

    public static Item Of(string kind, int id) => new(id, kind, $"{kind} {id}", 19.5m, true, SomeTags);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Item))]
internal sealed partial class BenchJson : JsonSerializerContext;
