namespace Gatehouse;

/// <summary>
/// A file that a form sent. It lies in memory or in a temporary file, and is gone when the handler is done: what is to stay has
/// to be copied.
/// </summary>
public sealed class FormFile
{
    private readonly FileContent content;

    internal FormFile(string name, string fileName, string? contentType, FileContent content)
    {
        Name = name;
        FileName = fileName;
        ContentType = contentType;
        this.content = content;
    }

    /// <summary>Name of the form's field.</summary>
    public string Name { get; }

    /// <summary>
    /// What the client calls the file, exactly as it says. It may hold anything: slashes, <c>..</c>, control characters, a name that
    /// is taken. Choose a name of your own to store it under.
    /// </summary>
    public string FileName { get; }

    /// <summary>The media type that the client guessed, or null. Nobody checked it.</summary>
    public string? ContentType { get; }

    /// <summary>Number of bytes.</summary>
    public long Length => content.Length;

    /// <summary>Reads the file from its beginning. Each call gives a stream with a place of its own.</summary>
    /// <returns>A stream for reading that can seek; it fails once the handler is done.</returns>
    public Stream OpenRead() => new FileContentStream(content);

    /// <summary>Copies the file into a stream.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask CopyToAsync(Stream destination, CancellationToken cancellationToken = default)
    {
        await using Stream source = OpenRead();
        await source.CopyToAsync(destination, cancellationToken);
    }

    /// <summary>Copies the file to a path, with the mode that the umask leaves of rw-rw-rw-.</summary>
    /// <param name="path">Where to. Never made of <see cref="FileName"/> unseen.</param>
    /// <param name="overwrite">Replaces the content of a file that is there already; else that is an <see cref="IOException"/>.</param>
    /// <param name="cancellationToken">Gives up; what was written so far stays.</param>
    /// <exception cref="IOException">The file is there already, or cannot be written.</exception>
    public async ValueTask SaveAsync(string path, bool overwrite = false, CancellationToken cancellationToken = default)
    {
        var options = new FileStreamOptions
        {
            Mode = overwrite ? FileMode.Create : FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        };
        await using var file = new FileStream(path, options);
        await CopyToAsync(file, cancellationToken);
    }
}
