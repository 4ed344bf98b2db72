using Gatehouse.Generators.Model;

namespace Gatehouse.Generators.Emitting;

/// <summary>
/// Names links after their handlers. Links of one name must differ in the types of what they cannot do without; where two
/// do not, or a name is taken, the later one in the order of declaration gets a number.
/// </summary>
internal sealed class LinkNames
{
    /// <summary>What every class has from object: another of these names would hide it.</summary>
    private static readonly string[] Inherited =
        ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

    private readonly HashSet<string> taken;
    private readonly HashSet<string> signatures = new(StringComparer.Ordinal);

    public LinkNames(string className, IEnumerable<string> members)
    {
        taken = new HashSet<string>(members, StringComparer.Ordinal) { className };
        taken.UnionWith(Inherited);
    }

    public string Of(LinkModel link)
    {
        string types = string.Join(",", link.Parameters.Where(parameter => !parameter.IsOptional).Select(parameter => parameter.TypeName));
        string name = link.Name;
        for (int i = 2; taken.Contains(name) || !signatures.Add($"{name}({types})"); i++) name = $"{link.Name}{i}";
        return name;
    }

    /// <summary>A name for a nested class, which nothing else has.</summary>
    public string OfClass(string wanted)
    {
        string name = wanted;
        for (int i = 2; !taken.Add(name); i++) name = $"{wanted}{i}";
        return name;
    }
}
