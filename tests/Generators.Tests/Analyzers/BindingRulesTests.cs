using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

public class BindingRulesTests
{
    [Theory]
    [Rule("GH0207", Outcome.Reports)]
    [InlineData("[Get(\"/\")] public string Index([FromQuery, {|GH0207:FromHeader(\"X\")|}] int x) => \"\";", "'x' would come from [FromQuery] and from [FromHeader]")]
    [InlineData("[Get(\"/{x}\"), Get(\"/y/{x}\")] public string Index([{|GH0207:FromQuery|}] int x) => \"\";", "'x' would come from the template '/{x}' and from [FromQuery]")]
    [InlineData("[Post(\"/\")] public string Index([FromBody] [{|GH0207:FromServices|}] Store x) => \"\";", "'x' would come from [FromBody] and from [FromServices]")]
    public async Task Two_sources(string handler, string message) => Assert.Equal([message], await VerifyAsync(handler));

    [Theory]
    [Rule("GH0208", Outcome.Reports)]
    [InlineData("[FromQuery({|GH0208:\"\"|})]", "'' cannot be the name of a query parameter")]
    [InlineData("[FromForm({|GH0208:\"\"|})]", "'' cannot be the name of a form field")]
    [InlineData("[FromHeader({|GH0208:\"If Match\"|})]", "'If Match' cannot be the name of a header field, which is a token (RFC 9110 section 5.1)")]
    [InlineData("[FromHeader({|GH0208:null!|})]", "'' cannot be the name of a header field, which is a token (RFC 9110 section 5.1)")]
    public async Task A_name_that_cannot_be_sent(string mark, string message) =>
        Assert.Equal([message], await VerifyAsync($"[Post(\"/\"), Post(\"/a\")] public string Index({mark} int x) => \"\";"));

    [Theory]
    [Rule("GH0209", Outcome.Reports)]
    [InlineData("[FromBody] Pet a, [FromBody] Pet {|GH0209:b|}")]
    [InlineData("[FromBody] Pet a, [FromForm] string {|GH0209:b|}")]
    [InlineData("[FromForm] string c, [FromForm] FormData a, [FromBody] Pet {|GH0209:b|}", "c")]
    public async Task Two_bodies(string parameters, string first = "a") => Assert.Equal(
        [$"'{first}' and 'b' would both read the request body"],
        await VerifyAsync($"[Post(\"/\"), Post(\"/a\")] public string Index({parameters}) => \"\";"));

    [Theory]
    [Rule("GH0210", Outcome.Reports)]
    [InlineData("[Get(\"/\"), Get(\"/a\")] public string Index([FromBody] Pet {|GH0210:a|}) => \"\";", "'a' reads the body of a GET request, which has none that means anything")]
    [InlineData("[Post(\"/\"), Head(\"/\")] public string Index([FromForm] string {|GH0210:a|}) => \"\";", "'a' reads the body of a HEAD request, which has none that means anything")]
    public async Task The_body_of_a_get(string handler, string message) => Assert.Equal([message], await VerifyAsync(handler));

    [Fact]
    [Rule("GH0211", Outcome.Reports)]
    public async Task No_context() => Assert.Equal(
        ["'Pet' is read as JSON, and the app has no [GatewayJson(typeof(…))]"],
        await VerifyAsync("[Post(\"/\")] public string Index([FromBody] {|GH0211:Pet?|} a) => \"\";", json: ""));

    [Theory]
    [Rule("GH0212", Outcome.Reports)]
    [InlineData("[Post(\"/\")] public string Index([FromBody] {|GH0212:Store|} a) => \"\";", "Store")]
    [InlineData("[Post(\"/\")] public string Index([FromBody] {|GH0212:Pet[]|} a) => \"\";", "Pet[]")]
    [InlineData("[Get(\"/\")] public {|GH0212:Store|} Index() => null!;", "Store")]
    [InlineData("[Get(\"/\")] public {|GH0212:ValueTask<IEnumerable<Pet>>|} Index() => default;", "IEnumerable<Pet>")]
    public async Task A_type_that_is_not_declared(string handler, string type) => Assert.Equal(
        [$"'AppJson' does not declare '{type}': it needs [JsonSerializable(typeof({type}))]"], await VerifyAsync(handler));

