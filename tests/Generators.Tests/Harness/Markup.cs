using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>Source in which <c>{|ID:…|}</c> says that a diagnostic of that id covers exactly this.</summary>
internal sealed partial record Markup(string Source, IReadOnlyList<(string Id, TextSpan Span)> Expected)
{
    public static Markup Parse(string text)
    {
        var expected = new List<(string, TextSpan)>();
        var open = new Stack<(string Id, int Start)>();
        var source = new System.Text.StringBuilder();
        int last = 0;
        foreach (Match match in Marks().Matches(text))
        {
            source.Append(text, last, match.Index - last);
            last = match.Index + match.Length;
            if (match.Groups["id"].Success)
            {
                open.Push((match.Groups["id"].Value, source.Length));
            }
            else
            {
                Assert.True(open.TryPop(out (string Id, int Start) mark), "A |} without its {|ID:");
                expected.Add((mark.Id, TextSpan.FromBounds(mark.Start, source.Length)));
            }
        }

        Assert.Empty(open);
        source.Append(text, last, text.Length - last);
        return new Markup(source.ToString(), expected);
    }

    /// <summary>The source alone, whatever marks it has.</summary>
    public static string Without(string text) => Marks().Replace(text, "");

    [GeneratedRegex(@"\{\|(?<id>[A-Z]+\d+):|\|\}")]
    private static partial Regex Marks();
}
