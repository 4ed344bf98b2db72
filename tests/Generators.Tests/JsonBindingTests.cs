using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests;

/// <summary>Bodies as JSON, data as answers, services: compiled with what System.Text.Json generates, and run.</summary>
public class JsonBindingTests
{
    private const string Json = "Content-Type: application/json\r\n";

    private const string Source = """
        using System.Text.Json.Serialization;
        using Gatehouse;

        public sealed record Pet(string Name, int Age = 0);

        public readonly record struct Weight(double Grams);

        [JsonSerializable(typeof(List<Pet?>))]
        [JsonSerializable(typeof(Pet[]))]
        [JsonSerializable(typeof(Dictionary<string, Weight>))]
        [JsonSerializable(typeof(int))]
        [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
        internal sealed partial class AppJson : JsonSerializerContext;

        public sealed class Store { public string Name => "store"; }

        [GatewayApp]
        [GatewayJson(typeof(AppJson))]
        public partial class App
        {
            [Service] private readonly Store store = new();
            [Service] internal static string? Greeting { get; } = "hello";

            [Post("/pets/{id}")]
            public Pet Add(int id, [FromBody] Pet pet, [FromQuery] int more = 1) => pet with { Age = pet.Age + id + more };
            [Post("/async")] public async Task<Pet?> AddAsync([FromBody] Pet pet) { await Task.Yield(); return pet; }
            [Post("/value")] public ValueTask<Weight> Value([FromBody] Weight weight) => new(weight);
            [Post("/optional")] public string Optional([FromBody] Pet? pet) => pet?.Name ?? "none";
            [Post("/optional-value")] public string OptionalValue([FromBody] int count = 5) => $"{count}";
            [Post("/default")] public string Default([FromBody] Pet pet = null!) => pet?.Name ?? "none";
            [Post("/list")] public void List([FromBody] List<Pet?> pets, Response response) => response.Write($"{pets.Count}");
            [Post("/task")] public async Task PlainTask([FromBody] Pet[] pets, Response response) { await Task.Yield(); response.Write($"{pets.Length}"); }
            [Post("/static")] private static Response Static([FromBody] Pet pet, [FromServices] string greeting) => Response.Text($"{greeting} {pet.Name}", 201);
            [Get("/null")] public Pet? Null() => null;
            [Get("/int")] public Task<int> Int() => Task.FromResult(5);
            [Get("/services")] public string Services([FromServices] Store store, [FromServices] string? greeting) => $"{store.Name} {greeting}";
        }
        """;

    [Theory]
    [InlineData("/pets/2", """{"name":"Tom","age":3}""", """200 application/json: {"name":"Tom","age":6}""")]
    [InlineData("/pets/2?more=4", """{"name":"Tom","age":3}""", """200 application/json: {"name":"Tom","age":9}""")]
    [InlineData("/async", """{"name":"Tom"}""", """200 application/json: {"name":"Tom","age":0}""")]
    [InlineData("/value", """{"grams":1.5}""", """200 application/json: {"grams":1.5}""")]
    [InlineData("/optional", """{"name":"Tom"}""", "200 text/plain; charset=utf-8: Tom")]
    [InlineData("/optional", "null", "200 text/plain; charset=utf-8: none")]
    [InlineData("/list", """[null,{"name":"Tom"}]""", "200 : 2")]
    [InlineData("/task", "[]", "200 : 0")]
    [InlineData("/static", """{"name":"Tom"}""", "201 text/plain; charset=utf-8: hello Tom")]
    public async Task A_body_is_bound(string target, string body, string answer)
    {
        LoadedApp app = await StartAsync();
        Assert.Equal(answer, await app.AskAsync("POST", target, Json, body));
    }

    [Theory]
    [InlineData("/optional", "200 text/plain; charset=utf-8: none")]
    [InlineData("/default", "200 text/plain; charset=utf-8: none")]
    [InlineData("/optional-value", "200 text/plain; charset=utf-8: 5")]
    public async Task A_body_that_may_be_absent(string target, string answer)
    {
        LoadedApp app = await StartAsync();
        Assert.Equal(answer, await app.AskAsync("POST", target, ""));
    }

    [Theory]
    [InlineData("/null", "204 : ")]
    [InlineData("/int", "200 application/json: 5")]
    [InlineData("/services", "200 text/plain; charset=utf-8: store hello")]
    public async Task Data_and_services(string target, string answer)
    {
        LoadedApp app = await StartAsync();
        Assert.Equal(answer, await app.AskAsync("GET", target, ""));
    }

    [Theory]
    [InlineData("", """{"name":"Tom"}""", """415 {"title":"Unsupported Media Type","status":415,"detail":"JSON is expected: application/json, or a type that ends with \u002Bjson.","source":"body"}""")]
    [InlineData("Content-Type: text/plain\r\n", "{}", """415 {"title":"Unsupported Media Type","status":415,"detail":"JSON is expected: application/json, or a type that ends with \u002Bjson.","source":"body"}""")]
    [InlineData(Json, "", """400 {"title":"Bad Request","status":400,"detail":"JSON is expected, and the body is empty.","source":"body"}""")]
    [InlineData(Json, "null", """400 {"title":"Bad Request","status":400,"detail":"The JSON does not fit: it is null.","source":"body"}""")]
    [InlineData(Json, "{\"name\":\n  1}", """400 {"title":"Bad Request","status":400,"detail":"The JSON does not fit at $.name, line 2, byte 4.","source":"body","line":2,"position":4,"path":"$.name"}""")]
    [InlineData(Json, "{", """400 {"title":"Bad Request","status":400,"detail":"The JSON does not fit, line 1, byte 2.","source":"body","line":1,"position":2}""")]
    public async Task A_body_that_does_not_bind_has_a_problem_document(string fields, string body, string answer)
    {
        LoadedApp app = await StartAsync();
        app.ShowsProblems = true;
        Assert.Equal(answer, await app.AskAsync("POST", "/async", fields, body));
    }

    [Fact]
    public void What_is_emitted_is_as_written_down() => GeneratorRun.Of(JsonSources.Add(TestCompilation.Of("""
        using System.Text.Json.Serialization;
        using Gatehouse;

        public enum Order { Name, Age }

        public sealed record Pet(string Name, int Age);

        [JsonSerializable(typeof(Pet))]
        [JsonSerializable(typeof(List<Pet>))]
        internal sealed partial class PetJson : JsonSerializerContext;

        public sealed class Store;

        [GatewayApp]
        [GatewayJson(typeof(PetJson))]
        public partial class Pets
        {
            [Service] public Store Store { get; } = new();

            [Get("/pets")]
            public List<Pet> All([FromQuery] int limit = 20, [FromQuery] Order? order = null, [FromQuery("tag")] string[]? tags = null) => [];

            [Post("/pets")]
            public async ValueTask<Pet> Add([FromBody] Pet pet, [FromHeader("Idempotency-Key")] Guid key, [FromServices] Store store)
            {
                await Task.Yield();
                return pet;
            }

            [Put("/pets/{id:int}/photo")]
            public void Photo(int id, [FromForm] FormFile photo, [FromForm] string title, WorkerContext worker) { }
        }
        """))).AssertCompiles().AssertSnapshot("Pets");

    private static async Task<LoadedApp> StartAsync()
    {
        LoadedApp app = LoadedApp.CompileWithJson(Source);
        await app.StartAsync();
        return app;
    }
}
