using System.Text.Json.Nodes;
using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests;

/// <summary>What the OpenAPI document says of an app.</summary>
public class OpenApiTests
{
    private const string Shop = """
        using System.Text.Json.Serialization;
        using Gatehouse;

        namespace Acme;

        /// <summary>Sells things.</summary>
        [GatewayApp]
        [OpenApi(Title = "The \"Shop\"")]
        public partial class Shop
        {
            /// <summary>Shows an item.</summary>
            /// <remarks>Even one that is <see langword="null"/> &amp; void, see <see cref="Index"/>.</remarks>
            /// <param name="id">Number of the item.</param>
            /// <returns>Its name.</returns>
            /// <response code="404">There is no such item.</response>
            [Get("/items/{id:int}")] public string? Item(int id) => null;

            [Obsolete("Use the other.")]
            [Put("/items/{number:int}")] public void Change(int number) { }

            [Get("/")] public byte[] Index() => [];
            [Get("/days/{day}/{of}/{unused:guid}")] public Response Day(DateOnly day, string of) => new();
            [Get("/events")] public IAsyncEnumerable<System.Net.ServerSentEvents.SseItem<string>> Events() => throw new NotSupportedException();
            [WebSocket("/chat")] public Task Chat(GatewayWebSocket socket) => Task.CompletedTask;

            /// <response code="201">It is there now.</response>
            /// <response code="400">It was no item.</response>
            [Post("/items/{name}")] public Task<string> Item(string name) => Task.FromResult(name);
        }
        """;

