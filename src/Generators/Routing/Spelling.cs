namespace Gatehouse.Generators.Routing;

/// <summary>Which name was probably meant.</summary>
internal static class Spelling
{
    /// <summary>
    /// The candidate that is the most like a name: with the fewest letters to change and no more than half of them, or else
    /// the only one of which one is a part of the other, as <c>id</c> is of <c>itemId</c>. Null where there is none.
    /// </summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        List<string> all = [.. candidates];
        string? best = all.OrderBy(candidate => DistanceIgnoringCase(name, candidate)).FirstOrDefault();
        if (best is not null && DistanceIgnoringCase(name, best) <= MostFaults(Math.Min(name.Length, best.Length))) return best;
        List<string> related = [.. all.Where(candidate => Contains(name, candidate) || Contains(candidate, name))];
        return related.Count == 1 ? related[0] : null;
    }

    // Of three letters two may be swapped; else half of them may be wrong.
    private static int MostFaults(int letters) => letters == 3 ? 2 : Math.Max(1, letters / 2);

    /// <summary>Letters to insert, delete or replace (Levenshtein).</summary>
    public static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }

    private static int DistanceIgnoringCase(string a, string b) => Distance(a.ToLowerInvariant(), b.ToLowerInvariant());

    private static bool Contains(string whole, string part) => part.Length > 1 && whole.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
}
