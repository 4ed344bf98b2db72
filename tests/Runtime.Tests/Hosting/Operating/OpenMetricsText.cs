using System.Globalization;
using System.Text.RegularExpressions;

namespace Gatehouse.Runtime.Tests.Hosting.Operating;

/// <summary>
/// A strict reader of OpenMetrics 1.0: what the specification says MUST be, is demanded. https://prometheus.io/docs/specs/om/open_metrics_spec/
/// </summary>
internal sealed partial class OpenMetricsText
{
    private static readonly Dictionary<string, string[]> Suffixes = new()
    {
        ["counter"] = ["_total"],
        ["gauge"] = [""],
        ["info"] = ["_info"],
        ["histogram"] = ["_bucket", "_count", "_sum"],
    };

    private readonly HashSet<string> families = [];
    private string family = "";
    private string type = "";
    private bool hasSamples;
    private bool hasUnit;
    private bool hasHelp;

    /// <summary>Each sample by its name and labels, as written.</summary>
    public Dictionary<string, double> Samples { get; } = [];

    /// <summary>Type of each sample's family.</summary>
    public Dictionary<string, string> Types { get; } = [];

    public static OpenMetricsText Parse(string text)
    {
        Require(text.EndsWith("\n# EOF\n", StringComparison.Ordinal), "it ends with '# EOF' and a line feed");
        Require(!text.Contains('\r'), "lines end with a line feed alone");
        var reading = new OpenMetricsText();
        foreach (string line in text[..^"\n# EOF\n".Length].Split('\n'))
        {
            Require(line.Length > 0, "no line is empty");
            if (line.StartsWith("# ", StringComparison.Ordinal)) reading.ReadMetadata(line);
            else reading.ReadSample(line);
        }

        reading.EndFamily();
        return reading;
    }

    private void ReadMetadata(string line)
    {
        Match match = Metadata().Match(line);
        Require(match.Success, $"'{line}' is metadata");
        string name = match.Groups["name"].Value;
        string value = match.Groups["value"].Value;
        if (name != family)
        {
            EndFamily();
            Require(families.Add(name), $"family {name} stands in one place");
            (family, type, hasSamples, hasUnit, hasHelp) = (name, "", false, false, false);
        }

        Require(!hasSamples, $"metadata of {name} comes before its samples");
        switch (match.Groups["kind"].Value)
        {
            case "TYPE":
                Require(type.Length == 0 && Suffixes.ContainsKey(value), $"'{line}' is the one type of its family");
                type = value;
                break;
            case "UNIT":
                Require(!hasUnit && name.EndsWith("_" + value, StringComparison.Ordinal), $"{name} ends with its unit {value}");
                hasUnit = true;
                break;
            default:
                Require(!hasHelp && Escaped().IsMatch(value), $"'{line}' is the one help of its family, escaped");
                hasHelp = true;
                break;
        }
    }

    private void ReadSample(string line)
    {
        Match match = Sample().Match(line);
        Require(match.Success, $"'{line}' is a sample");
        string name = match.Groups["name"].Value;
        Require(type.Length > 0 && Suffixes[type].Any(suffix => name == family + suffix), $"{name} belongs to {type} {family}");
        string[] labels = [.. match.Groups["label"].Captures.Select(c => c.Value)];
        Require(labels.Distinct().Count() == labels.Length, $"no label of '{line}' is there twice");
        double value = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
        if (type is "counter" or "histogram") Require(value >= 0 && double.IsFinite(value), $"'{line}' counts");
        if (type == "info") Require(value == 1, $"'{line}' is 1");
        Require(Samples.TryAdd(name + match.Groups["labels"].Value, value), $"'{line}' is there once");
        Types[name + match.Groups["labels"].Value] = type;
        hasSamples = true;
    }

    private void EndFamily()
    {
        if (type != "histogram") return;
        var buckets = Samples.Where(s => s.Key.StartsWith(family + "_bucket", StringComparison.Ordinal));
        foreach (var series in buckets.GroupBy(s => Bound().Replace(s.Key, "")))
        {
            string[] bounds = [.. series.Select(s => Bound().Match(s.Key).Groups["le"].Value)];
            double[] counts = [.. series.Select(s => s.Value)];
            Require(bounds[^1] == "+Inf", $"{series.Key} ends with +Inf");
            Require(bounds[..^1].All(b => CanonicalNumber().IsMatch(b)), $"{string.Join(' ', bounds)} are canonical numbers");
            double[] numbers = [.. bounds[..^1].Select(b => double.Parse(b, CultureInfo.InvariantCulture))];
            Require(numbers.SequenceEqual(numbers.Order()) && numbers.Distinct().Count() == numbers.Length, "bounds go up");
            Require(counts.SequenceEqual(counts.Order()), "buckets are cumulative");
            string labels = series.Key[(family + "_bucket").Length..].Replace("{}", "");
            Require(Samples[family + "_count" + labels] == counts[^1], "the count is the last bucket's");
            Require(Samples.ContainsKey(family + "_sum" + labels), "there is a sum");
        }
    }

    private static void Require(bool condition, string rule)
    {
        if (!condition) throw new FormatException("Must: " + rule);
    }

    [GeneratedRegex("""^# (?<kind>TYPE|UNIT|HELP) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<value>.*)$""")]
    private static partial Regex Metadata();

    [GeneratedRegex(
        """
        ^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\{((?<label>[a-zA-Z_][a-zA-Z0-9_]*)="([^"\\]|\\["\\n])*"(,(?!\})|(?=\})))+\})? (?<value>[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?)$
        """)]
    private static partial Regex Sample();

    [GeneratedRegex(""",?le="(?<le>[^"]*)"|(?<=\{)le="(?<le>[^"]*)",?""")]
    private static partial Regex Bound();

    [GeneratedRegex("""^[0-9]+\.[0-9]+$""")]
    private static partial Regex CanonicalNumber();

    [GeneratedRegex("""^([^\\]|\\[\\n"])*$""")]
    private static partial Regex Escaped();
}
