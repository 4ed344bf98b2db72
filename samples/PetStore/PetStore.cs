using Gatehouse;

/// <summary>The pet store of the OpenAPI Initiative's examples.</summary>
/// <remarks>Each worker keeps its own pets, in memory: a sample of an interface, not of a store.</remarks>
[GatewayApp]
[GatewayJson(typeof(PetJson))]
[OpenApi(Title = "Pet Store")]
public sealed partial class PetStore
{
    [Service]
    internal Shelf Shelf { get; } = new();

    /// <summary>Leads to the pets.</summary>
    /// <response code="303">They are over there.</response>
    [Get("/")]
    public static Response Index() => Response.Redirect(Routes.Pets.List(), status: 303);
}
