/// <summary>Whether a pet can be had.</summary>
public enum PetStatus
{
    /// <summary>It can.</summary>
    Available,

    /// <summary>Somebody is about to take it.</summary>
    Pending,

    /// <summary>Somebody has it.</summary>
    Sold,
}

/// <summary>A pet in the store.</summary>
/// <param name="Id">Its number, which the store gives.</param>
/// <param name="Name">Its name.</param>
/// <param name="Tags">What it can be found by.</param>
/// <param name="Status">Whether it can be had.</param>
public sealed record Pet(long Id, string Name, string[] Tags, PetStatus Status);

/// <summary>A pet without a number: one that is to come, or what a pet is to become.</summary>
public sealed record NewPet
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it can be found by.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>Whether it can be had.</summary>
    public PetStatus Status { get; set; }
}
