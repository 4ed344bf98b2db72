using System.Collections.Concurrent;

/// <summary>The pets of a worker. Handlers of the daemon run on several threads.</summary>
internal sealed class Shelf
{
    private readonly ConcurrentDictionary<long, Pet> pets = new();
    private readonly ConcurrentDictionary<long, byte[]> photos = new();
    private long last;

    public IEnumerable<Pet> All => pets.Values.OrderBy(pet => pet.Id);

    public Pet? Find(long id) => pets.GetValueOrDefault(id);

    public byte[]? FindPhoto(long id) => photos.GetValueOrDefault(id);

    public Pet Put(long? id, NewPet pet)
    {
        long number = id ?? Interlocked.Increment(ref last);
        return pets[number] = new Pet(number, pet.Name, pet.Tags, pet.Status);
    }

    public void PutPhoto(long id, byte[] photo) => photos[id] = photo;

    public bool Remove(long id)
    {
        photos.TryRemove(id, out _);
        return pets.TryRemove(id, out _);
    }
}
