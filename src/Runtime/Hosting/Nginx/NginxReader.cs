using System.Text;

namespace Gatehouse.Hosting.Nginx;

/// <summary>
/// Reads an nginx configuration as nginx's own reader takes words apart: quotes at the beginning of a word, escapes, comments, and
/// braces that follow a dollar sign. What does not end is ended by the end of the file; an include is a directive like others. This file
/// and those beside it are compiled into the runtime and into the generator, so that the editor and <c>doctor</c> read the same.
/// </summary>
internal sealed class NginxReader
{
    // nginx does not nest that deep, and a file that does must not end the compiler's stack.
    private const int MostLevels = 64;

    private readonly string text;
    private int position;

    private NginxReader(string text) => this.text = text;

    /// <summary>The directives of a file, in a root without a name.</summary>
    public static NginxDirective Read(string text)
    {
        var root = new NginxDirective([""], 0, null);
        new NginxReader(text).ReadBlocks(root);
        return root;
    }

    private void ReadBlocks(NginxDirective root)
    {
        NginxDirective level = root;
        int depth = 0;
        List<string> words = [];
        int start = 0;
        int lastStart = 0;
        int wordsEnd = 0;
        while (SkipToWord())
        {
            switch (text[position])
            {
                case ';':
                    position++;
                    Add(opensBlock: false);
                    break;
                case '{':
                    position++;
                    if (words.Count == 0) words.Add("");
                    if (Add(opensBlock: true) is { } opened && !LuaBlock.IsOf(opened.Name) && ++depth < MostLevels) level = opened;
                    break;
                case '}':
                    position++;
                    words.Clear();
                    if (depth > 0 && --depth < MostLevels - 1) level = level.Parent ?? root;
                    break;
                default:
                    if (words.Count == 0) start = position;
                    lastStart = position;
                    words.Add(ReadWord());
                    wordsEnd = position;
                    break;
            }
        }

        NginxDirective? Add(bool opensBlock)
        {
            if (words.Count == 0) return null;
            int end = position;
            if (opensBlock && LuaBlock.IsOf(words[0])) position = LuaBlock.EndOf(text, end);
            var directive = new NginxDirective([.. words], start, level) { LastWordStart = lastStart, WordsEnd = wordsEnd, End = end, LuaEnd = position };
            level.Block.Add(directive);
            words.Clear();
            return directive;
        }
    }

    private bool SkipToWord()
    {
        while (position < text.Length)
        {
            if (text[position] == '#')
            {
                int line = text.IndexOf('\n', position);
                position = line < 0 ? text.Length : line;
            }
            else if (!char.IsWhiteSpace(text[position]))
            {
                return true;
            }
            else
            {
                position++;
            }
        }

        return false;
    }

    private string ReadWord()
    {
        var word = new StringBuilder();
        char quote = text[position] is '"' or '\'' ? text[position++] : '\0';
        for (; position < text.Length; position++)
        {
            char c = text[position];
            if (c == '\\' && position + 1 < text.Length)
            {
                // Other escapes are the regular expression's, and stay.
                char next = text[++position];
                if (next is not ('"' or '\'' or '\\')) word.Append('\\');
                word.Append(next);
                continue;
            }

            if (quote != '\0' && c == quote)
            {
                position++;
                break;
            }

            if (quote == '\0' && (char.IsWhiteSpace(c) || c == ';' || (c == '{' && text[position - 1] != '$'))) break;
            word.Append(c);
        }

        return word.ToString();
    }
}
