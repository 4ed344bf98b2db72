namespace Gatehouse.Generators.Model;

/// <summary>A folder of static files, as an attribute declares it.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Folder">The folder, relative to the program.</param>
/// <param name="Index">Name of the file that stands for a directory; null for none.</param>
/// <param name="Fallback">File that answers for what is not there; null for none.</param>
/// <param name="CacheControl">Value of the Cache-Control field; null for none.</param>
/// <param name="DotFiles">Whether names that begin with a dot are served.</param>
/// <param name="ServeFromNginx">Whether nginx may serve it.</param>
internal sealed record StaticFolderModel(
    string Path, string Folder, string? Index, string? Fallback, string? CacheControl, bool DotFiles, bool ServeFromNginx)
{
    /// <summary>What a path must begin with, up to a slash: nothing for the root.</summary>
    public string Prefix => Path == "/" ? "" : Path;
}
