using System.Globalization;
using System.Text;

namespace Gatehouse.Generators.Emitting;

/// <summary>One literal among several, and what follows when it matches.</summary>
/// <param name="Literal">The text whose UTF-8 is compared with.</param>
/// <param name="Outcome">The expression whose value is the outcome.</param>
/// <param name="GivesWay">Whether a less specific branch is tried when the outcome is no answer.</param>
internal sealed record Choice(string Literal, string Outcome, bool GivesWay)
{
    /// <summary>The bytes, each as the character of its number.</summary>
    public string Bytes { get; } = string.Concat(Encoding.UTF8.GetBytes(Literal).Select(value => (char)value));
}

/// <summary>The variable that is compared, and what a method needs that goes on comparing.</summary>
/// <param name="Variable">Name of the span.</param>
/// <param name="Parameters">Parameters of such a method.</param>
/// <param name="Arguments">What is passed for them.</param>
internal sealed record Subject(string Variable, string Parameters, string Arguments);

/// <summary>
/// Emits the choice among literals: few are compared with one after the other; among many, a switch over the byte that tells most
/// of them apart comes first. A byte is there before the segment's end is known, hence no switch over the length.
/// </summary>
/// <param name="writer">Where it is written.</param>
/// <param name="names">The names that are taken.</param>
/// <param name="subject">What is compared.</param>
/// <param name="name">Name of the methods that the choice is split into.</param>
/// <param name="isLast">Whether there is nothing else to try where no literal matches.</param>
internal sealed class LiteralSwitch(SourceWriter writer, MatcherNames names, Subject subject, string name, bool isLast)
{
    // Up to here, comparing one after the other is as fast as a switch, and reads better.
    private const int MostComparisons = 3;

    // The JIT tracks a limited number of locals, and clears the others each time the method is called: with 344 literals in
    // one method a match took 250 ns, of which the comparisons are 10.
    private const int MostInMethod = 48;

    private readonly Queue<(string Name, List<Choice> Choices)> methods = new();

    /// <summary>Whether outcomes may be left in a local called <c>handler</c>, which the caller declares.</summary>
    public bool NeedsHandler(IReadOnlyCollection<Choice> choices) => choices.Any(choice => choice.GivesWay) || (!isLast && IsSplit(choices));

    /// <summary>Emits the choice.</summary>
    public void Emit(IReadOnlyCollection<Choice> choices) => Emit(choices, isLast);

    /// <summary>Emits the methods that the choice was split into, after the method that it stands in.</summary>
    public void EmitMethods()
    {
        while (methods.Count > 0)
        {
            (string method, List<Choice> choices) = methods.Dequeue();
            writer.Line().Open($"private static global::Gatehouse.Handler {method}({subject.Parameters})");

            // Here every outcome is returned: the caller knows what else there is to try.
            Emit([.. choices.Select(choice => choice with { GivesWay = false })], isReturned: true);
            writer.Line("return NotFound;").Close();
        }
    }

    private static bool IsSplit(IReadOnlyCollection<Choice> choices) => choices.Count > MostInMethod;

    private void Emit(IReadOnlyCollection<Choice> choices, bool isReturned)
    {
        foreach (Choice empty in choices.Where(choice => choice.Bytes.Length == 0)) writer.Line($"if ({subject.Variable}.IsEmpty) {Take(empty)}");
        List<Choice> ordered = [.. choices.Where(choice => choice.Bytes.Length > 0).OrderBy(choice => choice.Bytes, StringComparer.Ordinal)];
        if (ordered.Count > MostComparisons && ByteNumber.Of([.. ordered.Select(choice => choice.Bytes)]) is { } number) EmitSwitch(ordered, number, isReturned);
        else foreach (Choice choice in ordered) writer.Line($"if ({Test(choice)}) {Take(choice)}");
    }

    private void EmitSwitch(List<Choice> choices, ByteNumber number, bool isReturned)
    {
        string length = number.Index.ToString(CultureInfo.InvariantCulture);
        writer.Open(number.Index == 0 ? $"if (!{subject.Variable}.IsEmpty)" : $"if ({subject.Variable}.Length > {length})");
        writer.Open($"switch ({number.Expression(subject.Variable)})");
        foreach (IGrouping<int, Choice> group in choices.GroupBy(choice => number.Value(choice.Bytes)).OrderBy(group => group.Key))
        {
            string label = group.Key.ToString(CultureInfo.InvariantCulture);
            if (IsSplit(choices) && group.Skip(1).Any()) EmitCase(label, new Choice("", Call([.. group]), GivesWay: !isReturned));
            else foreach (Choice choice in group) EmitCase($"{label} when {Test(choice)}", choice);
        }

        writer.Close().Close();
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
