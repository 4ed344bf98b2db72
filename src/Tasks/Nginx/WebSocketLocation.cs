using System.Text;
using System.Text.RegularExpressions;

namespace Gatehouse.Tasks.Nginx;

/// <summary>
/// The nginx location of a path template. It decides only where an upgrade goes through: which handler answers is the application's
/// to say, and a location that matches a path too many opens nothing.
/// </summary>
internal static partial class WebSocketLocation
{
    private const string PlainMarks = "/._~-";

    /// <summary>An exact location for a template without parameters and escapes, else a regular expression of the whole path.</summary>
    public static string Of(string template)
    {
        if (template.AsSpan().ContainsAny('{', '%'))
        {
            string[] segments = Slash().Split(template[1..]);
            return $"~ \"^{string.Concat(segments.Select(segment => WithSlash(segment, isAlone: segments.Length == 1)))}$\"";
        }

        return template.All(c => char.IsAsciiLetterOrDigit(c) || PlainMarks.Contains(c)) ? $"= {template}" : $"= \"{template}\"";
    }

    /// <summary>A slash and a segment; both may be missing where the segment may, but of a lone segment the slash stays.</summary>
    private static string WithSlash(string segment, bool isAlone)
    {
        bool mayBeAbsent = segment is ['{', .., '?', '}'] || (segment is ['{', .., '}'] && segment.Contains('='));
        return !mayBeAbsent ? "/" + Pattern(segment) : isAlone ? $"/({Pattern(segment)})?" : $"(/{Pattern(segment)})?";
    }

    private static string Pattern(string segment)
    {
        if (segment is not ['{', .., '}']) return Literal(segment);
        if (segment[1] == '*') return ".*";
        return Constraint().Match(segment).Groups[1].Value switch
        {
            "int" or "long" or "range" => "-?[0-9]+",
            "guid" => "[0-9A-Fa-f-]+",
            _ => "[^/]+",
        };
    }

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

    // A slash within braces is a default's.
    [GeneratedRegex("/(?![^{}]*\\})")]
    private static partial Regex Slash();

    [GeneratedRegex("^[^:=?]*:([a-z]+)")]
    private static partial Regex Constraint();
}
