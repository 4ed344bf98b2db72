namespace Gatehouse.Supervision;

/// <summary>What a master hands to its successor.</summary>
/// <param name="Descriptors">Descriptors that it inherits.</param>
/// <param name="Listeners">What they are; opaque here, without spaces.</param>
internal sealed record UpgradeOffer(IReadOnlyList<int> Descriptors, string Listeners);
