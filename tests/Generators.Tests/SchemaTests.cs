using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Tests;

/// <summary>JSON Schema of types, as System.Text.Json writes their values.</summary>
public class SchemaTests
{
    private const string Types = """
        using System.Text.Json.Serialization;

        public enum Plain { One = 1, Two = 2 }
        [JsonConverter(typeof(JsonStringEnumConverter<Named>))] public enum Named { Cat, [JsonStringEnumMemberName("big-dog")] Dog }
        [Flags] public enum Bits : byte { None, A, B }

        /// <summary>A node.</summary>
        public class Node
        {
            /// <summary>The next, if any.</summary>
            public Node? Next { get; set; }
            public required string Name { get; init; }
            public List<Node> Children { get; } = [];
        }

        public class Base { public int Inherited { get; set; } public virtual string Shown => ""; }
        public class Derived : Base
        {
            public override string Shown => "x";
            [JsonPropertyName("other-name")] public string? Renamed { get; set; }
            [JsonIgnore] public string Hidden { get; set; } = "";
            [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Sometimes { get; set; }
            [JsonRequired] public int Needed { get; set; }
            [JsonInclude] internal int Included { get; set; }
            internal int NotPublic { get; set; }
            public static int Static { get; set; }
            public int this[int index] => index;
            public int WriteOnly { set { } }
            public int Field;
            [Obsolete] public int Old { get; set; }
        }

        /// <summary>A point.</summary>
        /// <param name="X">Across.</param>
        public record Point(int X, double? YAxis = null);

        /// <summary>A shape.</summary>
        [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind"), JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), "square")]
        public abstract class Shape { public int Area { get; set; } }
        public class Circle : Shape { public required int Radius { get; set; } }
        public class Square : Shape;

        [JsonDerivedType(typeof(Numbered), 1), JsonDerivedType(typeof(Unnumbered))]
        public class Bill { public int Sum { get; set; } }
        public class Numbered : Bill { public Bill? Before { get; set; } }
        public class Unnumbered : Bill;

        public record Page<T>(T[] Items);
        public class Holder { public Page<Point> First { get; set; } = null!; public Page<Node>? Second { get; set; } }

        public class MyConverter : JsonConverter<Odd>
        {
            public override Odd Read(ref System.Text.Json.Utf8JsonReader reader, Type type, System.Text.Json.JsonSerializerOptions options) => default;
            public override void Write(System.Text.Json.Utf8JsonWriter writer, Odd value, System.Text.Json.JsonSerializerOptions options) { }
        }

        [JsonConverter(typeof(MyConverter))] public struct Odd;

        public class Of
        {
            public {{TYPE}} Value = default!;
        }
        """;

    [Theory]
    [InlineData("int", """{"type":"integer","format":"int32"}""")]
    [InlineData("long?", """{"type":["integer","null"],"format":"int64"}""")]
    [InlineData("string", """{"type":"string"}""")]
    [InlineData("string?", """{"type":["string","null"]}""")]
    [InlineData("bool", """{"type":"boolean"}""")]
    [InlineData("decimal", """{"type":"number","format":"decimal"}""")]
    [InlineData("Guid", """{"type":"string","format":"uuid"}""")]
    [InlineData("DateTime", """{"type":"string","format":"date-time"}""")]
    [InlineData("DateTimeOffset?", """{"type":["string","null"],"format":"date-time"}""")]
    [InlineData("DateOnly", """{"type":"string","format":"date"}""")]
    [InlineData("TimeSpan", """{"type":"string"}""")]
    [InlineData("Uri", """{"type":"string","format":"uri-reference"}""")]
    [InlineData("byte[]", """{"type":"string","contentEncoding":"base64"}""")]
    [InlineData("ReadOnlyMemory<byte>", """{"type":"string","contentEncoding":"base64"}""")]
    [InlineData("object", "{}")]
    [InlineData("object?", "{}")]
    [InlineData("System.Text.Json.JsonElement", "{}")]
    [InlineData("int[]", """{"type":"array","items":{"type":"integer","format":"int32"}}""")]
    [InlineData("List<string?>", """{"type":"array","items":{"type":["string","null"]}}""")]
    [InlineData("IReadOnlyList<int>?", """{"type":["array","null"],"items":{"type":"integer","format":"int32"}}""")]
    [InlineData("Dictionary<string, int[]>", """{"type":"object","additionalProperties":{"type":"array","items":{"type":"integer","format":"int32"}}}""")]
    [InlineData("Node", """{"$ref":"#/components/schemas/Node"}""")]
    [InlineData("Node?", """{"anyOf":[{"$ref":"#/components/schemas/Node"},{"type":"null"}]}""")]
    [InlineData("Point?[]", """{"type":"array","items":{"anyOf":[{"$ref":"#/components/schemas/Point"},{"type":"null"}]}}""")]
    [InlineData("Page<Point>", """{"$ref":"#/components/schemas/Page<Point>"}""")]
    public void A_type_has_the_schema_of_its_values(string type, string schema) => Assert.Equal(schema, Read(type).Schema);

