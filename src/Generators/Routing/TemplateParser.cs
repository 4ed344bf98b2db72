using Gatehouse.Generators.Model;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Routing;

/// <summary>What is wrong with a template, and where.</summary>
internal sealed record TemplateError(string Message, int Start, int Length);

/// <summary>
/// Reads path templates. A literal stands in a template as it does on the wire (RFC 3986 section 3.3): percent-encoded.
/// </summary>
/// <param name="constraints">The constraints that there are.</param>
internal sealed class TemplateParser(ConstraintParser constraints)
{
    /// <summary>Room that the runtime's request has for parameters.</summary>
    public const int MaxParameters = 16;

    // Far above any real one: keeps what walks the segments, here and in the emitted code, shallow.
    private const int MaxSegments = 64;

    public RouteTemplate? Parse(string text, out TemplateError? error) => Parse(text, RoutePrefix.None, out error);

    /// <summary>Reads a template that stands after the prefix of its class; it may be empty then.</summary>
    public RouteTemplate? Parse(string text, RoutePrefix prefix, out TemplateError? error)
    {
        List<Segment> segments = [.. prefix.Segments];
        if (text.Length == 0 && segments.Count > 0)
        {
            error = null;
            return new RouteTemplate(prefix.Text, prefix.Segments);
        }

        if (text.Length == 0 || text[0] != '/')
        {
            error = new TemplateError("it must start with '/'", 0, text.Length);
            return null;
        }

        return TryParse(text, segments, out error) ? new RouteTemplate(prefix.Text + text, segments.ToEquatableArray()) : null;
    }

    /// <summary>Reads a prefix: a template that ends with no slash, and whose parameters every path has.</summary>
    public RoutePrefix? ParsePrefix(string text, out TemplateError? error)
    {
        RouteTemplate? template = Parse(text, out error);
        if (template is null) return null;
        if (template.Last.Literal == "") error = new TemplateError("a prefix must not end with '/'", text.Length - 1, 1);
        if (template.Last.MayBeAbsent || template.Last.IsCatchAll)
        {
            int start = text.LastIndexOf('{');
            error = new TemplateError("a path must have every parameter of a prefix", start, text.Length - start);
        }

        return error is null ? new RoutePrefix(text, template.Segments) : null;
    }

    private bool TryParse(string text, List<Segment> segments, out TemplateError? error)
    {
        int parameters = segments.Count(segment => segment.Parameter is not null);
        int lastStart = 0;
        for (int start = 1; start <= text.Length;)
        {
            if (segments.Count > 0 && MustBeLast(segments[segments.Count - 1]) is { } fault)
            {
                error = new TemplateError(fault, lastStart, start - 1 - lastStart);
                return false;
            }

            bool isParameter = start < text.Length && text[start] == '{';
            int end = isParameter ? EndOfParameter(text, start) : EndOfLiteral(text, start);
            Segment? segment = isParameter ? ParseParameter(text, start, end, segments, out error) : LiteralParser.Parse(text, start, end, out error);
            if (segment is null) return false;
            if (segment.Parameter is not null && ++parameters > MaxParameters)
            {
                error = new TemplateError($"it has more than {MaxParameters} parameters", start, end - start);
                return false;
            }

            segments.Add(segment);
            if (segments.Count > MaxSegments)
            {
                error = new TemplateError($"it has more than {MaxSegments} segments", start, end - start);
                return false;
            }

            lastStart = start;
            start = end + 1;
        }

        error = null;
        return true;
    }

    private static string? MustBeLast(Segment segment) =>
        segment.IsCatchAll ? "a catch-all must be the last segment"
        : segment.IsOptional ? "an optional parameter must be the last segment"
        : segment.Default is not null ? "a parameter with a default must be the last segment"
        : null;

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

    private Segment? ParseParameter(string text, int start, int end, List<Segment> before, out TemplateError? error)
    {
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

        ParameterSyntax syntax = ParameterSyntax.Read(text, start, close);
        string name = syntax.Name.Value;
        if (FaultOf(name, syntax, before) is { } fault)
        {
            error = new TemplateError(fault, start, end - start);
            return null;
        }

        Constraint? constraint = Constraint.None;
        if (syntax.Constraint is { } part)
        {
            constraint = constraints.Parse(part.Value, out string? reason);
            if (constraint is null)
            {
                error = new TemplateError(reason!, part.Length == 0 ? part.Start - 1 : part.Start, Math.Max(1, part.Length));
                return null;
            }
        }

        error = syntax.Default is { } value ? FaultOfDefault(value, syntax, constraint) : null;
        return error is null
            ? new Segment(null, name, constraint, syntax.IsOptional, syntax.Default?.Value, syntax.IsCatchAll)
            : null;
    }

    private static string? FaultOf(string name, ParameterSyntax syntax, List<Segment> before)
    {
        if (!SyntaxFacts.IsValidIdentifier(name)) return name.Length == 0 ? "a parameter needs a name" : $"'{name}' cannot name a parameter";
        if (before.Any(segment => segment.Parameter == name)) return $"the parameter '{name}' stands in it twice";
        if (!syntax.IsCatchAll) return null;
        return syntax.Constraint is not null ? "a catch-all takes no constraint"
            : syntax.IsOptional || syntax.Default is not null ? "a catch-all may be empty as it is: it is not optional, and has no default"
            : null;
    }

    private static TemplateError? FaultOfDefault(TextPart value, ParameterSyntax syntax, Constraint constraint)
    {
        // "{id?=1}": what follows the name is neither a question mark alone nor a default.
        if (value.Text[value.Start - 1] == '?')
            return new TemplateError("a '?' must be the last of a parameter: what has a default is optional already", value.Start - 1, value.Length + 1);
        if (value.Length == 0) return new TemplateError("a default needs a value", value.Start - 1, 1);
        if (value.Value[value.Length - 1] == '?' && constraint.Kind is not (ConstraintKind.None or ConstraintKind.Length or ConstraintKind.Predicate))
            return new TemplateError("what has a default is optional already", value.End - 1, 1);
        return Overlap.Accepts(constraint, value.Value)
            ? null
            : new TemplateError($"the default '{value.Value}' does not match its constraint '{syntax.Constraint!.Value}'", value.Start, value.Length);
    }
}
