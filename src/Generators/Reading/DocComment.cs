using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.Generators.Reading;

/// <summary>
/// A documentation comment. It is read from the source, since the compiler itself keeps comments only in projects that
/// write a documentation file. What is not well-formed is no documentation.
/// </summary>
internal sealed class DocComment
{
    private static readonly DocComment None = new(new XElement("doc"));

    private readonly XElement root;

    private DocComment(XElement root) => this.root = root;

    public string? Summary => Text(root.Element("summary"));

    public string? Remarks => Text(root.Element("remarks"));

    public string? Returns => Text(root.Element("returns"));

    /// <summary>The statuses that the comment names, with what it says of them.</summary>
    public IEnumerable<(int Status, string? Text)> Responses =>
        root.Elements("response")
            .Select(element => (int.TryParse(element.Attribute("code")?.Value, out int status) ? status : 0, Text(element)))
            .Where(response => response.Item1 is >= 100 and <= 599);

    public string? Parameter(string name) => Text(root.Elements("param").FirstOrDefault(element => element.Attribute("name")?.Value == name));

    public static DocComment Of(ISymbol symbol, CancellationToken cancellationToken)
    {
        foreach (SyntaxReference reference in symbol.DeclaringSyntaxReferences)
        {
            SyntaxNode node = reference.GetSyntax(cancellationToken);

            // A field's declarator stands within the declaration that has the comment.
            if (node is VariableDeclaratorSyntax { Parent.Parent: { } field }) node = field;
            if (Parse(node) is { } comment) return comment;
        }

        return None;
    }

    private static DocComment? Parse(SyntaxNode node)
    {
        var text = new StringBuilder();
        foreach (string line in node.GetLeadingTrivia().ToFullString().Split('\n'))
        {
            string trimmed = line.Trim();
            if (trimmed.StartsWith("///", StringComparison.Ordinal)) text.Append(trimmed, 3, trimmed.Length - 3).Append('\n');
        }

        if (text.Length == 0) return null;
        try
        {
            return new DocComment(XElement.Parse($"<doc>{text}</doc>"));
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>The text, with one space for each run of white space, and code between back-quotes as CommonMark has it.</summary>
    private static string? Text(XElement? element)
    {
        if (element is null) return null;
        var text = new StringBuilder();
        Append(element, text);
        string[] words = text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : string.Join(" ", words);
    }

    private static void Append(XElement element, StringBuilder text)
    {
        foreach (XNode node in element.Nodes())
        {
            if (node is XText plain) text.Append(plain.Value);
            if (node is not XElement inner) continue;
            string? reference = inner.Attribute("langword")?.Value ?? inner.Attribute("name")?.Value ?? SimpleName(inner.Attribute("cref")?.Value);
            bool isCode = inner.Name.LocalName is "c" or "code" or "see" or "seealso" or "paramref" or "typeparamref";
            if (inner.Name.LocalName is "para" or "item") text.Append(' ');
            if (isCode) text.Append('`');
            if (inner.IsEmpty) text.Append(reference);
            else Append(inner, text);
            if (isCode) text.Append('`');
        }
    }

    private static string? SimpleName(string? cref) => cref?.Substring(cref.LastIndexOfAny(['.', ':']) + 1);
}
