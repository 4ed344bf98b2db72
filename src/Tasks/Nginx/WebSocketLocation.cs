using System.Text;

namespace Gatehouse.Tasks.Nginx;

/// <summary>
/// The nginx location of a path template. It decides only where an upgrade goes through: which handler answers is the application's
/// to say, and a location that matches a path too many opens nothing.
/// </summary>
internal static class WebSocketLocation
{
    private const string PlainMarks = "/._~-";

    /// <summary>An exact location for a template without parameters and escapes, else a regular expression of the whole path.</summary>
    public static string Of(string template)
    {
        if (template.AsSpan().ContainsAny('{', '%')) return $"~ \"^{string.Concat(template[1..].Split('/').Select(segment => "/" + Pattern(segment)))}$\"";
        return template.All(c => char.IsAsciiLetterOrDigit(c) || PlainMarks.Contains(c)) ? $"= {template}" : $"= \"{template}\"";
    }

    private static string Pattern(string segment) => segment switch
    {
        ['{', .., '}'] when segment.EndsWith(":int}", StringComparison.Ordinal) || segment.EndsWith(":long}", StringComparison.Ordinal) => "-?[0-9]+",
        ['{', .., '}'] when segment.EndsWith(":guid}", StringComparison.Ordinal) => "[0-9A-Fa-f-]+",
        ['{', .., '}'] => "[^/]+",
        _ => Literal(segment),
    };

    /// <summary>A literal, character by character; nginx compares the decoded path, so that an escape stands for the byte it is.</summary>
    private static string Literal(string segment)
    {
        var pattern = new StringBuilder();
        for (int i = 0; i < segment.Length; i++)
        {
            char c = segment[i];
            if (c == '%')
            {
                pattern.Append(@"\x").Append(segment, i + 1, 2);
                i += 2;
            }
            else
            {
                if (!char.IsAsciiLetterOrDigit(c)) pattern.Append('\\');
                pattern.Append(c);
            }
        }

        return pattern.ToString();
    }
}
