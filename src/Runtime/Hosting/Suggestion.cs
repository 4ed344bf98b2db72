namespace Gatehouse.Hosting;

/// <summary>Finds the word that an operator probably meant.</summary>
internal static class Suggestion
{
    /// <summary>The nearest candidate, or null when none is near enough to be worth a question.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="candidates">What may be written.</param>
    /// <param name="synonyms">Words that operators bring from other servers, and ours for them.</param>
    public static string? For(string word, IEnumerable<string> candidates, params ReadOnlySpan<(string Foreign, string Own)> synonyms)
    {
        string bare = Bare(word);
        foreach ((string foreign, string own) in synonyms)
        {
            if (Bare(foreign) == bare)
                return own;
        }

        // A third of the letters may be wrong, but never all of a short word.
        int limit = Math.Clamp(bare.Length / 3, 1, 3);
        string? best = null;
        foreach (string candidate in candidates)
        {
            string other = Bare(candidate);
            int distance = Distance(bare, other);
            bool isStart = bare.Length >= 3 && other.StartsWith(bare, StringComparison.Ordinal);
            if (distance < other.Length && (distance <= limit || (isStart && best is null)))
            {
                best = candidate;
                limit = Math.Min(limit, distance - 1);
            }
        }

        return best;
    }

    /// <summary>The suggestion as the end of a message: <c>; did you mean 'X'?</c>, or nothing.</summary>
    public static string Question(string? suggestion) => suggestion is null ? "" : $"; did you mean '{suggestion}'?";

    /// <summary>graceful_timeout, GracefulTimeout and --graceful-timeout are one word.</summary>
    private static string Bare(string word) =>
        string.Concat(word.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    /// <summary>Letters to insert, delete, replace or swap with their neighbour (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int replace = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                int least = Math.Min(replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    least = Math.Min(least, cost[i - 2, j - 2] + 1);
                cost[i, j] = least;
            }
        }

        return cost[a.Length, b.Length];
    }
}
