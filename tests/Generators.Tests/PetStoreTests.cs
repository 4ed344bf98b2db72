using System.Text.Json.Nodes;
using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests;

/// <summary>The sample that implements the pet store of the OpenAPI Initiative's examples, and the document that it serves.</summary>
public class PetStoreTests
{
    private static readonly Lazy<GeneratorRun> Run = new(() =>
    {
        string[] sources = [.. Directory.GetFiles(Path.Combine(Repository.Root, "samples", "PetStore"), "*.cs").Order(StringComparer.Ordinal).Select(File.ReadAllText)];
        CSharpCompilation compilation = TestCompilation.Of(sources);
        return GeneratorRun.Of(JsonSources.Add(compilation)).AssertCompiles();
    });

    private static readonly JsonSchema OpenApiSchema = new(JsonNode.Parse(
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "Generators.Tests", "OpenApi", "openapi-3.1-schema-2022-10-07.json")))!.AsObject());

    [Fact]
    public async Task Its_document_is_valid_by_the_schema_of_OpenAPI()
    {
        JsonNode document = await ReadDocumentAsync();
        Assert.Empty(OpenApiSchema.Validate(document));
    }

    [Fact]
    public async Task Its_document_refers_to_what_there_is()
    {
        JsonNode document = await ReadDocumentAsync();
        JsonObject schemas = document["components"]!["schemas"]!.AsObject();
        List<string> references = [.. References(document)];
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.Contains(reference["#/components/schemas/".Length..], schemas.Select(schema => schema.Key)));
        Assert.Equal(["NewPet", "Pet", "PetStatus", "Problem"], schemas.Select(schema => schema.Key));
    }

    [Fact]
    public async Task Its_document_says_what_clients_need()
    {
        JsonNode document = await ReadDocumentAsync();
        JsonNode list = document["paths"]!["/pets"]!["get"]!;
        Assert.Equal("""["Pets"]""", list["tags"]!.ToJsonString());
        Assert.Equal(
            """
            [{"name":"limit","in":"query","description":"How many at most, up to 100.","schema":{"type":"integer","format":"int32","default":20}},{"name":"status","in":"query","description":"Only those of this status.","schema":{"type":"string","enum":["Available","Pending","Sold"]}},{"name":"tag","in":"query","description":"Only those with one of these tags.","schema":{"type":"array","items":{"type":"string"}}}]
            """,
            list["parameters"]!.ToJsonString());
        JsonNode add = document["paths"]!["/pets"]!["post"]!;
        Assert.Equal("""{"description":"The pet.","content":{"application/json":{"schema":{"$ref":"#/components/schemas/NewPet"}}},"required":true}""", add["requestBody"]!.ToJsonString());
        Assert.Equal(["201", "400", "413", "415"], add["responses"]!.AsObject().Select(response => response.Key));
        Assert.Equal("""{"$ref":"#/components/schemas/Pet"}""", add["responses"]!["201"]!["content"]!["application/json"]!["schema"]!.ToJsonString());
        Assert.Equal("""["name"]""", document["components"]!["schemas"]!["NewPet"]!["required"]!.ToJsonString());
        Assert.Equal(["204", "400", "404"], document["paths"]!["/pets/{id}"]!["delete"]!["responses"]!.AsObject().Select(response => response.Key));
        Assert.Equal(
            ["Add", "Change", "Index", "List", "Photo", "Remove", "Show", "Upload"],
            document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => (string)operation.Value!["operationId"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Its_document_as_people_read_it() => Run.Value.AssertSnapshot("PetStore");

    [Fact]
    public async Task It_does_what_its_document_says()
    {
        LoadedApp app = await StartAsync();
        Assert.StartsWith("303 ", await app.AskAsync("GET", "/"), StringComparison.Ordinal);
        Assert.Equal("201 application/json: {\"id\":1,\"name\":\"Rex\",\"tags\":[\"dog\"],\"status\":\"Pending\"}", await app.AskAsync(
            "POST", "/pets", "Content-Type: application/json\r\n", """{"name":"Rex","tags":["dog"],"status":"Pending"}"""));
        Assert.StartsWith("400 ", await app.AskAsync("POST", "/pets", "Content-Type: application/json\r\n", "{}"), StringComparison.Ordinal);
        Assert.StartsWith("400 ", await app.AskAsync("POST", "/pets", "Content-Type: application/json\r\n", """{"name":"a","tags":null}"""), StringComparison.Ordinal);
        Assert.StartsWith("200 application/json: [{", await app.AskAsync("GET", "/pets?status=pending&tag=cat&tag=dog&limit=1", ""), StringComparison.Ordinal);
        Assert.Equal("200 application/json: []", await app.AskAsync("GET", "/pets?status=sold", ""));
        Assert.Equal(
            "200 application/json: {\"id\":1,\"name\":\"Max\",\"tags\":[],\"status\":\"Available\"}",
            await app.AskAsync("PUT", "/pets/1", "Content-Type: application/json\r\n", """{"name":"Max"}"""));
        Assert.Equal("404 There is no photo of pet 1.", await app.AskAsync("GET", "/pets/1/photo"));
        Assert.StartsWith("204 ", await app.AskAsync("DELETE", "/pets/1"), StringComparison.Ordinal);
        Assert.Equal("404 There is no pet 1.", await app.AskAsync("GET", "/pets/1"));
    }

    private static async Task<LoadedApp> StartAsync()
    {
        LoadedApp app = LoadedApp.Of(Run.Value, "PetStore");
        await app.StartAsync();
        return app;
    }

    private static async Task<JsonNode> ReadDocumentAsync()
    {
        const string head = "200 application/json: ";
        string answer = await (await StartAsync()).AskAsync("GET", "/openapi.json");
        Assert.StartsWith(head, answer, StringComparison.Ordinal);
        return JsonNode.Parse(answer[head.Length..])!;
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject found => found.SelectMany(member => member is { Key: "$ref", Value: JsonValue reference } ? [(string)reference!] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