    [Theory]
    [InlineData("Plain", """{"type":"integer","format":"int32","enum":[1,2]}""")]
    [InlineData("Named", """{"type":"string","enum":["Cat","big-dog"]}""")]
    [InlineData("Bits", """{"type":"integer","format":"uint8"}""")]
    [InlineData("Node", """{"type":"object","description":"A node.","required":["Name"],"properties":{"Next":{"anyOf":[{"$ref":"#/components/schemas/Node"},{"type":"null"}],"description":"The next, if any."},"Name":{"type":"string"},"Children":{"type":"array","items":{"$ref":"#/components/schemas/Node"},"readOnly":true}}}""")]
    [InlineData("Point", """{"type":"object","description":"A point.","properties":{"X":{"type":"integer","format":"int32","description":"Across."},"YAxis":{"type":["number","null"],"format":"double"}}}""")]
    [InlineData("Derived", """{"type":"object","required":["Needed"],"properties":{"Inherited":{"type":"integer","format":"int32"},"Shown":{"type":"string","readOnly":true},"other-name":{"type":["string","null"]},"Sometimes":{"type":["string","null"]},"Needed":{"type":"integer","format":"int32"},"Included":{"type":"integer","format":"int32"},"Old":{"type":"integer","format":"int32","deprecated":true}}}""")]
    public void A_type_of_ones_own_is_a_component(string type, string schema)
    {
        Reading read = Read(type);
        Assert.Equal($$"""{"$ref":"#/components/schemas/{{type}}"}""", read.Schema);
        Assert.Equal(schema, read.Components[type]);
    }

    [Fact]
    public void A_base_class_is_one_of_what_derives_from_it()
    {
        IReadOnlyDictionary<string, string> components = Read("Shape").Components;
        Assert.Equal(
            """{"description":"A shape.","oneOf":[{"$ref":"#/components/schemas/Shape.as.Circle"},{"$ref":"#/components/schemas/Shape.as.Square"}],"discriminator":{"propertyName":"kind","mapping":{"circle":"#/components/schemas/Shape.as.Circle","square":"#/components/schemas/Shape.as.Square"}}}""",
            components["Shape"]);
        Assert.Equal(
            """{"type":"object","required":["kind","Radius"],"properties":{"kind":{"type":"string","const":"circle"},"Area":{"type":"integer","format":"int32"},"Radius":{"type":"integer","format":"int32"}}}""",
            components["Shape.as.Circle"]);
        Assert.DoesNotContain("Circle", components.Keys);
        Assert.DoesNotContain("kind", Read("Circle").Components["Circle"], StringComparison.Ordinal);
    }

    [Fact]
    public void Alternatives_that_nothing_tells_apart_may_all_fit()
    {
        IReadOnlyDictionary<string, string> components = Read("Bill").Components;
        Assert.Equal(
            """{"anyOf":[{"$ref":"#/components/schemas/Bill.as.Numbered"},{"$ref":"#/components/schemas/Bill.as.Unnumbered"},{"$ref":"#/components/schemas/Bill.as.Bill"}]}""",
            components["Bill"]);
        Assert.StartsWith(
            """{"type":"object","required":["$type"],"properties":{"$type":{"type":"integer","const":1},"Sum":""", components["Bill.as.Numbered"], StringComparison.Ordinal);
        Assert.Equal("""{"type":"object","properties":{"Sum":{"type":"integer","format":"int32"}}}""", components["Bill.as.Bill"]);
    }

