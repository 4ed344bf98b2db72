using System.Reflection;
using System.Reflection.Emit;

namespace Gatehouse.Tasks.Tests;

/// <summary>Makes small assemblies with AssemblyMetadata attributes.</summary>
internal static class ManifestAssembly
{
    /// <summary>Writes one and returns its path.</summary>
    public static string Write(string directory, params ReadOnlySpan<(string Key, string? Value)> attributes)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Sample"), typeof(object).Assembly);
        assembly.DefineDynamicModule("Sample");
        ConstructorInfo constructor = typeof(AssemblyMetadataAttribute).GetConstructor([typeof(string), typeof(string)])!;
        foreach ((string key, string? value) in attributes)
            assembly.SetCustomAttribute(new CustomAttributeBuilder(constructor, [key, value]));
        string file = Path.Combine(directory, "Sample.dll");
        assembly.Save(file);
        return file;
    }
}
