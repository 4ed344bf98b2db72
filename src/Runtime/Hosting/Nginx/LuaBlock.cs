namespace Gatehouse.Hosting.Nginx;

/// <summary>
/// Lua in the block of a directive (<c>content_by_lua_block { }</c>). Of it only the end is looked for, and as nginx's Lua module does: braces
/// are counted, and those in strings, long brackets and comments are not.
/// </summary>
internal static class LuaBlock
{
    private const string NameEnding = "_by_lua_block";

    /// <summary>Whether what a directive has in its block is Lua.</summary>
    public static bool IsOf(string directive) => directive.EndsWith(NameEnding, StringComparison.Ordinal);

    /// <summary>What follows the brace that ends a block; the end of the text where none does.</summary>
    /// <param name="text">The file.</param>
    /// <param name="start">What follows the brace that opens the block.</param>
    public static int EndOf(string text, int start)
    {
        int depth = 1;
        int position = start;
        while (position < text.Length && depth > 0)
        {
            char c = text[position];
            if (c == '{') depth++;
            if (c == '}') depth--;
            position = c switch
            {
                '-' => AfterComment(text, position),
                '[' => AfterLongBracket(text, position),
                '"' or '\'' => AfterString(text, position),
                // Outside of strings it is no Lua, except after a quote that nobody closes: so the next one is not looked into anew.
                '\\' => Math.Min(position + 2, text.Length),
                _ => position + 1,
            };
        }

        return position;
    }

    private static int AfterComment(string text, int start)
    {
        int content = start + 2;
        if (content > text.Length || text[start + 1] != '-') return start + 1;
        if (content < text.Length && text[content] == '[')
        {
            int end = AfterLongBracket(text, content);
            if (end > content + 1) return end;
        }

        int line = text.IndexOf('\n', content);
        return line < 0 ? text.Length : line;
    }

    /// <summary>Behind <c>[[ ]]</c>, <c>[=[ ]=]</c> and so on; behind the bracket alone where none begins there.</summary>
    private static int AfterLongBracket(string text, int start)
    {
        int second = start + 1;
        while (second < text.Length && text[second] == '=') second++;
        if (second == text.Length || text[second] != '[') return start + 1;
        string closing = "]" + new string('=', second - start - 1) + "]";
        int end = text.IndexOf(closing, second + 1, StringComparison.Ordinal);
        return end < 0 ? text.Length : end + closing.Length;
    }

    /// <summary>Behind a string that is closed on its line; behind the quote alone where it is not.</summary>
    private static int AfterString(string text, int start)
    {
        for (int i = start + 1; i < text.Length && text[i] != '\n'; i++)
        {
            if (text[i] == text[start]) return i + 1;
            if (text[i] == '\\' && ++i < text.Length && text[i] == '\n') break;
        }

        return start + 1;
    }
}
