using System.Globalization;
using System.Text;

namespace Gatehouse.Generators.Emitting;

/// <summary>Writes the text of a template's literal as it stands in a URL.</summary>
internal static class UrlPath
{
    // pchar of RFC 3986 section 3.3, besides letters and digits.
    private const string Plain = "-._~!$&'()*+,;=:@";

    public static string Escape(string literal)
    {
        var escaped = new StringBuilder();
        foreach (byte b in Encoding.UTF8.GetBytes(literal))
        {
            char c = (char)b;
            bool isPlain = c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || Plain.IndexOf(c) >= 0;
            if (isPlain) escaped.Append(c);
            else escaped.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }
}
