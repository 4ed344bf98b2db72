using Gatehouse;

/// <summary>Everything about the pets.</summary>
[Handlers, RoutePrefix("/pets")]
internal sealed class Pets(Shelf shelf)
{
    private const int MostPets = 100;

    /// <summary>Lists pets.</summary>
    /// <param name="limit">How many at most, up to 100.</param>
    /// <param name="status">Only those of this status.</param>
    /// <param name="tags">Only those with one of these tags.</param>
    /// <returns>The pets in the order of their numbers.</returns>
    [Get("")]
    public Pet[] List([FromQuery] int limit = 20, [FromQuery] PetStatus? status = null, [FromQuery("tag")] string[]? tags = null) =>
    [
        .. shelf.All
            .Where(pet => status is null || pet.Status == status)
            .Where(pet => tags is null || pet.Tags.Intersect(tags).Any())
            .Take(Math.Clamp(limit, 0, MostPets)),
    ];

    /// <summary>Takes a pet in.</summary>
    /// <param name="pet">The pet.</param>
    /// <response code="201">The pet, with its number.</response>
    [Post("")]
    public Pet Add([FromBody] NewPet pet, Response response)
    {
        Pet added = shelf.Put(null, pet);
        response.Status = 201;
        response.Headers["Location"] = Routes.Pets.Show(added.Id);
        return added;
    }

    /// <summary>Shows a pet.</summary>
    /// <param name="id">Its number.</param>
    /// <returns>The pet.</returns>
    /// <response code="404">There is no such pet.</response>
    [Get("/{id:long}")]
    public Pet Show(long id) => shelf.Find(id) ?? throw Missing(id);

    /// <summary>Changes a pet.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="pet">What it becomes.</param>
    /// <returns>The pet as it is now.</returns>
    /// <response code="404">There is no such pet.</response>
    [Put("/{id:long}")]
    public Pet Change(long id, [FromBody] NewPet pet) => shelf.Find(id) is null ? throw Missing(id) : shelf.Put(id, pet);

    /// <summary>Gives a pet away.</summary>
    /// <param name="id">Its number.</param>
    /// <response code="204">It is gone.</response>
    /// <response code="404">There is no such pet.</response>
    [Delete("/{id:long}")]
    public void Remove(long id, Response response)
    {
        if (!shelf.Remove(id)) throw Missing(id);
        response.Status = 204;
    }

    /// <summary>Uploads the photo of a pet: the bytes of an image.</summary>
    /// <param name="id">Its number.</param>
    /// <response code="204">The photo is there.</response>
    /// <response code="404">There is no such pet.</response>
    [Put("/{id:long}/photo"), MaxRequestBody("5m")]
    public async Task Upload(long id, Request request, Response response)
    {
        if (shelf.Find(id) is null) throw Missing(id);
        ReadOnlyMemory<byte> photo = await request.ReadBodyAsync();
        shelf.PutPhoto(id, photo.ToArray());
        response.Status = 204;
    }

    /// <summary>Shows the photo of a pet.</summary>
    /// <param name="id">Its number.</param>
    /// <returns>The bytes of the image.</returns>
    /// <response code="404">There is no such pet, or no photo of it.</response>
    [Get("/{id:long}/photo")]
    public byte[] Photo(long id) => shelf.FindPhoto(id) ?? throw new HttpStatusException(404, $"There is no photo of pet {id}.");

    private static HttpStatusException Missing(long id) => new(404, $"There is no pet {id}.");
}
