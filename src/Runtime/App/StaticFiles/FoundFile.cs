using Gatehouse.Http;
using Gatehouse.Linux;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse;

/// <summary>The selected representation: an open file, and what its answer says about it.</summary>
internal sealed class FoundFile(SafeFileHandle file, FileStatus status, FileType type, ContentCoding coding) : IDisposable
{
    // Two numbers of 64 bits in hexadecimal, a hyphen, a suffix and two quotes.
    private const int MaxTagLength = 48;

    public SafeFileHandle File { get; } = file;

    /// <summary>Bytes.</summary>
    public long Length => status.Size;

    public FileType Type => type;

    public ContentCoding Coding => coding;

    /// <summary>
    /// Value of the ETag field: the time of change and the size. Not the inode: that would be internal knowledge given away, and
    /// the time of change differs already when a file was replaced.
    /// </summary>
    public string Tag { get; } = TagOf(status, coding);

    /// <summary>When it was last modified, in whole seconds; not after the present (RFC 9110 section 8.8.2.1).</summary>
    public DateTimeOffset LastModified(DateTimeOffset now)
    {
        long seconds = Math.Clamp(status.Modified, 0, now.ToUnixTimeSeconds());
        return DateTimeOffset.FromUnixTimeSeconds(seconds);
    }

    public void Dispose() => File.Dispose();

    private static string TagOf(FileStatus status, ContentCoding coding)
    {
        Span<char> tag = stackalloc char[MaxTagLength];
        string suffix = coding switch
        {
            ContentCoding.Brotli => "-br",
            ContentCoding.Gzip => "-gz",
            _ => "",
        };
        bool fits = tag.TryWrite($"\"{status.Changed:x}-{status.Size:x}{suffix}\"", out int length);
        System.Diagnostics.Debug.Assert(fits);
        return new string(tag[..length]);
    }
}