    [Theory]
    [Rule("GH0213", Outcome.Reports)]
    [InlineData("typeof(Pet)", "Pet")]
    [InlineData("null!", "null")]
    [InlineData("typeof(JsonSerializerContext)", "JsonSerializerContext")]
    [InlineData("typeof(Pet[])", "Pet[]")]
    [InlineData("typeof(List<>)", "List<>")]
    [InlineData("typeof(HiddenDefault)", "HiddenDefault")]
    [InlineData("typeof(OtherDefault)", "OtherDefault")]
    public async Task Not_a_context(string argument, string shown) => Assert.Equal(
        [$"'{shown}' is not a partial class that derives from JsonSerializerContext"],
        await VerifyAsync("[Post(\"/\")] public Pet Index([FromBody] Pet a) => a;", $"[GatewayJson({{|GH0213:{argument}|}})]"));

    [Theory]
    [Rule("GH0214", Outcome.Reports)]
    [InlineData("[Get(\"/\"), Get(\"/a\")] public string Index([FromServices] {|GH0214:Pet|} x) => \"\";", "The app offers no 'Pet': its services are Store, int")]
    [InlineData("[Get(\"/\")] public string Index([FromServices] {|GH0214:IDisposable|} x) => \"\";", "The app offers no 'IDisposable': its services are Store, int")]
    public async Task No_service(string handler, string message) =>
        Assert.Equal([message], await VerifyAsync(handler + " [Service] private Store store = new(); [Service] private static int Count => 1;"));

    [Fact]
    [Rule("GH0214", Outcome.Reports)]
    public async Task No_service_at_all() => Assert.Equal(
        ["The app offers no 'Store': none of its members is marked [Service]"],
        await VerifyAsync("[Get(\"/\")] public string Index([FromServices] {|GH0214:Store|} x) => \"\";"));

    [Theory]
    [Rule("GH0207", Outcome.Quiet)]
    [Rule("GH0208", Outcome.Quiet)]
    [Rule("GH0209", Outcome.Quiet)]
    [Rule("GH0210", Outcome.Quiet)]
    [Rule("GH0211", Outcome.Quiet)]
    [Rule("GH0212", Outcome.Quiet)]
    [Rule("GH0213", Outcome.Quiet)]
    [Rule("GH0214", Outcome.Quiet)]
    [InlineData("[Get(\"/{x}\")] public string Index(int x, [FromQuery(\"x\")] int y, [FromHeader(\"If-None-Match\")] string[] tags) => \"\";")]
    [InlineData("[Post(\"/\"), Put(\"/\")] public Task<Pet?> Index([FromForm] string a, [FromForm] FormFile[] b, [FromForm] FormData c) => null!;")]
    [InlineData("[Delete(\"/\")] public List<Pet> Index([FromBody] List<Pet?>? a = null) => [];")]
    [InlineData("[Post(\"/\")] public ValueTask<Pet> Index([FromBody] Pet a, [FromServices] Store? s) => new(a); [Service] protected internal readonly Store? store;")]
    public async Task Good_bindings(string members) => await VerifyAsync(members);

    private static Task<IReadOnlyList<string>> VerifyAsync(string members, string json = "[GatewayJson(typeof(AppJson))]") => AnalyzerTest.VerifyAsync($$"""
        using System.Text.Json;
        using System.Text.Json.Serialization;
        using System.Text.Json.Serialization.Metadata;
        using Gatehouse;

        public sealed record Pet(string Name);

        public sealed class Store;

        internal abstract class Context() : JsonSerializerContext(null)
        {
            protected override JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override JsonTypeInfo? GetTypeInfo(Type type) => null;
        }

        internal sealed class HiddenDefault : Context
        {
            private static HiddenDefault Default { get; } = new();
        }

        internal sealed class OtherDefault : Context
        {
            public static Store Default { get; } = new();
        }

        [JsonSerializable(typeof(List<Pet>))]
        internal sealed class AppJson() : JsonSerializerContext(null)
        {
            public static AppJson Default { get; } = new();
            protected override JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override JsonTypeInfo? GetTypeInfo(Type type) => null;
        }

        [GatewayApp]
        {{json}}
        public partial class App
        {
            {{members}}
        }
        """);
}
