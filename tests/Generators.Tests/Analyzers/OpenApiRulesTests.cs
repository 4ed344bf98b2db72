using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

public class OpenApiRulesTests
{
    [Fact]
    [Rule("GH0701", Outcome.Quiet)]
    [Rule("GH0702", Outcome.Quiet)]
    [Rule("GH0703", Outcome.Quiet)]
    [Rule("GH0704", Outcome.Quiet)]
    public async Task A_document_that_says_everything() => await AnalyzerTest.VerifyAsync("""
        using Gatehouse;

        [GatewayApp]
        [OpenApi(Path = "/docs/api.json", Title = "App", Description = "An app.")]
        public partial class App
        {
            [Get("/items/{id:int}")] public string Item(int id) => "";
            [Put("/items/{id:int}")] public string Change(int id) => "";
            [Get("/items/{id:int}/name")] public string Name(int id) => "";
        }
        """);

    [Fact]
    [Rule("GH0701", Outcome.Reports)]
    public async Task A_type_with_a_converter_of_its_own()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync("""
            using System.Text.Json;
            using System.Text.Json.Serialization;
            using System.Text.Json.Serialization.Metadata;
            using Gatehouse;

            [JsonConverter(typeof(MoneyConverter))]
            public readonly record struct Money(decimal Amount);

            public sealed class MoneyConverter : JsonConverter<Money>
            {
                public override Money Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => default;
                public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) { }
            }

            [JsonSerializable(typeof(Money[]))]
            internal sealed class AppJson() : JsonSerializerContext(null)
            {
                public static AppJson Default { get; } = new();
                protected override JsonSerializerOptions? GeneratedSerializerOptions => null;
                public override JsonTypeInfo? GetTypeInfo(Type type) => null;
            }

            [GatewayApp, GatewayJson(typeof(AppJson)), OpenApi]
            public partial class App
            {
                [Get("/price")] public Money[] {|GH0701:Price|}() => [];
                [Post("/price")] public void {|GH0701:Change|}([FromBody] Money[]? price) { }
            }

            [Handlers]
            internal sealed class Others
            {
                [Put("/price")] public string {|GH0701:Put|}([FromBody] Money price) => "";
            }
            """);
        Assert.Contains("The OpenAPI document says nothing of 'Money', which 'Price' takes or returns: its converter 'MoneyConverter' decides what it looks like", messages);
    }

    [Theory]
    [Rule("GH0702", Outcome.Reports)]
    [InlineData("openapi.json", "it must start with '/'")]
    [InlineData("", "it must start with '/'")]
    [InlineData("/{name}", "it has parameters")]
    public async Task A_path_that_is_none(string path, string fault)
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync($$"""
            using Gatehouse;

            [GatewayApp]
            [OpenApi(Path = {|GH0702:"{{path}}"|})]
            public partial class App
            {
                [Get("/")] public string Index() => "";
            }
            """);
        Assert.Equal([$"The OpenAPI document cannot be served at '{path}': {fault}"], messages);
    }

    [Fact]
    [Rule("GH0102", Outcome.Reports)]
    public async Task A_path_that_a_handler_has() => await AnalyzerTest.VerifyAsync("""
        using Gatehouse;

        [GatewayApp]
        [{|GH0102:OpenApi|}]
        public partial class App
        {
            [Get("/openapi.json")] public string Index() => "";
        }
        """);

    [Fact]
    [Rule("GH0703", Outcome.Reports)]
    public async Task Two_routes_that_differ_in_a_constraint()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync("""
            using Gatehouse;

            [GatewayApp]
            [OpenApi]
            public partial class App
            {
                [Get("/items/{id:int}")] public string ById(int id) => "";
                [Get({|GH0703:"/items/{slug}"|})] public string BySlug(string slug) => "";
            }

            [Handlers]
            public sealed class Others
            {
                [Get({|GH0703:"/items/{key:alpha}"|})] public string ByKey(string key) => "";
            }
            """);
        Assert.Equal(
            [
                "'BySlug' is not in the OpenAPI document: there, '/items/{slug}' is the path of 'ById' too",
                "'ByKey' is not in the OpenAPI document: there, '/items/{key}' is the path of 'App.ById' too",
            ],
            messages);
    }

    [Fact]
    [Rule("GH0704", Outcome.Reports)]
    public async Task A_class_that_is_no_app()
    {
        IReadOnlyList<string> messages = await AnalyzerTest.VerifyAsync("""
            [{|GH0704:Gatehouse.OpenApi|}]
            public class Other;
            """);
        Assert.Equal(["The OpenAPI document of 'Other' is never served: it is not a gateway app"], messages);
    }
}
