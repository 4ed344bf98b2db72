using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Gatehouse.CodeFixes.Tests;

public class AssemblyTests
{
    private static readonly Version NewestRoslyn = new(4, 12);

    [Fact]
    public void The_shipped_assembly_needs_nothing_newer_than_the_compilers_it_promises()
    {
        using var image = new PEReader(File.OpenRead(typeof(MakePartialFix).Assembly.Location));
        MetadataReader metadata = image.GetMetadataReader();
        List<AssemblyReference> roslyn =
        [
            .. metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
                .Where(reference => metadata.GetString(reference.Name).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(roslyn);
        Assert.All(roslyn, reference => Assert.True(reference.Version <= NewestRoslyn, $"{metadata.GetString(reference.Name)} {reference.Version}"));
        Assert.DoesNotContain(
            metadata.AssemblyReferences.Select(metadata.GetAssemblyReference),
            reference => metadata.GetString(reference.Name) == "System.Composition.AttributedModel");
    }

    [Fact]
    public void Every_fix_can_fix_all()
    {
        IEnumerable<CodeFixProvider> fixes = typeof(MakePartialFix).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CodeFixProvider)))
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!);
        Assert.All(fixes, fix => Assert.NotNull(fix.GetFixAllProvider()));
    }
}
