namespace Gatehouse.Generators.Routing;

/// <summary>
/// Where the parts of a parameter stand in a template: <c>{name}</c>, <c>{name:constraint}</c>, <c>{name?}</c>,
/// <c>{name=default}</c>, <c>{*name}</c>. The parser and the messages about templates read it alike.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Constraint">What follows the colon; null without one.</param>
/// <param name="Default">What follows the equals sign; null without one.</param>
/// <param name="IsOptional">Whether a question mark ends it.</param>
/// <param name="IsCatchAll">Whether an asterisk begins it.</param>
internal sealed record ParameterSyntax(TextPart Name, TextPart? Constraint, TextPart? Default, bool IsOptional, bool IsCatchAll)
{
    /// <summary>Reads what stands between two braces.</summary>
    public static ParameterSyntax Read(string text, int open, int close)
    {
        int position = open + 1;
        bool isCatchAll = position < close && text[position] == '*';
        if (isCatchAll) position++;
        TextPart name = Until(text, position, close, ":=?");
        position = name.End;
        TextPart? constraint = null;
        if (position < close && text[position] == ':')
        {
            constraint = Until(text, position + 1, close, "=?");
            position = constraint.End;
        }

        bool isOptional = position == close - 1 && text[position] == '?';
        TextPart? value = position < close && !isOptional ? new TextPart(position + 1, close - position - 1, text) : null;
        return new ParameterSyntax(name, constraint, value, isOptional, isCatchAll);
    }

    /// <summary>The parameter of that name; null where a template has none.</summary>
    public static ParameterSyntax? Find(string text, string name)
    {
        for (int open = text.IndexOf('{'); open >= 0; open = text.IndexOf('{', open + 1))
        {
            int close = text.IndexOf('}', open);
            if (close < 0) return null;
            ParameterSyntax found = Read(text, open, close);
            if (found.Name.Value == name) return found;
            open = close;
        }

        return null;
    }

    // What stands in parentheses is a constraint's argument.
    private static TextPart Until(string text, int start, int close, string ends)
    {
        int depth = 0;
        int end = start;
        for (; end < close; end++)
        {
            if (text[end] == '(') depth++;
            else if (text[end] == ')') depth--;
            else if (depth <= 0 && ends.IndexOf(text[end]) >= 0) break;
        }

        return new TextPart(start, end - start, text);
    }
}

/// <summary>A part of a text.</summary>
/// <param name="Start">Index of its first character.</param>
/// <param name="Length">Number of its characters.</param>
/// <param name="Text">The whole text.</param>
internal sealed record TextPart(int Start, int Length, string Text)
{
    public int End => Start + Length;

    public string Value => Text.Substring(Start, Length);
}
