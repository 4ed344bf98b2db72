using System.Collections.Immutable;
using Gatehouse.Generators.Model;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Routing;

/// <summary>What is wrong with a template, and where.</summary>
internal sealed record TemplateError(string Message, int Start, int Length);

/// <summary>Reads path templates. A literal stands in a template as it does on the wire (RFC 3986 section 3.3): percent-encoded.</summary>
internal static class TemplateParser
{
    /// <summary>Room that the runtime's request has for parameters.</summary>
    public const int MaxParameters = 16;

    // Far above any real one: keeps what walks the segments, here and in the emitted code, shallow.
    private const int MaxSegments = 64;

    private const string Unreserved = "-._~";
    private const string SubDelimiters = "!$&'()*+,;=";

    private static readonly ImmutableDictionary<string, Constraint> Constraints = ImmutableDictionary.CreateRange(
        StringComparer.Ordinal,
        [
            new KeyValuePair<string, Constraint>("int", Constraint.Int32),
            new KeyValuePair<string, Constraint>("long", Constraint.Int64),
            new KeyValuePair<string, Constraint>("guid", Constraint.Guid),
        ]);

    public static RouteTemplate? Parse(string text, out TemplateError? error)
    {
        if (text.Length == 0 || text[0] != '/')
        {
            error = new TemplateError("it must start with '/'", 0, text.Length);
            return null;
        }

        var segments = new List<Segment>();
        int parameters = 0;
        for (int start = 1; start <= text.Length;)
        {
            int end = start < text.Length && text[start] == '{' ? EndOfParameter(text, start) : EndOfLiteral(text, start);
            Segment? segment = start < text.Length && text[start] == '{'
                ? ParseParameter(text, start, end, segments, out error)
                : ParseLiteral(text, start, end, out error);
            if (segment is null) return null;
            if (segment.Parameter is not null && ++parameters > MaxParameters)
            {
                error = new TemplateError($"it has more than {MaxParameters} parameters", start, end - start);
                return null;
            }

            segments.Add(segment);
            if (segments.Count > MaxSegments)
            {
                error = new TemplateError($"it has more than {MaxSegments} segments", start, end - start);
                return null;
            }

            start = end + 1;
        }

        error = null;
        return new RouteTemplate(text, segments.ToEquatableArray());
    }

    private static int EndOfLiteral(string text, int start)
    {
        int slash = text.IndexOf('/', start);
        return slash < 0 ? text.Length : slash;
    }

    /// <summary>The end of the segment that a brace opens: a slash within the braces does not end it.</summary>
    private static int EndOfParameter(string text, int start)
    {
        int close = text.IndexOf('}', start);
        return EndOfLiteral(text, close < 0 ? start : close);
    }

    private static Segment? ParseParameter(string text, int start, int end, List<Segment> before, out TemplateError? error)
    {
        error = null;
        int close = text.IndexOf('}', start, end - start);
        int nested = text.IndexOf('{', start + 1, end - start - 1);
        if (close < 0 || (nested >= 0 && nested < close))
        {
            error = new TemplateError("a '{' has no matching '}'", start, 1);
            return null;
        }

        if (close != end - 1)
        {
            error = new TemplateError("a parameter must be a whole segment", start, end - start);
            return null;
        }

        string inside = text.Substring(start + 1, close - start - 1);
        int colon = inside.IndexOf(':');
        string name = colon < 0 ? inside : inside.Substring(0, colon);
        if (!SyntaxFacts.IsValidIdentifier(name))
        {
            string message = name.Length == 0 ? "a parameter needs a name" : $"'{name}' cannot name a parameter";
            error = new TemplateError(message, start, end - start);
            return null;
        }

        if (before.Any(segment => segment.Parameter == name))
        {
            error = new TemplateError($"the parameter '{name}' stands in it twice", start, end - start);
            return null;
        }

        if (colon < 0) return Segment.Named(name, Constraint.None);

        string constraint = inside.Substring(colon + 1);
        if (Constraints.TryGetValue(constraint, out Constraint known)) return Segment.Named(name, known);
        error = new TemplateError(
            $"'{constraint}' is not a constraint; there are int, long and guid", start + 2 + colon, Math.Max(1, constraint.Length));
        return null;
    }

    private static Segment? ParseLiteral(string text, int start, int end, out TemplateError? error)
    {
        error = null;
        if (start == end && end < text.Length)
        {
            error = new TemplateError("it has an empty segment", start - 1, 2);
            return null;
        }

        string literal = text.Substring(start, end - start);
        if (literal is "." or "..")
        {
            error = new TemplateError($"clients resolve '{literal}' before they send a path (RFC 3986 section 5.2.4)", start, end - start);
            return null;
        }

        for (int i = start; i < end; i++)
        {
            if (FaultAt(text, i, end) is not { } fault) continue;
            error = new TemplateError(fault, i, char.IsHighSurrogate(text[i]) && i + 1 < end ? 2 : 1);
            return null;
        }

        return Segment.Text(literal);
    }

    private static string? FaultAt(string text, int index, int end) => text[index] switch
    {
        >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or ':' or '@' => null,
        char c when Unreserved.IndexOf(c) >= 0 || SubDelimiters.IndexOf(c) >= 0 => null,
        '%' => index + 2 < end && Uri.IsHexDigit(text[index + 1]) && Uri.IsHexDigit(text[index + 2])
            ? null
            : "a '%' must be followed by two hexadecimal digits",
        '{' => text.IndexOf('}', index, end - index) < 0 ? "a '{' has no matching '}'" : "a parameter must be a whole segment",
        '}' => "a '}' has no matching '{'",
        '?' => "the query, from '?' on, is not part of it",
        '#' => "a fragment, from '#' on, never reaches a server",
        ' ' => "a space is written %20",
        >= '\u0080' => "characters outside ASCII are percent-encoded as UTF-8",
        char c => $"the character {SymbolDisplay.FormatLiteral(c, quote: true)} is percent-encoded",
    };
}
