using Gatehouse.Generators.Analyzers.Trust;
using Gatehouse.Generators.Reading;
using Gatehouse.Hosting.Nginx;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.CodeFixes;

/// <summary>Changes an nginx configuration so that each place that hands requests on sets a header.</summary>
internal static class NginxHeaderEdit
{
    public static SourceText Set(SourceText text, NginxHeader header)
    {
        // Each change mends one place, and others that share its level.
        int places = NginxProxy.Read(header.Path, text)?.Passes.Count ?? 0;
        for (int i = 0; i < places && Next(text, header) is { } change; i++) text = text.WithChanges(change);
        return text;
    }

    private static TextChange? Next(SourceText text, NginxHeader header)
    {
        foreach (NginxDirective pass in NginxProxy.Read(header.Path, text)?.Passes ?? [])
        {
            if (!header.IsReplaced)
            {
                if (NginxProxy.LetsThrough(pass, header.Name)) return Added(text, pass, $"proxy_set_header {header.Name} {header.Value};");
            }
            else if (NginxProxy.SetterOf(pass, header.Name) is { } setter
                && ProxyComparison.ClientFieldIn(setter) is { } field
                && !ProxyComparison.IsOfNetwork(field))
            {
                return new TextChange(TextSpan.FromBounds(setter.LastWordStart, setter.WordsEnd), header.Value);
            }
        }

        return null;
    }

    /// <summary>A setter in an inner block would undo those around it, so that the new one goes to where there are others.</summary>
    private static TextChange Added(SourceText text, NginxDirective pass, string setter)
    {
        if (NginxProxy.HeadersOf(pass).LastOrDefault() is { } last) return After(text, last, setter);

        // nginx allows it in neither of these.
        NginxDirective beside = pass.Levels.First(level => level.Parent?.Name is not ("if" or "limit_except"));
        return beside == pass ? After(text, pass, setter) : Before(text, beside, setter);
    }

    private static TextChange After(SourceText text, NginxDirective directive, string setter)
    {
        TextLine line = text.Lines.GetLineFromPosition(directive.End - 1);
        string rest = text.ToString(TextSpan.FromBounds(directive.End, line.End)).Trim();
        return IndentationOf(text, directive) is { } indentation && (rest.Length == 0 || rest[0] == '#')
            ? new TextChange(new TextSpan(line.End, 0), NewLineOf(text) + indentation + setter)
            : new TextChange(new TextSpan(directive.End, 0), " " + setter);
    }

    private static TextChange Before(SourceText text, NginxDirective directive, string setter) => new(
        new TextSpan(directive.Start, 0),
        setter + (IndentationOf(text, directive) is { } indentation ? NewLineOf(text) + indentation : " "));

    /// <summary>Null for a directive that does not begin its line.</summary>
    private static string? IndentationOf(SourceText text, NginxDirective directive)
    {
        int start = text.Lines.GetLineFromPosition(directive.Start).Start;
        string before = text.ToString(TextSpan.FromBounds(start, directive.Start));
        return before.Trim().Length == 0 ? before : null;
    }

    private static string NewLineOf(SourceText text)
    {
        TextLine first = text.Lines[0];
        return first.EndIncludingLineBreak > first.End ? text.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak)) : "\n";
    }
}
