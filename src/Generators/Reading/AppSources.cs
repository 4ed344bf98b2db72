using Gatehouse.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>What an app offers its handlers besides the request: a JSON context, and services.</summary>
/// <param name="json">What the app names by <c>[GatewayJson]</c>; null where it names none, or nothing that can be one.</param>
/// <param name="hasBrokenJson">Whether it names what cannot be one, which was reported.</param>
/// <param name="offers">What can be taken by type; null where no app says.</param>
/// <param name="document">How the app's OpenAPI document names things; null where it has none.</param>
/// <param name="folders">Its static folders.</param>
internal sealed class AppSources(
    JsonContext? json, bool hasBrokenJson, Offers? offers, JsonOptions? document, EquatableArray<StaticFolderModel> folders)
{
    /// <summary>What a class has that no app goes with.</summary>
    public static readonly AppSources None = new(null, hasBrokenJson: false, null, null, []);

    public JsonContext? Json { get; } = json;

    public bool HasBrokenJson { get; } = hasBrokenJson;

    public Offers? Offers { get; } = offers;

    public JsonOptions? Document { get; } = document;

    public EquatableArray<StaticFolderModel> Folders { get; } = folders;

    public static AppSources Read(
        INamedTypeSymbol type,
        EquatableArray<ServiceModel> services,
        EquatableArray<StaticFolderModel> folders,
        KnownTypes known,
        Problems problems,
        CancellationToken cancellationToken)
    {
        AttributeData? attribute = KnownTypes.AttributeOf(type, known.GatewayJsonAttribute);
        JsonContext? json = attribute is null ? null : JsonContext.Read(attribute, known, problems, cancellationToken);
        return new AppSources(
            json,
            attribute is not null && json is null,
            new Offers(type.ToDisplayString(Names.Full), services),
            OpenApiReader.Find(type, known) is null ? null : JsonOptions.Of(type),
            folders);
    }
}
