using System.Globalization;

namespace Gatehouse.Generators.Emitting;

/// <summary>One literal among several, and what follows when it matches.</summary>
/// <param name="Literal">The bytes to compare with.</param>
/// <param name="Outcome">The expression whose value is the outcome.</param>
/// <param name="GivesWay">Whether a less specific branch is tried when the outcome is no answer.</param>
internal sealed record Choice(string Literal, string Outcome, bool GivesWay);

/// <summary>The variable that is compared, and what a method needs that goes on comparing.</summary>
/// <param name="Variable">Name of the span.</param>
/// <param name="Parameters">Parameters of such a method.</param>
/// <param name="Arguments">What is passed for them.</param>
internal sealed record Subject(string Variable, string Parameters, string Arguments);

/// <summary>
/// Emits the choice among literals: by length, then, where many have the same length, by the byte that tells most of them
/// apart, then by comparison.
/// </summary>
internal sealed class LiteralSwitch(SourceWriter writer, MatcherNames names, Subject subject, string name)
{
    // Up to here, comparing one after the other is as fast as a second switch, and reads better.
    private const int MostComparisons = 3;

    // The JIT tracks a limited number of locals, and clears the others each time the method is called: with 344 literals in
    // one method a match took 250 ns, of which the comparisons are 10.
    private const int MostInMethod = 16;

    private readonly Queue<(string Name, List<Choice> Choices)> methods = new();

    /// <summary>Whether outcomes may be left in a local called <c>handler</c>, which the caller declares.</summary>
    public static bool NeedsHandler(IReadOnlyCollection<Choice> choices) =>
        choices.Any(choice => choice.GivesWay) || (IsSplit(choices) && choices.GroupBy(choice => choice.Literal.Length).Any(IsSeveral));

    /// <summary>Emits the choice.</summary>
    public void Emit(IReadOnlyCollection<Choice> choices)
    {
        if (choices.Count == 1 && choices.First() is { Literal.Length: > 0 } only)
        {
            writer.Line($"if ({Test(only)}) {Take(only)}");
            return;
        }

        writer.Open($"switch ({subject.Variable}.Length)");
        foreach (IGrouping<int, Choice> group in choices.GroupBy(choice => choice.Literal.Length).OrderBy(group => group.Key))
        {
            string length = group.Key.ToString(CultureInfo.InvariantCulture);
            List<Choice> ordered = [.. group.OrderBy(choice => choice.Literal, StringComparer.Ordinal)];
            if (group.Key == 0)
            {
                EmitCase(length, ordered[0]);
            }
            else if (IsSplit(choices) && IsSeveral(ordered))
            {
                EmitCase(length, new Choice("", Call(ordered), GivesWay: true));
            }
            else if (ordered.Count <= MostComparisons)
            {
                EmitComparisons(length, ordered);
            }
            else
            {
                writer.Line($"case {length}:").Indented(inner =>
                {
                    EmitByByte(ordered);
                    inner.Line("break;");
                });
            }
        }

        writer.Close();
    }

    /// <summary>Emits the methods that the choice was split into, after the method that it stands in.</summary>
    public void EmitMethods()
    {
        while (methods.Count > 0)
        {
            (string method, List<Choice> choices) = methods.Dequeue();
            writer.Line().Open($"private static global::Gatehouse.Handler {method}({subject.Parameters})");

            // Here every outcome is returned: the caller knows what else there is to try.
            List<Choice> final = [.. choices.Select(choice => choice with { GivesWay = false })];
            if (final.Count > MostComparisons) EmitByByte(final);
            else foreach (Choice choice in final) writer.Line($"if ({Test(choice)}) {Take(choice)}");
            writer.Line("return NotFound;").Close();
        }
    }

    private static bool IsSplit(IReadOnlyCollection<Choice> choices) => choices.Count > MostInMethod;

    private static bool IsSeveral(IEnumerable<Choice> choices) => choices.Skip(1).Any();

    private void EmitByByte(List<Choice> choices)
    {
        int index = Enumerable.Range(0, choices[0].Literal.Length)
            .OrderByDescending(i => choices.Select(choice => choice.Literal[i]).Distinct().Count())
            .First();
        writer.Open($"switch ({subject.Variable}[{index}])");
        foreach (IGrouping<char, Choice> group in choices.GroupBy(choice => choice.Literal[index]).OrderBy(group => group.Key))
        {
            string label = SourceWriter.QuoteByte(group.Key);
            if (IsSplit(choices) && IsSeveral(group)) EmitCase(label, new Choice("", Call([.. group]), GivesWay: false));
            else EmitComparisons(label, group);
        }

        writer.Close().Line();
    }

    private void EmitComparisons(string label, IEnumerable<Choice> choices)
    {
        foreach (Choice choice in choices) EmitCase($"{label} when {Test(choice)}", choice);
    }

    private string Call(List<Choice> choices)
    {
        string method = names.Unique(name);
        methods.Enqueue((method, choices));
        return $"{method}({subject.Arguments})";
    }

    private void EmitCase(string label, Choice choice)
    {
        writer.Line($"case {label}:").Indented(_ =>
        {
            writer.Line(Take(choice));
            if (choice.GivesWay) writer.Line("break;");
        });
    }

    private static string Take(Choice choice) => choice.GivesWay ? $"handler = {choice.Outcome};" : $"return {choice.Outcome};";

    private string Test(Choice choice) => $"Is({subject.Variable}, {SourceWriter.QuoteUtf8(choice.Literal)})";
}
