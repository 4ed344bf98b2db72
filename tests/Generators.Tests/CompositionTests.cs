using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests;

/// <summary>Routes, binding, handler classes and filters in one app: what each of them emits has to fit the others.</summary>
public class CompositionTests
{
    private const string Source = """
        using System.Text.Json.Serialization;
        using Gatehouse;

        public enum Size { Small, Large }

        public sealed record Pet(string Name, int Age = 0);

        [JsonSerializable(typeof(Pet))]
        [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
        internal sealed partial class AppJson : JsonSerializerContext;

        public sealed class Store { public string Name => "store"; }

        [GatewayApp, GatewayJson(typeof(AppJson)), Use<Stamp>]
        public partial class App
        {
            [Service] private readonly Store store = new();

            [Get("/{size=Small}")] public string Index(Size size) => $"{size}";
        }

        [Handlers, RoutePrefix("/pets"), Use<Guard>]
        internal sealed class Pets(Store store)
        {
            [Put("/{name:Known}/{age:int?}")]
            public async Task<Pet> Change(string name, int? age, [FromBody] Pet pet, [FromServices] Store other, WorkerContext worker)
            {
                await Task.Yield();
                return new Pet($"{store.Name} {other.Name} {name} {pet.Name} {worker.Index}", age ?? pet.Age);
            }

            [Get("/{name:Known}/files/{*rest}")] public static string File(string name, string rest, [FromQuery] Size? size) => $"{name} {rest} {size}";

            internal static bool Known(ReadOnlySpan<byte> name) => name.Length == 3;
        }

        internal sealed class Stamp : IAfterFilter
        {
            public ValueTask AfterAsync(Request request, Response response) { response.Headers["Age"] = "1"; return default; }
        }

        internal sealed class Guard(Store store) : IBeforeFilter
        {
            public ValueTask<bool> BeforeAsync(Request request, Response response)
            {
                if (request.Headers["X-Stop"] is null) return new(true);
                response.Status = 403;
                response.Write(store.Name);
                return new(false);
            }
        }
        """;

    private const string Json = "Content-Type: application/json\r\n";

    [Theory]
    [InlineData("PUT", "/pets/tom/3", Json, """{"name":"Tom"}""", """200 application/json: {"name":"store store tom Tom 3","age":3}""")]
    [InlineData("PUT", "/pets/tom", Json, """{"name":"Tom","age":9}""", """200 application/json: {"name":"store store tom Tom 3","age":9}""")]
    [InlineData("PUT", "/pets/tom/3", Json + "X-Stop: 1\r\n", "not even JSON", "403 : store")]
    [InlineData("GET", "/pets/tom/files/a/b?size=large", "", "", "200 text/plain; charset=utf-8: tom a/b Large")]
    [InlineData("GET", "/", "", "", "200 text/plain; charset=utf-8: Small")]
    [InlineData("GET", "/LARGE", "", "", "200 text/plain; charset=utf-8: Large")]
    [InlineData("GET", "/pets/four/files/", "", "", "404")]
    [InlineData("GET", "/pets/tom/3", "", "", "405 OPTIONS, PUT")]
    public async Task It_fits(string method, string target, string headers, string body, string answer)
    {
        LoadedApp app = LoadedApp.CompileWithJson(Source);
        await app.StartAsync();
        Assert.Equal(answer, await app.AskAsync(method, target, headers, body));
    }
}