    [Theory]
    [InlineData("CamelCase", "x", "yAxis")]
    [InlineData("SnakeCaseLower", "x", "y_axis")]
    [InlineData("SnakeCaseUpper", "X", "Y_AXIS")]
    [InlineData("KebabCaseLower", "x", "y-axis")]
    [InlineData("KebabCaseUpper", "X", "Y-AXIS")]
    public void Names_are_the_contexts(string policy, string x, string y)
    {
        string schema = Read("Point", JsonOptions.Default with { NamingPolicy = policy }).Components["Point"];
        Assert.Contains($"\"properties\":{{\"{x}\":", schema, StringComparison.Ordinal);
        Assert.Contains($",\"{y}\":", schema, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Id")]
    [InlineData("ID")]
    [InlineData("HTTPServer")]
    [InlineData("XMLHttpRequest2Go")]
    [InlineData("already")]
    [InlineData("With_Underscore")]
    [InlineData("A")]
    [InlineData("ÄrgerMitÜ")]
    [InlineData("Value1Of2")]
    [InlineData("ABC123DEFGhi")]
    public void Policies_are_those_of_the_serializer(string name)
    {
        Assert.Equal(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name), Of("CamelCase"));
        Assert.Equal(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name), Of("SnakeCaseLower"));
        Assert.Equal(System.Text.Json.JsonNamingPolicy.SnakeCaseUpper.ConvertName(name), Of("SnakeCaseUpper"));
        Assert.Equal(System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(name), Of("KebabCaseLower"));
        Assert.Equal(System.Text.Json.JsonNamingPolicy.KebabCaseUpper.ConvertName(name), Of("KebabCaseUpper"));

        string Of(string policy) => (JsonOptions.Default with { NamingPolicy = policy }).NameOf(name);
    }

    [Fact]
    public void The_options_of_the_context_count()
    {
        Assert.Equal("""{"type":"string","enum":["One","Two"]}""", Read("Plain", JsonOptions.Default with { EnumsAreText = true }).Components["Plain"]);
        Assert.DoesNotContain("Children", Read("Node", JsonOptions.Default with { SkipsReadOnly = true }).Components["Node"], StringComparison.Ordinal);
        Assert.Contains("\"Field\"", Read("Derived", JsonOptions.Default with { IncludesFields = true }).Components["Derived"], StringComparison.Ordinal);
        Assert.Contains("\"required\":[\"X\"]", Read("Point", JsonOptions.Default with { RequiresConstructorParameters = true }).Components["Point"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Odd", "Odd: its converter 'MyConverter' decides what it looks like")]
    [InlineData("int[,]", "int[*,*]: System.Text.Json writes no arrays of several dimensions")]
    public void What_has_no_schema_is_anything_and_is_told(string type, string problem)
    {
        Reading read = Read(type);
        Assert.Equal("{}", read.Schema);
        Assert.Equal([problem], read.Problems);
    }

    [Fact]
    public void Generic_types_are_told_apart()
    {
        Reading read = Read("Holder");
        Assert.Equal(["Holder", "Node", "PageOfNode", "PageOfPoint", "Point"], read.Names);
    }

    private static Reading Read(string type, JsonOptions? options = null)
    {
        CSharpCompilation compilation = TestCompilation.Of(Types.Replace("{{TYPE}}", type, StringComparison.Ordinal));
        ITypeSymbol symbol = ((IFieldSymbol)compilation.GetTypeByMetadataName("Of")!.GetMembers("Value").Single()).Type;
        var problems = new List<string>();
        var reader = new SchemaReader(
            options ?? JsonOptions.Default, (unknown, reason) => problems.Add($"{unknown.ToDisplayString()}: {reason}"), TestContext.Current.CancellationToken);
        string schema = reader.ReadJson(symbol);
        return new Reading(
            schema,
            reader.Components.ToDictionary(component => component.Key, component => component.Schema),
            [.. reader.Components.Select(component => component.Name).Order(StringComparer.Ordinal)],
            problems);
    }

    private sealed record Reading(string Schema, IReadOnlyDictionary<string, string> Components, IReadOnlyList<string> Names, IReadOnlyList<string> Problems);
}