    private static readonly JsonSchema OpenApiSchema = new(JsonNode.Parse(
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "Generators.Tests", "OpenApi", "openapi-3.1-schema-2022-10-07.json")))!.AsObject());

    [Fact]
    public void The_document_as_people_read_it() =>
        GeneratorRun.Of(TestCompilation.Of(OutputKind.DynamicallyLinkedLibrary, TestReferences.Gatehouse, Shop)).AssertCompiles().AssertSnapshot("OpenApi");

    [Fact]
    public async Task The_document_is_served()
    {
        LoadedApp app = LoadedApp.Of(GeneratorRun.Of(Shop), "Acme.Shop");
        await app.StartAsync();
        string answer = await app.AskAsync("GET", "/openapi.json");
        const string head = "200 application/json: ";
        Assert.StartsWith(head, answer, StringComparison.Ordinal);
        JsonNode document = JsonNode.Parse(answer[head.Length..])!;
        Assert.Equal("The \"Shop\"", (string?)document["info"]!["title"]);
        Assert.Equal("405 GET, HEAD, OPTIONS", await app.AskAsync("POST", "/openapi.json"));
    }

    [Fact]
    public void The_routes_can_be_listed()
    {
        LoadedApp app = LoadedApp.Of(GeneratorRun.Of(Shop), "Acme.Shop");
        Assert.Equal(
            [
                "GET /items/{id:int} Shop.Item", "PUT /items/{number:int} Shop.Change", "GET / Shop.Index", "GET /days/{day}/{of}/{unused:guid} Shop.Day",
                "GET /events Shop.Events", "GET /chat Shop.Chat", "POST /items/{name} Shop.Item", "GET /openapi.json [OpenApi]",
            ],
            app.DescribeRoutes().Select(route => $"{route.Method} {route.Template} {route.Handler}"));
    }

    [Fact]
    public void The_version_is_the_projects()
    {
        var options = new TestOptions(new Dictionary<string, string> { ["Version"] = "3.2.1-beta" });
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Of(Shop), options);
        Assert.Contains("\"version\": \"3.2.1-beta\"", run.Sources["Acme.Shop.OpenApi.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void An_app_that_does_not_ask_has_no_document()
    {
        GeneratorRun run = GeneratorRun.Of(Shop.Replace("[OpenApi(Title = \"The \\\"Shop\\\"\")]", "", StringComparison.Ordinal));
        Assert.DoesNotContain("Acme.Shop.OpenApi.g.cs", run.Sources.Keys);
        Assert.DoesNotContain("openapi.json", run.Sources["Acme.Shop.Manifest.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_path_can_be_another()
    {
        LoadedApp app = LoadedApp.Compile("""
            using Gatehouse;

            [GatewayApp, OpenApi(Path = "/api/v1.json")]
            public partial class App
            {
                private const int GatewayOpenApi = 1;
                [Get("/")] public string Index() => "";
            }
            """);
        Assert.False(app.Select("GET", "/api/v1.json").Route is null);
        Assert.True(app.Select("GET", "/openapi.json").Route is null);
    }

    [Fact]
    public void Comments_are_read_where_the_compiler_keeps_none()
    {
        CSharpParseOptions options = TestCompilation.ParseOptions.WithDocumentationMode(DocumentationMode.None);
        CSharpCompilation compilation = TestCompilation.Of(Shop);
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
            compilation = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(tree.ToString(), options, tree.FilePath));
        GeneratorDriverRunResult result = CSharpGeneratorDriver.Create([new GatewayGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult();
        Assert.Contains(
            "\"summary\": \"Shows an item.\"",
            result.Results[0].GeneratedSources.Single(source => source.HintName == "Acme.Shop.OpenApi.g.cs").SourceText.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Two_routes_that_are_one_path_to_OpenAPI_have_one_operation()
    {
        JsonNode document = Document("""
            [Get("/items/{id:int}")] public string ById(int id) => "";
            [Get("/items/{slug}")] public string BySlug(string slug) => "";
            [Delete("/items/{key}")] public void Remove(string key) { }
            """);
        Assert.Equal(["/items/{id}"], document["paths"]!.AsObject().Select(path => path.Key));
        JsonNode item = document["paths"]!["/items/{id}"]!;
        Assert.Equal("ById", (string?)item["get"]!["operationId"]);
        Assert.Equal("id", (string?)item["delete"]!["parameters"]![0]!["name"]);
    }

    [Fact]
    public void The_document_is_valid_by_the_schema_of_OpenAPI()
    {
        Assert.Empty(OpenApiSchema.Validate(Parse(GeneratorRun.Of(Shop).Sources["Acme.Shop.OpenApi.g.cs"])));
    }

    [Theory]
    [InlineData("\"openapi\":\"3.1.1\"", "\"openapi\":\"3.0.1\"")]
    [InlineData("\"title\":", "\"titel\":")]
    [InlineData("\"in\":\"path\"", "\"in\":\"body\"")]
    [InlineData("\"required\":true,", "")]
    [InlineData("\"responses\":", "\"response\":")]
    [InlineData("\"/\":{", "\"items\":{")]
    [InlineData("\"type\":\"object\"", "\"type\":\"object\",\"$ref\":1", false)]
    public void The_schema_of_OpenAPI_finds_what_is_wrong(string good, string bad, bool isFound = true)
    {
        string text = Parse(GeneratorRun.Of(Shop).Sources["Acme.Shop.OpenApi.g.cs"]).ToJsonString();
        Assert.Contains(good, text, StringComparison.Ordinal);

        // The schema of documents leaves the schemas within them to the dialect.
        Assert.Equal(isFound, OpenApiSchema.Validate(JsonNode.Parse(text.Replace(good, bad, StringComparison.Ordinal))!).Count > 0);
    }

    [Fact]
    public void A_parameter_that_can_be_left_out_makes_two_paths()
    {
        JsonNode document = Document("""[Get("/pages/{kind:length(2,8)}/{size:range(1,50)=10}")] public string Page(string kind, int size) => "";""");
        Assert.Equal(["/pages/{kind}/{size}", "/pages/{kind}"], document["paths"]!.AsObject().Select(path => path.Key));
        JsonArray parameters = document["paths"]!["/pages/{kind}/{size}"]!["get"]!["parameters"]!.AsArray();
        Assert.Equal("""{"type":"string","minLength":2,"maxLength":8}""", parameters[0]!["schema"]!.ToJsonString());
        Assert.Equal("""{"type":"integer","format":"int32","minimum":1,"maximum":50}""", parameters[1]!["schema"]!.ToJsonString());
        Assert.Single(document["paths"]!["/pages/{kind}"]!["get"]!["parameters"]!.AsArray());
    }

    [Fact]
    public void Operations_have_names_of_their_own()
    {
        JsonNode document = Document("""
            [Get("/a")] [Post("/a")] public string Same() => "";
            [Get("/b")] public string Same2() => "";
            """);
        Assert.Equal(
            ["Same", "Same2", "Same22"],
            document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => (string)operation.Value!["operationId"]!));
    }

    [Theory]
    [InlineData("[Post(\"/\")] public void A([FromForm] string name) { }", "200,400,413,415", "application/x-www-form-urlencoded")]
    [InlineData("[Post(\"/\"), MaxRequestBody(\"5m\")] public void A(Request request) { }", "200", "*/*")]
    [InlineData("[Post(\"/\"), MaxRequestBody(\"5m\")] public void A() { }", "200", null)]
    [InlineData("[Post(\"/\")] public void A(Request request) { }", "200", null)]
    public void Bodies_are_described_with_how_they_are_refused(string handler, string statuses, string? mediaType)
    {
        JsonNode operation = Document(handler)["paths"]!["/"]!["post"]!;
        Assert.Equal(statuses.Split(','), operation["responses"]!.AsObject().Select(response => response.Key));
        Assert.Equal(mediaType, operation["requestBody"]?["content"]!.AsObject().Single().Key);
    }

    [Fact]
    public void Alternatives_of_a_base_class_have_names_of_their_own()
    {
        string text = GeneratorRun.Of(JsonSources.Add(TestCompilation.Of("""
            using System.Text.Json.Serialization;
            using Gatehouse;

            [JsonDerivedType(typeof(Circle), "circle")] public abstract class Shape;
            public class Circle : Shape;
            public class Drawing { public Shape? Shape { get; set; } }

            [JsonSerializable(typeof(Drawing))] internal partial class Json : JsonSerializerContext;

            [GatewayApp, OpenApi, GatewayJson(typeof(Json))]
            public partial class App { [Get("/")] public Drawing A() => new(); }
            """))).AssertCompiles().Sources["App.OpenApi.g.cs"];
        JsonNode schemas = Parse(text)["components"]!["schemas"]!;
        Assert.Equal(["Drawing", "Shape", "ShapeCircle"], schemas.AsObject().Select(schema => schema.Key).Where(key => key != "Problem"));
        Assert.Equal("#/components/schemas/ShapeCircle", (string?)schemas["Shape"]!["oneOf"]![0]!["$ref"]);
        Assert.Equal("#/components/schemas/ShapeCircle", (string?)schemas["Shape"]!["discriminator"]!["mapping"]!["circle"]);
    }

    private static JsonNode Document(string members)
    {
        string text = GeneratorRun.Of($$"""
            using Gatehouse;

            [GatewayApp, OpenApi]
            public partial class App
            {
                {{members}}
            }
            """).AssertCompiles().Sources["App.OpenApi.g.cs"];
        return Parse(text);
    }

    private static JsonNode Parse(string text)
    {
        int start = text.IndexOf("\"\"\"", StringComparison.Ordinal) + 3;
        return JsonNode.Parse(text[start..text.IndexOf("\"\"\"u8", StringComparison.Ordinal)])!;
    }
}
