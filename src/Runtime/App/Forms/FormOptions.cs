namespace Gatehouse;

/// <summary>
/// What a form may cost. The body as a whole is bounded by <see cref="Request.MaxRequestBody"/>; these bound what is made of it in
/// memory. What is over a limit is answered with 413.
/// </summary>
public sealed record FormOptions
{
    internal static readonly FormOptions Default = new();

    /// <summary>Fields and files together; default 1000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxParts { get; init => field = NotNegative(value); } = 1000;

    /// <summary>Bytes of the name of a field or file, in UTF-8; default 2048.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxNameBytes { get; init => field = NotNegative(value); } = 2048;

    /// <summary>Bytes of the value of one field, in UTF-8; default 1 MiB. A file is no field.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxValueBytes { get; init => field = NotNegative(value); } = 1024 * 1024;

    /// <summary>Bytes of the names and values of all fields and the names and media types of all files, in UTF-8; default 4 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxFieldsBytes { get; init => field = NotNegative(value); } = 4 * 1024 * 1024;

    /// <summary>Bytes of the header fields of one part of multipart/form-data; default 8192.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxPartHeaderBytes { get; init => field = NotNegative(value); } = 8192;

    /// <summary>
    /// Bytes of a file that stay in memory; default 64 KiB. A longer file goes to a temporary file, and so does every file once
    /// those in memory have sixteen times as many bytes together. 0 keeps no file in memory.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MemoryThreshold { get; init => field = NotNegative(value); } = 64 * 1024;

    /// <summary>
    /// Where temporary files lie: null, the default, is what <c>TMPDIR</c> names, else <c>/tmp</c>. They have no name there
    /// (O_TMPFILE of open(2)) and are gone when the request ends, or the process, whatever ends it.
    /// </summary>
    public string? TemporaryDirectory { get; init; }

    private static int NotNegative(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return value;
    }
}
