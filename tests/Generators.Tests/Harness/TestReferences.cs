using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>What the sources under test are compiled against: the SDK's reference assemblies and the runtime's own.</summary>
internal static class TestReferences
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> LazyNet = new(() => Pack("Microsoft.NETCore.App.Ref"));
    private static readonly Lazy<ImmutableArray<MetadataReference>> LazyAspNet = new(() => Pack("Microsoft.AspNetCore.App.Ref"));
    private static readonly Lazy<ImmutableArray<MetadataReference>> LazyGatehouse = new(
        () => [Of(typeof(Request)), Of(typeof(Microsoft.Extensions.Logging.ILoggerFactory))]);

    /// <summary>The base class library.</summary>
    public static ImmutableArray<MetadataReference> Net => LazyNet.Value;

    /// <summary>The base class library and Gatehouse.</summary>
    public static ImmutableArray<MetadataReference> Gatehouse => Net.AddRange(LazyGatehouse.Value);

    /// <summary>The base class library and ASP.NET Core.</summary>
    public static ImmutableArray<MetadataReference> AspNet => Net.AddRange(LazyAspNet.Value);

    private static PortableExecutableReference Of(Type type) => MetadataReference.CreateFromFile(type.Assembly.Location);

    private static ImmutableArray<MetadataReference> Pack(string name)
    {
        // .../shared/Microsoft.NETCore.App/10.0.x/System.Private.CoreLib.dll -> ...
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        string? directory = Directory.GetDirectories(Path.Combine(root, "packs", name))
            .Select(version => Path.Combine(version, "ref", "net10.0"))
            .Where(Directory.Exists)
            .Order(StringComparer.Ordinal)
            .LastOrDefault();
        Assert.True(directory is not null, $"The SDK at {root} has no reference pack {name} for net10.0.");
        return [.. Directory.GetFiles(directory, "*.dll").Select(file => (MetadataReference)MetadataReference.CreateFromFile(file))];
    }
}
