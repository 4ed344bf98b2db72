namespace Gatehouse.Fuzz;

/// <summary>
/// The random choices of one input. SplitMix64, written down here because the sequence of <see cref="Random"/> may change between
/// versions of .NET, and a finding must be found again by its seed and its number.
/// </summary>
internal struct Dice(ulong seed, ulong number)
{
    private ulong state = Mix(seed) ^ Mix(number * 0x9e3779b97f4a7c15);

    /// <summary>A number from 0 to below <paramref name="bound"/>, which is at least 1. Slightly uneven, which does not matter here.</summary>
    public int Below(int bound)
    {
        state += 0x9e3779b97f4a7c15;
        return (int)(((Mix(state) >> 32) * (ulong)bound) >> 32);
    }

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Below(times) == 0;

    /// <summary>One of them.</summary>
    public T Of<T>(T[] choices) => choices[Below(choices.Length)];

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
