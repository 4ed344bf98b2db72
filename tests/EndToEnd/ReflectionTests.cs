using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Gatehouse.EndToEnd;

/// <summary>
/// No reflection at run time: what is not called by name cannot be trimmed away or missed by the native compiler. Read from
/// the metadata of the published assemblies: a call needs a member reference (ECMA-335 section II.22.25).
/// </summary>
public sealed class ReflectionTests(PackedRepository repository)
{
    // typeof(T) is a token and the first of these; the others compare types and name one in a log. None looks anything up.
    private static readonly string[] AllowedOfType = ["GetTypeFromHandle", "op_Equality", "op_Inequality", "get_FullName"];

    [Theory]
    [InlineData("Hello.dll")]
    [InlineData("Gatehouse.Runtime.dll")]
    public async Task A_published_assembly_calls_nothing_of_reflection(string assembly)
    {
        ScaffoldedApp app = await repository.ScaffoldAsync("Hello");
        await app.PublishAsync();
        Assert.Empty(ReflectionCalls(Path.Combine(app.PublishDirectory, assembly)));
    }

    [Fact]
    public void The_search_itself_finds_reflection_where_there_is_some()
    {
        IReadOnlyList<string> calls = ReflectionCalls(typeof(ReflectionTests).Assembly.Location);
        Assert.Contains("System.Type.get_Assembly", calls);
        Assert.Contains("System.Reflection.Assembly.get_Location", calls);
    }

    private static IReadOnlyList<string> ReflectionCalls(string file)
    {
        using FileStream stream = File.OpenRead(file);
        using var image = new PEReader(stream);
        MetadataReader metadata = image.GetMetadataReader();
        return [.. metadata.MemberReferences.Select(handle => Name(metadata, metadata.GetMemberReference(handle))).OfType<string>()];
    }

    // The name of a member that is reflection; null for every other.
    private static string? Name(MetadataReader metadata, MemberReference member)
    {
        if (member.Parent.Kind != HandleKind.TypeReference) return null;
        TypeReference type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
        string space = metadata.GetString(type.Namespace);
        string typeName = metadata.GetString(type.Name);
        string name = metadata.GetString(member.Name);
        bool isReflection = (space, typeName) switch
        {
            // Constructors of attributes are data in the assembly; nothing calls them.
            ("System.Reflection", _) => !(name == ".ctor" && typeName.EndsWith("Attribute", StringComparison.Ordinal)),
            ("System", "Activator") => true,
            ("System", "Type") => !AllowedOfType.Contains(name),
            _ => space.StartsWith("System.Reflection.", StringComparison.Ordinal),
        };
        return isReflection ? $"{space}.{typeName}.{name}" : null;
    }
}
