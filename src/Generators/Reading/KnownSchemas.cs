using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Schemas of the types that System.Text.Json writes as one value. The formats are those of the OpenAPI Format Registry.</summary>
internal static class KnownSchemas
{
    private const string Bytes = "{\"type\":\"string\",\"contentEncoding\":\"base64\"}";

    private static readonly Dictionary<string, string> ByName = new(StringComparer.Ordinal)
    {
        ["System.Guid"] = "{\"type\":\"string\",\"format\":\"uuid\"}",
        ["System.DateTime"] = "{\"type\":\"string\",\"format\":\"date-time\"}",
        ["System.DateTimeOffset"] = "{\"type\":\"string\",\"format\":\"date-time\"}",
        ["System.DateOnly"] = "{\"type\":\"string\",\"format\":\"date\"}",

        // Neither a time without an offset nor .NET's form of a span is a format of RFC 3339.
        ["System.TimeOnly"] = "{\"type\":\"string\"}",
        ["System.TimeSpan"] = "{\"type\":\"string\"}",
        ["System.Uri"] = "{\"type\":\"string\",\"format\":\"uri-reference\"}",
        ["System.Version"] = "{\"type\":\"string\"}",
        ["System.Half"] = "{\"type\":\"number\"}",
        ["System.Int128"] = "{\"type\":\"integer\"}",
        ["System.UInt128"] = "{\"type\":\"integer\",\"minimum\":0}",
        ["System.Memory<byte>"] = Bytes,
        ["System.ReadOnlyMemory<byte>"] = Bytes,
        ["System.Text.Json.JsonElement"] = "{}",
        ["System.Text.Json.JsonDocument"] = "{}",
        ["System.Text.Json.Nodes.JsonNode"] = "{}",
        ["System.Text.Json.Nodes.JsonValue"] = "{}",
        ["System.Text.Json.Nodes.JsonObject"] = "{\"type\":\"object\"}",
        ["System.Text.Json.Nodes.JsonArray"] = "{\"type\":\"array\"}",
    };

    /// <summary>Null for every other type.</summary>
    public static string? Of(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => "{\"type\":\"boolean\"}",
        SpecialType.System_Byte => "{\"type\":\"integer\",\"format\":\"uint8\"}",
        SpecialType.System_SByte => "{\"type\":\"integer\",\"format\":\"int8\"}",
        SpecialType.System_Int16 => "{\"type\":\"integer\",\"format\":\"int16\"}",
        SpecialType.System_UInt16 => "{\"type\":\"integer\",\"format\":\"uint16\"}",
        SpecialType.System_Int32 => "{\"type\":\"integer\",\"format\":\"int32\"}",
        SpecialType.System_UInt32 => "{\"type\":\"integer\",\"format\":\"uint32\"}",
        SpecialType.System_Int64 => "{\"type\":\"integer\",\"format\":\"int64\"}",
        SpecialType.System_UInt64 => "{\"type\":\"integer\",\"format\":\"uint64\"}",
        SpecialType.System_Single => "{\"type\":\"number\",\"format\":\"float\"}",
        SpecialType.System_Double => "{\"type\":\"number\",\"format\":\"double\"}",
        SpecialType.System_Decimal => "{\"type\":\"number\",\"format\":\"decimal\"}",
        SpecialType.System_String => "{\"type\":\"string\"}",
        SpecialType.System_Char => "{\"type\":\"string\",\"minLength\":1,\"maxLength\":1}",
        SpecialType.System_DateTime => ByName["System.DateTime"],
        SpecialType.System_Object => "{}",
        _ when type is IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: SpecialType.System_Byte } => Bytes,
        _ => ByName.TryGetValue(type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat).TrimEnd('?'), out string? schema) ? schema : null,
    };
}
