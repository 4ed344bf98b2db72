using System.Text.Json.Serialization;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Pet[]))]
[JsonSerializable(typeof(NewPet))]
internal sealed partial class PetJson : JsonSerializerContext;
