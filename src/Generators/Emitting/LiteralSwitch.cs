namespace Gatehouse.Generators.Emitting;

/// <summary>One literal among several, and what follows when it matches.</summary>
/// <param name="Literal">The bytes to compare with.</param>
/// <param name="Outcome">The expression whose value is the outcome.</param>
/// <param name="GivesWay">Whether a less specific branch is tried when the outcome is no answer.</param>
internal sealed record Choice(string Literal, string Outcome, bool GivesWay);

/// <summary>
/// Emits the choice among literals: by length, then, where many have the same length, by the byte that tells most of them
/// apart, then by comparison.
/// </summary>
internal sealed class LiteralSwitch(SourceWriter writer, string subject)
{
    // Up to here, comparing one after the other is as fast as a second switch, and reads better.
    private const int MostComparisons = 3;

    public void Emit(List<Choice> choices)
    {
        if (choices.Count == 1 && choices[0].Literal.Length > 0)
        {
            Choice only = choices[0];
            string statement = only.GivesWay ? $"handler = {only.Outcome};" : $"return {only.Outcome};";
            writer.Line($"if ({Test(only)}) {statement}");
            return;
        }

        writer.Open($"switch ({subject}.Length)");
        foreach (IGrouping<int, Choice> group in choices.GroupBy(choice => choice.Literal.Length).OrderBy(group => group.Key))
            EmitLength(group.Key, [.. group.OrderBy(choice => choice.Literal, StringComparer.Ordinal)]);
        writer.Close();
    }

    private void EmitLength(int length, List<Choice> choices)
    {
        if (length == 0) EmitCase("0", choices[0]);
        else if (choices.Count <= MostComparisons) EmitCases(length.ToString(System.Globalization.CultureInfo.InvariantCulture), choices);
        else EmitByByte(length, choices);
    }

    private void EmitByByte(int length, List<Choice> choices)
    {
        int index = Enumerable.Range(0, length)
            .OrderByDescending(i => choices.Select(choice => choice.Literal[i]).Distinct().Count())
            .First();
        writer.Line($"case {length}:").Indented(_ =>
        {
            writer.Open($"switch ({subject}[{index}])");
            foreach (IGrouping<char, Choice> group in choices.GroupBy(choice => choice.Literal[index]).OrderBy(group => group.Key))
                EmitCases(SourceWriter.QuoteByte(group.Key), group);
            writer.Close().Line().Line("break;");
        });
    }

    private void EmitCases(string label, IEnumerable<Choice> choices)
    {
        foreach (Choice choice in choices) EmitCase($"{label} when {Test(choice)}", choice);
    }

    private void EmitCase(string label, Choice choice)
    {
        writer.Line($"case {label}:").Indented(_ =>
        {
            if (choice.GivesWay) writer.Line($"handler = {choice.Outcome};").Line("break;");
            else writer.Line($"return {choice.Outcome};");
        });
    }

    private string Test(Choice choice) => $"Is({subject}, {SourceWriter.QuoteUtf8(choice.Literal)})";
}
