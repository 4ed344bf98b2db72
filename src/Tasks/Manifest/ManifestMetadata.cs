using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Gatehouse.Tasks.Manifest;

/// <summary>
/// Finds the manifest in a compiled assembly. Reads the metadata tables only (ECMA-335 section II.22): the user's assembly is
/// never loaded, so that it may be built for another platform and is not locked.
/// </summary>
internal static class ManifestMetadata
{
    /// <summary>Key of the AssemblyMetadata attribute that holds the manifest.</summary>
    public const string Key = "Gatehouse.Manifest";

    /// <summary>Reads the manifest's JSON text; null where the assembly has none.</summary>
    /// <param name="assemblyPath">The compiled assembly.</param>
    /// <exception cref="ManifestException">The file is no managed assembly, or has two manifests.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string? Read(string assemblyPath)
    {
        using FileStream stream = File.OpenRead(assemblyPath);
        try
        {
            using var image = new PEReader(stream);
            if (!image.HasMetadata) throw new ManifestException(DeployCodes.MalformedManifest, "it is not a .NET assembly.");
            return Find(image.GetMetadataReader());
        }
        catch (BadImageFormatException e)
        {
            throw new ManifestException(DeployCodes.MalformedManifest, $"it is not a .NET assembly ({e.Message}).");
        }
    }

    private static string? Find(MetadataReader metadata)
    {
        string? found = null;
        foreach (CustomAttributeHandle handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
        {
            CustomAttribute attribute = metadata.GetCustomAttribute(handle);
            if (!IsAssemblyMetadata(metadata, attribute.Constructor)) continue;

            // ECMA-335 section II.23.3: the prolog 0x0001, then the two fixed arguments as SerStrings.
            BlobReader blob = metadata.GetBlobReader(attribute.Value);
            if (blob.ReadUInt16() != 1 || blob.ReadSerializedString() != Key) continue;
            if (found is not null) throw new ManifestException(DeployCodes.MalformedManifest, "it has two manifests.");
            found = blob.ReadSerializedString() ?? "";
        }

        return found;
    }

    private static bool IsAssemblyMetadata(MetadataReader metadata, EntityHandle constructor)
    {
        if (constructor.Kind != HandleKind.MemberReference) return false;
        EntityHandle parent = metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference) return false;
        TypeReference type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        return metadata.StringComparer.Equals(type.Name, "AssemblyMetadataAttribute")
            && metadata.StringComparer.Equals(type.Namespace, "System.Reflection");
    }
}
