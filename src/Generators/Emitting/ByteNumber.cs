using System.Globalization;

namespace Gatehouse.Generators.Emitting;

/// <summary>
/// A small number made of one byte of each of several literals, as different as can be: a switch over it is dense, so that the
/// compiler makes it one jump and not a search, and it depends on one byte of the request alone.
/// </summary>
/// <param name="Index">Which byte.</param>
/// <param name="Factor">What it is multiplied by.</param>
/// <param name="Shift">How far the product is shifted to the right.</param>
/// <param name="Mask">Which bits are left.</param>
internal sealed record ByteNumber(int Index, int Factor, int Shift, int Mask)
{
    private const int LeastMask = 3;
    private const int GreatestMask = 63;
    private const int GreatestFactor = 15;
    private const int GreatestShift = 4;

    /// <summary>The number that tells the most of the literals apart; of several such, the simplest. Null where none tells any two apart.</summary>
    /// <param name="literals">The bytes of each, each as the character of its number; none is empty.</param>
    public static ByteNumber? Of(IReadOnlyCollection<string> literals)
    {
        ByteNumber? best = null;
        int most = 1;
        foreach (ByteNumber number in Candidates(literals.Min(literal => literal.Length), literals.Count))
        {
            int count = literals.Select(number.Value).Distinct().Count();
            if (count > most) (best, most) = (number, count);
            if (most == literals.Count) break;
        }

        return best;
    }

    /// <summary>The number of a literal.</summary>
    public int Value(string bytes) => ((bytes[Index] * Factor) >> Shift) & Mask;

    /// <summary>The expression of it.</summary>
    /// <param name="variable">The span that has the bytes.</param>
    public string Expression(string variable)
    {
        string product = Factor == 1 ? $"{variable}[{Text(Index)}]" : $"({variable}[{Text(Index)}] * {Text(Factor)})";
        return Shift == 0 ? $"{product} & {Text(Mask)}" : $"({product} >> {Text(Shift)}) & {Text(Mask)}";
    }

    private static IEnumerable<ByteNumber> Candidates(int length, int count) =>
        from mask in Masks(count)
        from factor in Enumerable.Range(0, (GreatestFactor / 2) + 1).Select(half => (half * 2) + 1)
        from shift in Enumerable.Range(0, GreatestShift + 1)
        from index in Enumerable.Range(0, length)
        select new ByteNumber(index, factor, shift, mask);

    /// <summary>Some room is left: with as many numbers as literals, two would often have the same.</summary>
    private static IEnumerable<int> Masks(int count)
    {
        int mask = LeastMask;
        while (mask < count - 1 && mask < GreatestMask) mask = (mask * 2) + 1;
        yield return mask;
        if (mask < GreatestMask) yield return (mask * 2) + 1;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
