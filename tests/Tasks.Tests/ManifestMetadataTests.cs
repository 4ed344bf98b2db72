using Gatehouse.Tasks.Manifest;

namespace Gatehouse.Tasks.Tests;

public sealed class ManifestMetadataTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void The_manifest_is_found_among_other_attributes()
    {
        string file = ManifestAssembly.Write(directory.Path, ("RepositoryUrl", "x"), (ManifestMetadata.Key, "{ü}"), ("Other", null));
        Assert.Equal("{ü}", ManifestMetadata.Read(file));
    }

    [Fact]
    public void An_assembly_without_one_has_none()
    {
        string file = ManifestAssembly.Write(directory.Path, ("RepositoryUrl", "x"));
        Assert.Null(ManifestMetadata.Read(file));
    }

    [Fact]
    public void The_assembly_is_not_locked()
    {
        string file = ManifestAssembly.Write(directory.Path, (ManifestMetadata.Key, "{}"));
        ManifestMetadata.Read(file);
        File.Open(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
    }

    [Fact]
    public void Two_manifests_are_refused()
    {
        string file = ManifestAssembly.Write(directory.Path, (ManifestMetadata.Key, "{}"), (ManifestMetadata.Key, "{}"));
        Assert.Contains("two manifests", Assert.Throws<ManifestException>(() => ManifestMetadata.Read(file)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MZ, but no more")]
    [InlineData("#!/bin/sh")]
    public void A_file_that_is_no_assembly_is_refused(string content)
    {
        string file = Path.Combine(directory.Path, "not.dll");
        File.WriteAllText(file, content);
        Assert.Equal("GHD2002", Assert.Throws<ManifestException>(() => ManifestMetadata.Read(file)).Code);
    }

    [Fact]
    public void An_assembly_cut_anywhere_is_refused_or_read_but_never_more()
    {
        byte[] whole = File.ReadAllBytes(ManifestAssembly.Write(directory.Path, (ManifestMetadata.Key, "{}")));
        string file = Path.Combine(directory.Path, "cut.dll");
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(file, whole[..length]);
            try
            {
                ManifestMetadata.Read(file);
            }
            catch (ManifestException)
            {
            }
        }
    }
}
