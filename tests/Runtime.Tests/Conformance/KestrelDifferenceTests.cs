using Gatehouse.Fuzz;
using Gatehouse.Runtime.Tests.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Conformance;

/// <summary>Our parser beside another that many have used for years: where they differ, an RFC must say who is right.</summary>
public sealed class KestrelDifferenceTests
{
    private const ulong Seed = 1;
    private const int Mutations = 100_000;

    [Fact]
    public void Every_difference_has_its_reason()
    {
        var unexplained = new SortedDictionary<string, (int Count, string Example)>(StringComparer.Ordinal);
        int accepted = 0, refused = 0;
        foreach (byte[] input in Inputs())
        {
            HeadVerdict ours = KestrelOracle.Ours(input);
            HeadVerdict theirs = KestrelOracle.Kestrels(input);
            if (ours == theirs && ours.Verdict == Verdict.Accepts) accepted++;
            if (ours.Verdict == Verdict.Refuses && theirs.Verdict == Verdict.Refuses) refused++;
            if (Agree(ours, theirs) || KestrelDifferences.All.Any(d => d.Matches(input, ours, theirs))) continue;
            string kind = $"{ours.Verdict} {(ours.Verdict == Verdict.Refuses ? ours.Text : "")} / {theirs.Verdict} {(theirs.Verdict == Verdict.Refuses ? theirs.Text : "")}";
            (int count, string? example) = unexplained.GetValueOrDefault(kind);
            unexplained[kind] = (count + 1, example ?? Finding.Spell(input));
        }

        Assert.True(unexplained.Count == 0, "Not in the list of KestrelDifferences:\n" + string.Join('\n', unexplained.Select(u => $"{u.Value.Count} {u.Key}\n    {u.Value.Example}")));

        // Were they never of one mind, the comparison would compare nothing.
        Assert.True(accepted > 10_000 && refused > 10_000, $"{accepted} accepted and {refused} refused by both");
    }

    [Fact]
    public void Every_reason_has_an_example_that_shows_it() => Assert.All(KestrelDifferences.All, difference =>
    {
        byte[] example = Cuts.Latin1(difference.Example);
        HeadVerdict ours = KestrelOracle.Ours(example);
        HeadVerdict theirs = KestrelOracle.Kestrels(example);
        Assert.False(Agree(ours, theirs), $"{difference.What}: both say {ours}");
        Assert.True(difference.Matches(example, ours, theirs), $"{difference.What}: we say {ours}, they say {theirs}");
        Assert.Same(difference, KestrelDifferences.All.First(d => d.Matches(example, ours, theirs)));
    });

    private static bool Agree(HeadVerdict ours, HeadVerdict theirs) => ours.Verdict switch
    {
        Verdict.Accepts => ours == theirs,
        _ => ours.Verdict == theirs.Verdict,
    };

    private static IEnumerable<byte[]> Inputs()
    {
        foreach (var row in RequestCases.Targets) yield return Cuts.Latin1(row.Data.Item1 + "\r\nHost: h\r\n\r\n");
        foreach (var row in RequestCases.Fields) yield return Cuts.Latin1("GET / HTTP/1.1\r\n" + row.Data.Item1 + "\r\n");
        foreach (var row in RequestCases.OldFields) yield return Cuts.Latin1("GET / HTTP/1.0\r\n" + row.Data.Item1 + "\r\n");
        foreach (var row in RequestCases.Refused) yield return Cuts.Latin1(row.Data.Item1 + "\r\nHost: h\r\n\r\n");
        var mutator = new Mutator();
        for (int number = 0; number < Mutations; number++)
        {
            var dice = new Dice(Seed, (ulong)number);
            yield return mutator.Make(ref dice).ToArray();
        }
    }
}
