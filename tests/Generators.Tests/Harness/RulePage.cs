using System.Text.RegularExpressions;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>The examples on a page of docs/rules: what the rule finds, and what it is quiet about.</summary>
internal sealed partial class RulePage
{
    private RulePage(string id, string text)
    {
        Id = id;
        Wrong = [.. Examples(Section(text, "## Wrong"))];
        string right = Section(text, "## Right");
        Remaining = [.. Rule().Matches(right).Select(match => match.Value).Where(other => other != id)];
        string? nginx = Wrong.Select(example => example.Nginx).FirstOrDefault(file => file is not null);
        Right =
        [
            // A page whose remedy is in one file does not repeat the other.
            .. Examples(right).Select(example =>
                new PageExample(example.Code.Length == 0 ? Wrong[0].Code : example.Code, example.Nginx ?? nginx)),
        ];
    }

    public string Id { get; }

    public IReadOnlyList<PageExample> Wrong { get; }

    public IReadOnlyList<PageExample> Right { get; }

    /// <summary>The rules that the page says to speak of its remedies.</summary>
    public IReadOnlyList<string> Remaining { get; }

    public static RulePage Of(string id) => new(id, File.ReadAllText(Path.Combine(Repository.Root, "docs", "rules", $"{id}.md")));

    private static string Section(string text, string heading)
    {
        int start = text.IndexOf($"\n{heading}\n", StringComparison.Ordinal) + heading.Length + 2;
        int end = text.IndexOf("\n## ", start, StringComparison.Ordinal);
        return text[start..(end < 0 ? text.Length : end)];
    }

    // A block of nginx belongs to the block of C# that it follows with nothing between.
    private static List<PageExample> Examples(string section)
    {
        var examples = new List<PageExample>();
        int last = -1;
        foreach (Match match in Block().Matches(section))
        {
            string code = match.Groups["code"].Value;
            bool isBeside = last >= 0 && string.IsNullOrWhiteSpace(section[last..match.Index]);
            if (match.Groups["language"].Value == "csharp") examples.Add(new PageExample(code, null));
            else if (isBeside && examples[^1].Nginx is null) examples[^1] = examples[^1] with { Nginx = code };
            else examples.Add(new PageExample("", code));
            last = match.Index + match.Length;
        }

        return examples;
    }

    [GeneratedRegex("^```(?<language>csharp|nginx)\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("GH[0-9]{4}")]
    private static partial Regex Rule();
}
