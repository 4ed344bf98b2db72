namespace Gatehouse.CodeFixes.Tests;

public class JsonSerializableFixTests
{
    private const string TypeOfOther = "[JsonSerializable(typeof(Other))]";

    [Theory]
    [InlineData("[Get(\"/\")] public Item A() => new();", "Item")]
    [InlineData("[Get(\"/\")] public async System.Threading.Tasks.Task<Item[]> A() => [];", "Item[]")]
    [InlineData("[Post(\"/\")] public string A([FromBody] System.Collections.Generic.List<Item>? items) => \"\";", "List<Item>")]
    [InlineData("[Put(\"/\")] public Item A([FromBody] Item item) => item;", "Item")]
    public Task The_context_declares_what_a_handler_takes_or_returns(string handler, string type) => FixTest.VerifyAsync(
        new JsonSerializableFix(), In(handler, TypeOfOther), In(handler, $"{TypeOfOther}\n[JsonSerializable(typeof({type}))]"));

    [Fact]
    public Task All_types_are_declared_each_once()
    {
        const string handlers = "[Get(\"/a\")] public Item A() => new(); [Post(\"/b\")] public int[] B([FromBody] Item item) => [];";
        return FixTest.VerifyAsync(
            new JsonSerializableFix(),
            In(handlers, TypeOfOther),
            In(handlers, $"{TypeOfOther}\n[JsonSerializable(typeof(Item))]\n[JsonSerializable(typeof(int[]))]"));
    }

    [Fact]
    public Task The_comment_of_a_context_without_attributes_stays_first()
    {
        const string handler = "[Get(\"/\")] public Item A() => new();";
        return FixTest.VerifyAsync(
            new JsonSerializableFix(),
            In(handler, "/// <summary>The JSON.</summary>"),
            In(handler, "/// <summary>The JSON.</summary>\n[JsonSerializable(typeof(Item))]"));
    }

    private static string In(string handlers, string attributes) => $$"""
        using System.Text.Json.Serialization;
        using Gatehouse;

        public sealed class Item;

        public sealed class Other;

        {{attributes}}
        internal sealed partial class Json : JsonSerializerContext
        {
            private Json() : base(null) { }
            public static Json Default { get; } = new();
            protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(System.Type type) => null;
        }

        [GatewayApp, GatewayJson(typeof(Json))]
        public partial class App
        {
            {{handlers}}
        }
        """;
}
