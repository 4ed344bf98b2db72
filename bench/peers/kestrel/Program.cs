using System.Net.WebSockets;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.HttpOverrides;

var builder = WebApplication.CreateBuilder(args);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, BenchJson.Default));
var app = builder.Build();

if (builder.Configuration.GetValue<bool>("BehindProxy"))
    app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto });

app.MapGet("/", () => "Hello, World!");

app.MapGet("/client", (HttpContext context) => $"{context.Connection.RemoteIpAddress} {context.Request.Scheme}");

var sixtyFourKiB = new byte[64 * 1024];
Array.Fill(sixtyFourKiB, (byte)'x');
app.MapGet("/64k", () => Results.Bytes(sixtyFourKiB));

app.MapPost("/echo", async (HttpRequest request) =>
{
    // The length is known, so the body is read into one array of that length: the cheapest that an echo can do here.
    var body = new byte[(int)request.ContentLength!];
    await request.Body.ReadExactlyAsync(body);
    return Results.Bytes(body);
});

app.MapGet("/brands/{id:int}", (int id) => Item.Of("brands", id));
app.MapGet("/carts/{id:int}", (int id) => Item.Of("carts", id));
app.MapGet("/categories/{id:int}", (int id) => Item.Of("categories", id));
app.MapGet("/coupons/{id:int}", (int id) => Item.Of("coupons", id));
app.MapGet("/invoices/{id:int}", (int id) => Item.Of("invoices", id));
app.MapGet("/orders/{id:int}", (int id) => Item.Of("orders", id));
app.MapGet("/payments/{id:int}", (int id) => Item.Of("payments", id));
app.MapGet("/products/{id:int}", (int id) => Item.Of("products", id));
app.MapGet("/returns/{id:int}", (int id) => Item.Of("returns", id));
app.MapGet("/reviews/{id:int}", (int id) => Item.Of("reviews", id));
app.MapGet("/shipments/{id:int}", (int id) => Item.Of("shipments", id));
app.MapGet("/stores/{id:int}", (int id) => Item.Of("stores", id));
app.MapGet("/suppliers/{id:int}", (int id) => Item.Of("suppliers", id));
app.MapGet("/tickets/{id:int}", (int id) => Item.Of("tickets", id));
app.MapGet("/users/{id:int}", (int id) => Item.Of("users", id));
app.MapGet("/warehouses/{id:int}", (int id) => Item.Of("warehouses", id));

// A pipeline of its own for the one route, so that no other request pays for the WebSocket middleware.
var webSockets = ((IEndpointRouteBuilder)app).CreateApplicationBuilder().UseWebSockets();
webSockets.Run(async context =>
{
    using var socket = await context.WebSockets.AcceptWebSocketAsync();
    var buffer = new byte[4096];
    while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
        await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, context.RequestAborted);
    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
});
app.MapGet("/ws", webSockets.Build());

// Gives back to the kernel what is not in use, so that memory can be counted.
app.MapPost("/collect", () =>
{
    GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    return "collected";
});

app.Run();

internal sealed record Item(int Id, string Kind, string Name, decimal Price, bool InStock, string[] Tags)
{
    private static readonly string[] SomeTags = ["new", "sale"];

    public static Item Of(string kind, int id) => new(id, kind, $"{kind} {id}", 19.5m, true, SomeTags);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Item))]
internal sealed partial class BenchJson : JsonSerializerContext;
