using System.Text;
using Gatehouse.Http;
using Gatehouse.Linux;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse;

/// <summary>
/// The folder of a <see cref="StaticFilesAttribute"/>, held open by one worker. Each request opens its file anew: a file that a
/// deployment replaced is the new one from the next request on. The folder itself is the one that stood there when the worker
/// started; a reload opens it anew.
/// </summary>
internal sealed class StaticFolder : IDisposable
{
    private readonly FolderRoot root;
    private readonly byte[]? index;
    private readonly byte[]? fallback;
    private readonly StaticFilesAttribute declared;

    private StaticFolder(StaticFilesAttribute declared, FolderRoot root)
    {
        this.declared = declared;
        this.root = root;
        index = declared.Index is { } name ? Encoding.UTF8.GetBytes(name) : null;
        fallback = declared.Fallback is { } file ? Encoding.UTF8.GetBytes(file) : null;

        // "/" is the one path that ends with its own slash.
        PrefixLength = declared.Path == "/" ? 0 : declared.Path.Length;
    }

    /// <summary>Bytes of the path before the slash of the file's.</summary>
    private int PrefixLength { get; }

    /// <summary>Opens the folder.</summary>
    /// <exception cref="IOException">It is not there; the message says where it was looked for, and who wants it.</exception>
    public static StaticFolder Open(StaticFilesAttribute declared)
    {
        string path = Path.Combine(AppContext.BaseDirectory, declared.Folder);
        try
        {
            return new StaticFolder(declared, FolderRoot.Open(path));
        }
        catch (SystemCallException e)
        {
            throw new IOException(
                $"The folder '{path}' of [StaticFiles(\"{declared.Path}\", \"{declared.Folder}\")] cannot be opened: {Errno.Message(e.Error)}. "
                + "It is looked for beside the program; publish it with it.",
                e);
        }
    }

    /// <summary>Answers a GET or HEAD whose path is the folder's, or beneath it.</summary>
    public ValueTask ServeAsync(Request request, Response response)
    {
        ReadOnlySpan<byte> whole = request.PathBytes;
        if (whole.Length == PrefixLength) return AnswerDirectory(request, response);
        ReadOnlySpan<byte> raw = whole[(PrefixLength + 1)..];
        Span<byte> path = stackalloc byte[Math.Min(raw.Length, StaticPath.MaxLength)];
        int refusal = StaticPath.Read(raw, declared.DotFiles, path, out int length);
        if (refusal == 404) return NotFound(response);
        if (refusal != 0) throw new HttpStatusException(refusal, "The path has a bad percent-escape.");
        path = path[..length];

        var fields = FileRequestFields.Of(request);
        FileKind kind = FileKind.None;
        FoundFile? found = path.IsEmpty || path[^1] == '/' ? FindIndex(path, fields.AcceptEncoding) : Find(path, fields.AcceptEncoding, out kind);
        if (found is null && kind == FileKind.Directory) return AnswerDirectory(request, response);
        if (found is null && fallback is not null && !HasExtension(path)) found = Find(fallback, fields.AcceptEncoding, out _);
        return found is null ? NotFound(response) : SendAsync(found, request, response, fields);
    }

    public void Dispose() => root.Dispose();

    private FoundFile? FindIndex(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> acceptEncoding)
    {
        if (index is null) return null;
        Span<byte> path = stackalloc byte[directory.Length + index.Length];
        directory.CopyTo(path);
        index.CopyTo(path[directory.Length..]);
        return Find(path, acceptEncoding, out _);
    }

    /// <summary>Opens a file, or its sibling in the coding that the client likes best.</summary>
    private FoundFile? Find(ReadOnlySpan<byte> path, ReadOnlySpan<byte> acceptEncoding, out FileKind kind)
    {
        SafeFileHandle? file = root.TryOpen(path, out FileStatus status, out kind);
        if (file is null) return null;
        FileType type = MediaTypes.Of(path);
        if (type.IsCompressible && !acceptEncoding.IsEmpty)
        {
            AcceptedCodings codings = AcceptEncoding.Parse(acceptEncoding);
            FoundFile? sibling = FindSibling(path, codings.First, type, status) ?? FindSibling(path, codings.Second, type, status);
            if (sibling is not null)
            {
                file.Dispose();
                return sibling;
            }
        }

        return new FoundFile(file, status, type, ContentCoding.Identity);
    }

    private FoundFile? FindSibling(ReadOnlySpan<byte> path, ContentCoding coding, FileType type, FileStatus original)
    {
        if (coding == ContentCoding.Identity) return null;
        ReadOnlySpan<byte> suffix = coding == ContentCoding.Brotli ? ".br"u8 : ".gz"u8;
        Span<byte> name = stackalloc byte[path.Length + suffix.Length];
        path.CopyTo(name);
        suffix.CopyTo(name[path.Length..]);
        SafeFileHandle? file = root.TryOpen(name, out FileStatus status, out _);
        if (file is null) return null;

        // Older than what it was made of: it was made of something else.
        if (status.Modified >= original.Modified) return new FoundFile(file, status, type, coding);
        file.Dispose();
        return null;
    }

    private ValueTask SendAsync(FoundFile found, Request request, Response response, in FileRequestFields fields)
    {
        ValueTask sent;
        try
        {
            sent = new FileAnswer(found, declared.CacheControl, request, response).SendAsync(fields);
        }
        catch
        {
            found.Dispose();
            throw;
        }

        if (!sent.IsCompletedSuccessfully) return CloseAfterAsync(sent, found);
        found.Dispose();
        return default;
    }

    private static async ValueTask CloseAfterAsync(ValueTask sent, FoundFile found)
    {
        using (found) await sent;
    }

    /// <summary>A directory without its slash: relative links in its index would go astray.</summary>
    private ValueTask AnswerDirectory(Request request, Response response)
    {
        if (index is null) return NotFound(response);
        string query = request.QueryBytes.IsEmpty ? "" : "?" + request.QueryString;
        response.Status = 301;
        response.Headers["Location"] = $"{request.PathBase}{Encoding.Latin1.GetString(request.PathBytes)}/{query}";
        return default;
    }

    private static ValueTask NotFound(Response response)
    {
        response.Status = 404;
        response.ContentType = Response.PlainText;
        response.Write("Not Found\n"u8);
        return default;
    }

    private static bool HasExtension(ReadOnlySpan<byte> path) => path[(path.LastIndexOf((byte)'/') + 1)..].Contains((byte)'.');
}
