using System.Globalization;
using System.Text;

namespace Gatehouse.Generators.Emitting;

/// <summary>
/// Writes JSON on one line. Quotes and everything beyond ASCII are written as \u escapes, so that the text can stand in a
/// raw string literal and in metadata as it is.
/// </summary>
internal sealed class JsonWriter
{
    private readonly StringBuilder text = new();
    private bool needsComma;

    public JsonWriter Object(Action write) => Within('{', '}', write);

    public JsonWriter Array(Action write) => Within('[', ']', write);

    public JsonWriter Name(string name)
    {
        Value(name);
        text.Append(':');
        needsComma = false;
        return this;
    }

    public JsonWriter Value(int number)
    {
        Separate();
        text.Append(number.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    public JsonWriter Value(bool value)
    {
        Separate();
        text.Append(value ? "true" : "false");
        return this;
    }

    public JsonWriter Value(string value)
    {
        Separate();
        text.Append('"');
        foreach (char c in value)
        {
            if (c == '\\') text.Append(@"\\");
            else if (c is < ' ' or '"' or > '~') text.Append(@"\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else text.Append(c);
        }

        text.Append('"');
        return this;
    }

    /// <summary>JSON that is written already.</summary>
    public JsonWriter Raw(string json)
    {
        Separate();
        text.Append(json);
        return this;
    }

    public JsonWriter Values(IEnumerable<string> values) => Array(() =>
    {
        foreach (string value in values) Value(value);
    });

    public override string ToString() => text.ToString();

    private JsonWriter Within(char open, char close, Action write)
    {
        Separate();
        text.Append(open);
        needsComma = false;
        write();
        text.Append(close);
        needsComma = true;
        return this;
    }

    private void Separate()
    {
        if (needsComma) text.Append(',');
        needsComma = true;
    }
}
