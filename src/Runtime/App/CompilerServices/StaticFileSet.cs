using System.ComponentModel;

namespace Gatehouse.CompilerServices;

/// <summary>The static folders of an application, held open by one worker. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class StaticFileSet : IDisposable
{
    private readonly StaticFolder[] folders;

    private StaticFileSet(StaticFolder[] folders) => this.folders = folders;

    /// <summary>Opens the folders.</summary>
    /// <param name="declared">What the class declares, in the order that <see cref="ServeAsync"/> counts in.</param>
    /// <exception cref="IOException">A folder is not there.</exception>
    public static StaticFileSet Open(params StaticFilesAttribute[] declared)
    {
        ArgumentNullException.ThrowIfNull(declared);
        var folders = new StaticFolder[declared.Length];
        int opened = 0;
        try
        {
            for (; opened < folders.Length; opened++) folders[opened] = StaticFolder.Open(declared[opened]);
            return new StaticFileSet(folders);
        }
        catch
        {
            foreach (StaticFolder folder in folders.AsSpan(0, opened)) folder.Dispose();
            throw;
        }
    }

    /// <summary>Answers a GET or HEAD with a file, or with 404.</summary>
    /// <param name="folder">Number of the folder, from 0.</param>
    /// <param name="request">A request whose path lies beneath the folder's.</param>
    /// <param name="response">Its answer.</param>
    /// <exception cref="HttpStatusException">400: the path has a bad escape.</exception>
    public ValueTask ServeAsync(int folder, Request request, Response response) => folders[folder].ServeAsync(request, response);

    /// <summary>Closes the folders.</summary>
    public void Dispose()
    {
        foreach (StaticFolder folder in folders) folder.Dispose();
    }
}
