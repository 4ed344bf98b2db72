using System.Collections.Immutable;
using System.Globalization;

namespace Gatehouse.Generators.Routing;

/// <summary>Reads constraints, and the user's methods among them.</summary>
/// <param name="predicates">
/// Methods of the class by their names, each as it is called from anywhere; null for one that cannot be a constraint.
/// </param>
internal sealed class ConstraintParser(IReadOnlyDictionary<string, string?> predicates)
{
    private static readonly ImmutableDictionary<string, Constraint> Plain = ImmutableDictionary.CreateRange(
        StringComparer.Ordinal,
        [
            new KeyValuePair<string, Constraint>("int", Constraint.Of(ConstraintKind.Int32)),
            new KeyValuePair<string, Constraint>("long", Constraint.Of(ConstraintKind.Int64)),
            new KeyValuePair<string, Constraint>("guid", Constraint.Of(ConstraintKind.Guid)),
            new KeyValuePair<string, Constraint>("bool", Constraint.Of(ConstraintKind.Bool)),
            new KeyValuePair<string, Constraint>("date", Constraint.Of(ConstraintKind.Date)),
            new KeyValuePair<string, Constraint>("alpha", Constraint.Of(ConstraintKind.Alpha)),
        ]);

    /// <summary>What other routers call the same.</summary>
    private static readonly ImmutableDictionary<string, string> Synonyms = ImmutableDictionary.CreateRange(
        StringComparer.Ordinal,
        [
            new KeyValuePair<string, string>("uuid", "guid"),
            new KeyValuePair<string, string>("datetime", "date"),
            new KeyValuePair<string, string>("string", "alpha"),
            new KeyValuePair<string, string>("int32", "int"),
            new KeyValuePair<string, string>("int64", "long"),
            new KeyValuePair<string, string>("integer", "int"),
            new KeyValuePair<string, string>("number", "int"),
            new KeyValuePair<string, string>("boolean", "bool"),
            new KeyValuePair<string, string>("minlength", "length"),
            new KeyValuePair<string, string>("maxlength", "length"),
            new KeyValuePair<string, string>("min", "range"),
            new KeyValuePair<string, string>("max", "range"),
        ]);

    /// <summary>Without the user's methods.</summary>
    public static ConstraintParser BuiltIn { get; } = new(ImmutableDictionary<string, string?>.Empty);

    /// <summary>Null where it is none, with the reason.</summary>
    public Constraint? Parse(string text, out string? fault)
    {
        fault = null;
        if (Plain.TryGetValue(text, out Constraint? plain)) return plain;
        int open = text.IndexOf('(');
        string name = open < 0 ? text : text.Substring(0, open);
        switch (name)
        {
            case "range":
                return Bounds(ConstraintKind.Range, text, open, long.MinValue, "whole numbers, as in range(1,99)", out fault);
            case "length":
                return Bounds(ConstraintKind.Length, text, open, 1, "lengths from 1 on, as in length(8) or length(2,20)", out fault);
        }

        if (open < 0 && predicates.TryGetValue(text, out string? method))
        {
            if (method is not null) return Constraint.Calling(method);
            fault = $"'{text}' is not 'static bool {text}(ReadOnlySpan<byte>)', which a constraint must be";
            return null;
        }

        string guess = Guess(name) is { } near ? $"; did you mean '{near}'?" : "";
        fault = $"'{text}' is not a constraint{guess}";
        if (guess.Length == 0) fault += "; there are int, long, guid, bool, date, alpha, length, range and static methods of the class";
        return null;
    }

    private static Constraint? Bounds(ConstraintKind kind, string text, int open, long least, string expected, out string? fault)
    {
        fault = null;
        if (open >= 0 && text[text.Length - 1] == ')')
        {
            List<long> numbers = [];
            string[] parts = text.Substring(open + 1, text.Length - open - 2).Split(',');
            foreach (string part in parts)
            {
                if (long.TryParse(part.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)) numbers.Add(number);
            }

            if (numbers.Count == 1 && kind == ConstraintKind.Length) numbers.Add(numbers[0]);
            if (numbers.Count == 2 && parts.Length <= 2 && numbers[0] >= least && numbers[0] <= numbers[1])
                return Constraint.Between(kind, numbers[0], numbers[1]);
        }

        fault = $"'{text}' takes {expected}, the least first";
        return null;
    }

    /// <summary>The constraint that was probably meant; null where that is not clear.</summary>
    public string? Guess(string name)
    {
        string lower = name.ToLowerInvariant();
        if (Synonyms.TryGetValue(lower, out string? synonym)) return synonym;
        return Spelling.Nearest(name, Plain.Keys.Concat(["length", "range"]).Concat(predicates.Keys.Where(key => predicates[key] is not null)));
    }
}
