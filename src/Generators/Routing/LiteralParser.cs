using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Routing;

/// <summary>Reads literal segments.</summary>
internal static class LiteralParser
{
    private const string Unreserved = "-._~";
    private const string SubDelimiters = "!$&'()*+,;=";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Segment? Parse(string text, int start, int end, out TemplateError? error)
    {
        error = null;
        if (start == end && end < text.Length)
        {
            error = new TemplateError("it has an empty segment", start - 1, 2);
            return null;
        }

        for (int i = start; i < end; i++)
        {
            if (FaultAt(text, i, end) is not { } fault) continue;
            error = new TemplateError(fault, i, char.IsHighSurrogate(text[i]) && i + 1 < end ? 2 : 1);
            return null;
        }

        string written = text.Substring(start, end - start);
        string? literal = Decode(written);
        string? reason = literal switch
        {
            null => "its escapes are not UTF-8",
            "." or ".." => $"clients resolve '{written}' before they send a path (RFC 3986 section 5.2.4)",
            _ when literal.IndexOf('\0') >= 0 => "%00 is refused in a path",
            _ when literal.IndexOf("%2f", StringComparison.OrdinalIgnoreCase) >= 0 || literal.IndexOf('/') >= 0 =>
                "an encoded slash cannot stand in a literal: a parameter takes it",
            _ => null,
        };
        if (reason is null) return Segment.Text(literal!);
        error = new TemplateError(reason, start, end - start);
        return null;
    }

    private static string? Decode(string literal)
    {
        if (literal.IndexOf('%') < 0) return literal;
        var bytes = new List<byte>();
        for (int i = 0; i < literal.Length; i++)
        {
            if (literal[i] == '%')
            {
                bytes.Add((byte)((Uri.FromHex(literal[i + 1]) << 4) | Uri.FromHex(literal[i + 2])));
                i += 2;
            }
            else
            {
                bytes.Add((byte)literal[i]);
            }
        }

        try
        {
            return Strict.GetString([.. bytes]);
        }
        catch (ArgumentException)
        {
            return null;
        }
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
