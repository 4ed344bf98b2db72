namespace Gatehouse;

/// <summary>
/// Serves the files of a folder beneath a path, beside the routes of the <see cref="GatewayAppAttribute"/> class; may stand on it
/// several times. A route that matches a path wins over a file; the deepest of nested paths wins over the others. Answers GET
/// and HEAD, with entity tags, conditions, ranges (RFC 9110 sections 13 and 14) and siblings that are compressed already
/// (<c>site.css.br</c>, <c>site.css.gz</c>). The generated nginx site serves the same folder.
/// </summary>
/// <param name="path">Where the folder stands: <c>/static</c>, or <c>/</c>. Without a slash at its end.</param>
/// <param name="folder">
/// The folder, relative to the program (<see cref="AppContext.BaseDirectory"/>). It must exist when a worker starts.
/// </param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class StaticFilesAttribute(string path, string folder) : Attribute
{
    /// <summary>Where the folder stands.</summary>
    public string Path { get; } = path;

    /// <summary>The folder, relative to the program.</summary>
    public string Folder { get; } = folder;

    /// <summary>
    /// Name of the file that stands for its directory, such as <c>index.html</c>: a path that ends with a slash is answered with
    /// it, and a directory's path without one is redirected to that with one (301). Default: none, and directories are not found.
    /// </summary>
    public string? Index { get; set; }

    /// <summary>
    /// File of the folder that answers for what is not there, as single-page applications want it: <c>index.html</c>. Only for
    /// paths whose last segment has no dot, so that a missing script is not answered with a page. Default: none.
    /// </summary>
    public string? Fallback { get; set; }

    /// <summary>
    /// Value of the Cache-Control field (RFC 9111 section 5.2), such as <c>public, max-age=31536000, immutable</c>. Default: none;
    /// caches then decide by the date of the file.
    /// </summary>
    public string? CacheControl { get; set; }

    /// <summary>Whether names that begin with a dot are served, those of directories included. Default: false.</summary>
    public bool DotFiles { get; set; }

    /// <summary>
    /// Whether the generated nginx site serves the files itself. Default: true; where a route of the application lies beneath
    /// the path, the application serves them nevertheless, since routes win over files.
    /// </summary>
    public bool ServeFromNginx { get; set; } = true;
}
