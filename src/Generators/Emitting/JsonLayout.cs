using System.Text;

namespace Gatehouse.Generators.Emitting;

/// <summary>Lays JSON of one line out for people: a member or element a line, two spaces a level.</summary>
internal static class JsonLayout
{
    public static string Indent(string json)
    {
        var text = new StringBuilder();
        int depth = 0;
        bool inString = false;
        for (int i = 0; i < json.Length; i++)
        {
            char c = json[i];
            text.Append(c);
            if (inString && c == '\\')
            {
                // The second character of an escape never ends the string.
                text.Append(json[++i]);
                continue;
            }

            if (c == '"') inString = !inString;
            if (inString) continue;
            switch (c)
            {
                case '{' or '[' when json[i + 1] is '}' or ']':
                    text.Append(json[++i]);
                    break;
                case '{' or '[':
                    NewLine(++depth);
                    break;
                case ',':
                    NewLine(depth);
                    break;
                case ':':
                    text.Append(' ');
                    break;
            }

            if (i + 1 < json.Length && json[i + 1] is '}' or ']' && json[i] is not '{' and not '[') NewLine(--depth);
        }

        return text.ToString();

        void NewLine(int level) => text.Append('\n').Append(' ', level * 2);
    }
}
