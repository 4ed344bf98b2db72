using System.Text;
using Gatehouse.Generators.Routing;

namespace Gatehouse.Generators.Emitting;

/// <summary>
/// Names the methods of a matcher after the templates they stand for: OnItemsId answers /items/{id}, AtItems continues
/// after /items. The prefixes keep them apart from each other and from what a matcher inherits.
/// </summary>
internal sealed class MatcherNames
{
    private const int MaxLength = 60;

    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<object, string> names = [];

    public string Of(Resource resource) => Name(resource, "On", resource.Template.Segments);

    public string Of(SegmentTrie node) => Name(node, "At", node.Path);

    /// <summary>A name for a method that is split off another.</summary>
    public string Unique(string wanted)
    {
        string name = wanted;
        for (int i = 2; !taken.Add(name); i++) name = $"{wanted}_{i}";
        return name;
    }

    private string Name(object owner, string prefix, IEnumerable<Segment> segments)
    {
        if (names.TryGetValue(owner, out string? name)) return name;

        name = Unique(prefix + Words(segments));
        names.Add(owner, name);
        return name;
    }

    private static string Words(IEnumerable<Segment> segments)
    {
        var words = new StringBuilder();
        foreach (Segment segment in segments)
        {
            bool startsWord = true;
            foreach (char c in segment.Literal ?? segment.Parameter!)
            {
                bool isWordCharacter = c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
                if (isWordCharacter) words.Append(startsWord ? char.ToUpperInvariant(c) : c);
                startsWord = !isWordCharacter;
            }
        }

        if (words.Length == 0) return "Root";
        return words.ToString(0, Math.Min(words.Length, MaxLength));
    }
}
