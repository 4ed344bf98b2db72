using System.Text;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Reading;

namespace Gatehouse.Generators.Emitting;

/// <summary>Gives the components of a document names of their own, and puts these where schemas refer to them.</summary>
internal sealed class OpenApiNames
{
    private readonly List<(string Name, ComponentSchema Component)> components = [];
    private readonly List<(string Old, string New)> references = [];

    public OpenApiNames(IEnumerable<ComponentSchema> schemas)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (ComponentSchema component in schemas)
        {
            if (!known.Add(component.Key)) continue;
            string wanted = Clean(component.Name);
            string name = wanted;
            for (int i = 2; !taken.Add(name); i++) name = $"{wanted}{i}";
            components.Add((name, component));
            references.Add((SchemaReader.TargetOf(SchemaReader.Reference(component.Key)), SchemaReader.TargetOf(SchemaReader.Reference(name))));
        }
    }

    /// <summary>The components in ordinal order of their names.</summary>
    public IEnumerable<(string Name, string Schema)> Components =>
        components.OrderBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => (pair.Name, Named(pair.Component.Schema)));

    /// <summary>A schema with the names of what it refers to.</summary>
    public string Named(string schema)
    {
        // The text alone, quoted: a reference may have keywords beside it, and a discriminator's mapping has no more.
        foreach ((string old, string now) in references) schema = schema.Replace(old, now);
        return schema;
    }

    /// <summary>What the names of components are made of (OpenAPI 3.1, Components Object).</summary>
    private static string Clean(string name)
    {
        var clean = new StringBuilder();
        foreach (char c in name) clean.Append(c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '-' or '_' ? c : '_');
        return clean.ToString();
    }
}
